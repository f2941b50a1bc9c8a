kubectl describe nodes
kubectl get nodes --show-labels
kubectl cordon minikube-m02
kubectl cordon minikube-m02
kubectl cordon minikube minikube-m02 --dry-run=client
kubectl cordon -l kubernetes.io/os=linux --dry-run=server
kubectl uncordon minikube-m02
kubectl uncordon minikube-m02
kubectl taint nodes minikube-m02 key=value:NoSchedule
kubectl taint nodes minikube-m02 key=value:NoSchedule
kubectl taint nodes minikube-m02 key=other:NoSchedule
kubectl taint nodes minikube-m02 key=other:NoSchedule --overwrite
kubectl taint nodes minikube-m02 key=x:NoExecute also:PreferNoSchedule
kubectl taint node minikube-m02 key:NoSchedule-
kubectl taint node minikube-m02 key-
kubectl taint node minikube-m02 nope-
kubectl taint node minikube-m02 also-
kubectl taint nodes --all dedicated=a:PreferNoSchedule
kubectl taint nodes -l kubernetes.io/hostname=minikube dedicated-
kubectl taint nodes --all dedicated-
kubectl taint nodes minikube a=b:NoSchedule --dry-run=client
kubectl taint nodes minikube a=b:NoSchedule --dry-run=server -o yaml
kubectl create deployment web --image=nginx --replicas=3
kubectl run lone --image=nginx --overrides='{"spec":{"nodeName":"minikube-m02"}}'
kubectl drain minikube-m02 --ignore-daemonsets
kubectl drain minikube-m02 --ignore-daemonsets --force --dry-run=client
kubectl drain minikube-m02 --ignore-daemonsets --force --dry-run=server
kubectl drain minikube-m02 --ignore-daemonsets --force
kubectl get nodes
kubectl get pods -o wide
kubectl describe node minikube-m02
kubectl uncordon minikube-m02
kubectl drain minikube-m02 --ignore-daemonsets --pod-selector=app=nobody
kubectl drain minikube-m02 --ignore-daemonsets --disable-eviction --grace-period=1 --timeout=20s
kubectl uncordon minikube-m02
kubectl drain nope --force
kubectl drain minikube-m02 --pod-selector='a in'
kubectl drain -l nope=x
kubectl label node minikube-m02 zone=a
kubectl get nodes -l zone=a -o name
kubectl patch node minikube-m02 -p '{"spec":{"unschedulable":true}}'
kubectl get node minikube-m02 -o jsonpath='{.spec}'
kubectl uncordon minikube-m02
kubectl get node minikube -o yaml
kubectl get leases -n kube-node-lease
kubectl delete node minikube-m02
kubectl get nodes
