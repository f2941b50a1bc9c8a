kubectl create deployment web --image=nginx --replicas=3
kubectl run one --image=nginx
kubectl run one --image=nginx
kubectl run two
kubectl run three --image=busybox --restart=Never -- sh -c "echo hi; exit 3"
kubectl logs three
kubectl get pod three
kubectl describe pod three
kubectl logs one
kubectl logs nope
kubectl get pod one -o jsonpath='{.status.podIP}{"\n"}'
kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.phase}{"\n"}{end}'
kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image,NONE:.spec.nope
kubectl get pods -o go-template='{{range .items}}{{.metadata.name}} {{len .spec.containers}}{{"\n"}}{{end}}'
kubectl get pods --sort-by=.metadata.name
kubectl get pods --field-selector=status.phase=Running
kubectl get pods -l app=web --no-headers
kubectl get pods -l 'app in (web,x),!nope'
kubectl get pods -l 'app in (web'
kubectl get pods nope
kubectl get nope
kubectl get
kubectl nope
kubectl get pods --nope
kubectl delete pod one
kubectl delete pod one
kubectl delete pods --all --now
