kubectl top
kubectl top pods
kubectl top nodes
kubectl top pod a b
kubectl top pod --sort-by=name
kubectl apply -f metrics-server.yaml
kubectl wait --for=condition=Available deployment/metrics-server -n kube-system --timeout=100s
kubectl create deployment web --image=nginx --replicas=2
kubectl run busy --image=busybox -- sh -c 'while true; do :; done'
kubectl wait --for=condition=Ready pod --all --timeout=60s
kubectl get --raw /apis/metrics.k8s.io/v1beta1 | head -c 100
kubectl get pods -o name
kubectl top nodes
kubectl top nodes --show-capacity --sort-by=cpu
kubectl top node minikube --no-headers
kubectl top node none
kubectl top node --show-swap
kubectl top pods
kubectl top pod -A
kubectl top po busy --containers
kubectl top pods --sort-by=cpu
kubectl top pods --sort-by=memory --sum
kubectl top pods -A --containers --sum
kubectl top pods -l app=web --no-headers
kubectl top pods -l app=none
kubectl top pods -n kube-public
kubectl top pod busy -l app=web
kubectl top pod none
kubectl top pods --show-swap
kubectl get pods.metrics.k8s.io busy
kubectl get nodes.metrics.k8s.io -o jsonpath='{.items[*].metadata.name}'
kubectl run late --image=nginx
kubectl top pod late
