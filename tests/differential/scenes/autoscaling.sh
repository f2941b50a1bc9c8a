kubectl autoscale deployment web --max=3
kubectl create deployment web --image=registry.k8s.io/hpa-example --replicas=2
kubectl autoscale deployment web
kubectl autoscale deployment web --min=5 --max=3
kubectl autoscale deployment web --max=0
kubectl autoscale deployment web --max=10 --cpu=50%
kubectl get hpa
kubectl get hpa web -o yaml
kubectl get horizontalpodautoscalers.v1.autoscaling web -o yaml
kubectl describe hpa web
kubectl autoscale deployment web --max=10 --cpu=50%
kubectl autoscale deployment web --name=more --min=2 --max=4 --cpu=500m --memory=200Mi --dry-run=client -o yaml
kubectl autoscale deployment web --name=plain --min=2 --max=4 --cpu=500 --memory=200 --dry-run=client -o yaml
kubectl autoscale deployment web --name=odd --max=4 --cpu=x% --dry-run=client -o yaml
kubectl autoscale deployment web --name=odd --max=4 --cpu=abc --dry-run=client -o yaml
kubectl autoscale deployment web --name=old --max=4 --cpu-percent=70 --dry-run=client -o yaml
kubectl autoscale deployment web --name=both --max=4 --cpu-percent=70 --cpu=5% --dry-run=client
kubectl autoscale configmap kube-root-ca.crt --max=3
kubectl delete hpa web
cat > hpa.yaml <<'X'
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 6
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
  - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 100Mi}}}
  - {type: ContainerResource, containerResource: {name: cpu, container: hpa-example, target: {type: Utilization, averageUtilization: 60}}}
  - {type: Pods, pods: {metric: {name: packets-per-second}, target: {type: AverageValue, averageValue: 1k}}}
  - {type: Object, object: {metric: {name: requests-per-second}, describedObject: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: main-route}, target: {type: Value, value: 10k}}}
  - {type: External, external: {metric: {name: queue_messages_ready, selector: {matchLabels: {queue: worker_tasks}}}, target: {type: AverageValue, averageValue: "30"}}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 60, policies: [{type: Pods, value: 1, periodSeconds: 30}]}
X
kubectl apply -f hpa.yaml
kubectl apply -f hpa.yaml
kubectl get hpa
kubectl describe hpa web
kubectl get hpa.v1.autoscaling web -o name
kubectl get horizontalpodautoscalers.v1.autoscaling web -o yaml
kubectl patch hpa web -p '{"spec":{"maxReplicas":0}}'
kubectl patch hpa web -p '{"spec":{"minReplicas":9}}'
kubectl patch hpa web --type=merge -p '{"spec":{"metrics":[{"type":"Resource"}]}}'
kubectl patch hpa web --type=merge -p '{"spec":{"metrics":[{"type":"Maybe"}]}}'
kubectl patch hpa web --type=merge -p '{"spec":{"behavior":{"scaleUp":{"stabilizationWindowSeconds":4000,"selectPolicy":"All","policies":[]}}}}'
kubectl patch hpa web --type=merge -p '{"spec":{"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}'
kubectl apply -f metrics-server.yaml
kubectl set resources deployment web --requests=cpu=200m --limits=cpu=500m
kubectl expose deployment web --port=80
kubectl rollout status deployment web --timeout=100s
kubectl run load-generator --image=busybox:1.28 --restart=Never -- /bin/sh -c "while sleep 0.01; do wget -q -O- http://web; done"
kubectl wait --for=condition=Ready pod/load-generator
kubectl get hpa
kubectl get deployment web
kubectl get pods -l app=web -o name
kubectl get hpa
kubectl describe hpa web
kubectl top pods -l app=web
kubectl delete pod load-generator --now
kubectl get hpa
kubectl get events --field-selector involvedObject.kind=HorizontalPodAutoscaler -o custom-columns=R:.reason,M:.message
kubectl explain hpa.spec.behavior.scaleUp
kubectl get all
