cat > ds.yaml <<'X'
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web, annotations: {kubernetes.io/change-cause: first}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.26"}]}
X
kubectl apply -f ds.yaml
kubectl rollout status ds/web
kubectl get ds
kubectl get ds -A -o wide
kubectl describe ds web
kubectl set image ds/web nginx=nginx:1.27
kubectl rollout status ds/web
kubectl rollout history ds/web
kubectl rollout history ds/web --revision=1
kubectl rollout history ds/web --revision=9
kubectl rollout history ds/web --revision=1 -o yaml
kubectl rollout undo ds/web --to-revision=9
kubectl rollout undo ds/web --dry-run=client
kubectl rollout undo ds/web
kubectl rollout status ds/web
kubectl rollout undo ds/web --to-revision=3
kubectl rollout history ds/web
kubectl rollout pause ds/web
kubectl get controllerrevisions
kubectl rollout restart ds/web
kubectl scale ds web --replicas=2
kubectl explain ds.spec.updateStrategy
kubectl get ds web -o yaml
kubectl get all
kubectl delete ds web
