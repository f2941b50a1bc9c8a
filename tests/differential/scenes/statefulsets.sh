cat > sts.yaml <<'X'
apiVersion: v1
kind: Service
metadata: {name: nginx}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80, name: http}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, labels: {tier: data}, annotations: {kubernetes.io/change-cause: first}}
spec:
  serviceName: nginx
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: nginx, image: "nginx:1.26", volumeMounts: [{name: www, mountPath: /usr/share/nginx/html}]}
  volumeClaimTemplates:
  - metadata: {name: www, labels: {kept: "yes"}}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
X
kubectl apply -f sts.yaml
kubectl rollout status sts/web
kubectl get sts
kubectl get sts -A -o wide
kubectl get pods -l app=web
kubectl get pods -l apps.kubernetes.io/pod-index=1 -o name
kubectl get pvc -l app=web
kubectl get all
kubectl describe sts web
kubectl get sts web -o yaml
kubectl get pod web-1 -o jsonpath='{.spec.hostname}.{.spec.subdomain} {.spec.volumes[0]}'
kubectl scale sts web --replicas=3
kubectl rollout status sts/web
kubectl scale sts web --replicas=1 --current-replicas=2
kubectl set image sts/web nginx=nginx:1.27
kubectl rollout status sts/web
kubectl get sts web -o jsonpath='{.status.currentReplicas}/{.status.updatedReplicas}/{.status.readyReplicas}'
kubectl rollout history sts/web
kubectl rollout history sts/web --revision=1
kubectl rollout history sts/web --revision=9
kubectl rollout history sts/web --revision=1 -o yaml
kubectl rollout undo sts/web --dry-run=client
kubectl rollout undo sts/web --dry-run=server
kubectl rollout undo sts/web
kubectl rollout status sts/web
kubectl rollout undo sts/web --to-revision=9
kubectl rollout history sts/web
kubectl get controllerrevisions
kubectl rollout restart sts/web
kubectl rollout status statefulset web
kubectl rollout pause sts/web
kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'
kubectl set image sts/web nginx=nginx:1.25
kubectl rollout status sts/web
kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image
kubectl patch sts web -p '{"spec":{"serviceName":"other"}}'
kubectl patch sts web -p '{"spec":{"podManagementPolicy":"Sometimes","replicas":-1}}'
kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'
kubectl rollout status sts/web
kubectl label sts web team=a
kubectl annotate sts web note=b
kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 sts/web
kubectl explain sts.spec.podManagementPolicy
kubectl explain sts.spec.persistentVolumeClaimRetentionPolicy
kubectl autoscale sts web --min=1 --max=3 --dry-run=client -o yaml
kubectl logs sts/web
kubectl delete pod web-0
kubectl get pods
kubectl delete sts web --cascade=orphan
kubectl get pods
kubectl delete sts web
kubectl delete pods -l app=web
kubectl get pvc
cat > wrong.yaml <<'X'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: wrong.name}
spec:
  podManagementPolicy: Sometimes
  updateStrategy: {type: Recreate}
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Keep}
  replicas: -1
  minReadySeconds: -2
  ordinals: {start: -1}
  serviceName: Not_A_Name
  selector: {}
  template:
    metadata: {labels: {app: web}}
    spec: {restartPolicy: Never, activeDeadlineSeconds: 5, containers: [{name: c, image: nginx, volumeMounts: [{name: www, mountPath: /a}]}]}
  volumeClaimTemplates:
  - metadata: {name: www}
    spec: {accessModes: []}
X
kubectl apply -f wrong.yaml
