cat > gpus.yaml <<'Y'
apiVersion: resource.k8s.io/v1
kind: DeviceClass
metadata: {name: gpu.example.com}
spec: {selectors: [{cel: {expression: "device.driver == 'gpu.example.com'"}}]}
---
apiVersion: resource.k8s.io/v1
kind: ResourceSlice
metadata: {name: minikube-gpus}
spec:
  driver: gpu.example.com
  nodeName: minikube
  pool: {name: minikube, generation: 1, resourceSliceCount: 1}
  devices:
  - {name: gpu-0, attributes: {model: {string: LATEST}, version: {version: 1.0.0}}, capacity: {memory: {value: 8Gi}}}
---
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: one-gpu}
spec: {spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu.example.com}}]}}}
Y
cat > pods.yaml <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: first}
spec:
  containers: [{name: main, image: nginx, resources: {claims: [{name: gpu}]}}]
  resourceClaims: [{name: gpu, resourceClaimTemplateName: one-gpu}]
---
apiVersion: v1
kind: Pod
metadata: {name: second}
spec:
  containers: [{name: main, image: nginx, resources: {claims: [{name: gpu}]}}]
  resourceClaims: [{name: gpu, resourceClaimTemplateName: one-gpu}]
Y
cat > wrong.yaml <<'Y'
apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: {name: wrong}
spec: {devices: {requests: [{name: gpu, exactly: {count: -1, deviceClassName: gpu.example.com, selectors: [{cel: {expression: "device.colour"}}]}}]}}
Y
kubectl apply -f gpus.yaml
kubectl create -f wrong.yaml
kubectl apply -f pods.yaml
kubectl get deviceclasses,resourceslices,resourceclaimtemplates
kubectl get resourceclaims
kubectl get resourceclaims -o jsonpath='{.items[*].status.allocation.devices.results}'
kubectl describe resourceslice minikube-gpus
kubectl describe resourceclaims
kubectl get pods
kubectl describe pod first
kubectl get pod second -o jsonpath='{.status.conditions[0].message}'
kubectl explain resourceclaim.spec.devices.requests.exactly.count
kubectl api-resources --api-group=resource.k8s.io
kubectl delete pod first
kubectl get resourceclaims
kubectl delete -f pods.yaml -f gpus.yaml --ignore-not-found
