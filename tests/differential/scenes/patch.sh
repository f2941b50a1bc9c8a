kubectl create deployment web --image=nginx --replicas=3
kubectl patch deploy web -p '{"spec":{"replicas":2}}'
kubectl patch deploy web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":3}]'
kubectl patch deploy web -p '{"spec":{"replicas":3}}'
kubectl patch deploy web -p 'nope'
kubectl autoscale deployment web --min=1 --max=3
kubectl create configmap c --from-literal=a=1
kubectl get cm
kubectl get cm c -o yaml
kubectl describe cm c
kubectl create secret generic s --from-literal=k=v
kubectl get secret s -o yaml
kubectl describe secret s
kubectl create ns dev
kubectl get ns dev -o yaml
kubectl describe ns dev
kubectl create quota q --hard=pods=3,configmaps=2 -n dev
kubectl describe quota -n dev
kubectl get quota -n dev
kubectl delete ns dev
kubectl create job j --image=busybox
kubectl explain pod
kubectl explain deploy.spec.strategy
kubectl explain deploy.spec.strategy --recursive
kubectl explain pod.spec.nope
kubectl wait --for=condition=Available deploy/web --timeout=5s
kubectl wait --for=condition=Nope deploy/web --timeout=1s
kubectl wait --for=delete pod/nope --timeout=1s
kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 deploy/web --timeout=5s
kubectl auth can-i get pods
kubectl top pods
kubectl delete deploy web
kubectl delete svc --all
kubectl get pods
