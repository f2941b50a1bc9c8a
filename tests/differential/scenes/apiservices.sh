cat > wardle.yaml <<'Y'
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.wardle.example.com}
spec:
  group: wardle.example.com
  version: v1
  groupPriorityMinimum: 2000
  versionPriority: 200
  insecureSkipTLSVerify: true
  service: {namespace: default, name: wardle}
Y
cat > wrong.yaml <<'Y'
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v2.wardle.example.com}
spec: {group: wardle.example.com, version: v1, groupPriorityMinimum: 0, versionPriority: 2000}
Y
kubectl get apiservices
kubectl get apiservice v1.apps -o yaml
kubectl describe apiservice v1.
kubectl create -f wrong.yaml
kubectl apply -f wardle.yaml
kubectl get apiservice v1.wardle.example.com
kubectl describe apiservice v1.wardle.example.com
kubectl get --raw /apis/wardle.example.com/v1/flunders
kubectl api-resources --api-group=apiregistration.k8s.io
kubectl api-versions
kubectl api-resources
kubectl get flunders
kubectl get apiservices.v1.apiregistration.k8s.io v1.batch -o wide
kubectl explain apiservice.spec.service
kubectl delete apiservice v1.wardle.example.com
kubectl get apiservices v1.wardle.example.com
kubectl api-resources --api-group=apiregistration.k8s.io -o wide
