kubectl create deployment web --image=nginx --replicas=3
kubectl set image deployment/web nginx=nginx:1.9.1
kubectl rollout status deployment/web
kubectl rollout history deployment/web
kubectl rollout history deployment/web --revision=2
kubectl rollout undo deployment/web
kubectl rollout pause deployment/web
kubectl rollout resume deployment/web
kubectl scale deployment web --replicas=5
kubectl scale deployment web --replicas=4 --current-replicas=9
kubectl scale deploy nope --replicas=2
kubectl expose deployment web --port=80
kubectl expose deployment web --port=80 --type=NodePort --name=np
kubectl get svc
kubectl get svc np -o yaml
kubectl describe svc web
kubectl get endpoints
kubectl get endpointslices
kubectl label deploy web a=b
kubectl label deploy web a=c
kubectl label deploy web a=c --overwrite
kubectl label deploy web a-
kubectl label deploy web a-
kubectl annotate deploy web note=hi
kubectl annotate deploy web note-
kubectl rollout restart deployment/web
