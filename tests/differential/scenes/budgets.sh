kubectl create deployment web --image=nginx --replicas=3
kubectl create poddisruptionbudget web --selector=app=web --min-available=3
kubectl create pdb half --selector=app=other --max-unavailable=50%
kubectl create pdb nothing --min-available=1
kubectl create pdb both --selector=a=b --min-available=1 --max-unavailable=1
kubectl create pdb dry --selector=a=b --min-available=1 --dry-run=client -o yaml
kubectl create pdb web --selector=app=web --min-available=3
kubectl rollout status deployment/web
kubectl get pdb
kubectl get pdb web -o yaml
kubectl describe pdb web
kubectl describe pdb half
kubectl get pdb half -o yaml
kubectl patch pdb web -p '{"spec":{"maxUnavailable":1}}'
kubectl patch pdb web -p '{"spec":{"minAvailable":"101%"}}'
kubectl patch pdb web -p '{"spec":{"minAvailable":-1}}'
kubectl patch pdb web -p '{"spec":{"unhealthyPodEvictionPolicy":"Never"}}'
kubectl get pdb
kubectl drain minikube --ignore-daemonsets --pod-selector=app=web --timeout=1s
kubectl get pods
kubectl patch pdb web --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":"34%"}}'
kubectl get pdb
kubectl get pdb web -o jsonpath='{.status}'
kubectl uncordon minikube
kubectl explain pdb.spec
kubectl api-resources --api-group=policy
kubectl delete pdb web half
