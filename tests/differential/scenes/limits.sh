kubectl apply -f limits.yaml
kubectl get limits
kubectl get limitrange lim -o yaml
kubectl describe limits lim
kubectl describe ns default
kubectl create -f limits-wrong.yaml
kubectl run plain --image=nginx
kubectl get pod plain -o jsonpath='{.metadata.annotations} {.spec.containers[0].resources}'
kubectl run big --image=nginx --overrides='{"spec":{"containers":[{"name":"big","image":"nginx","resources":{"limits":{"cpu":"2","memory":"1Gi"}}}]}}'
kubectl run small --image=nginx --overrides='{"spec":{"containers":[{"name":"small","image":"nginx","resources":{"limits":{"cpu":"10m","memory":"1Mi"}}}]}}'
kubectl run ratio --image=nginx --overrides='{"spec":{"containers":[{"name":"ratio","image":"nginx","resources":{"requests":{"cpu":"100m","memory":"16Mi"},"limits":{"cpu":"900m","memory":"16Mi"}}}]}}'
kubectl run pair --image=nginx --overrides='{"spec":{"containers":[{"name":"a","image":"nginx","resources":{"limits":{"cpu":"1","memory":"16Mi"}}},{"name":"b","image":"nginx","resources":{"limits":{"cpu":"1","memory":"16Mi"}}}]}}'
kubectl create deploy web --image=nginx
kubectl get events --field-selector involvedObject.kind=ReplicaSet -o custom-columns=R:.reason,M:.message
kubectl patch limits lim --type=json -p '[{"op":"replace","path":"/spec/limits/0/min/cpu","value":"3"}]'
kubectl delete limits lim
kubectl apply -f runtimes.yaml
kubectl get runtimeclass
kubectl describe runtimeclass sandboxed
kubectl patch runtimeclass sandboxed -p '{"handler":"other"}'
kubectl run boxed --image=nginx --overrides='{"spec":{"runtimeClassName":"sandboxed"}}'
kubectl get pod boxed -o jsonpath='{.spec.overhead} {.spec.nodeSelector} {.spec.tolerations[*].key}'
kubectl run lost --image=nginx --overrides='{"spec":{"runtimeClassName":"none"}}'
kubectl run odd --image=nginx --overrides='{"spec":{"runtimeClassName":"sandboxed","nodeSelector":{"sandbox":"no"}}}'
kubectl get podtemplates
kubectl describe podtemplate web
kubectl delete podtemplate web
kubectl delete runtimeclass sandboxed
