kubectl version
kubectl get nodes
kubectl get nodes -o wide
kubectl get ns
kubectl get all
kubectl get all -A
kubectl cluster-info
kubectl api-resources
kubectl api-versions
kubectl create deployment web --image=nginx --replicas=3
kubectl get deploy,rs,pods
kubectl get pods --show-labels
kubectl get pods -o wide
kubectl get pods -o name
kubectl get deploy web -o yaml
kubectl get deploy web -o json
kubectl get rs -o yaml
kubectl describe deployment web
kubectl describe rs
kubectl describe pods
kubectl describe node minikube
kubectl describe svc kubernetes
kubectl describe ns default
kubectl get events
kubectl events
