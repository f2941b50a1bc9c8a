cat > quotas.yaml <<'Y'
apiVersion: v1
kind: ResourceQuota
metadata: {name: scoped}
spec: {hard: {pods: "2"}, scopes: [Terminating, NotBestEffort]}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: chosen}
spec:
  hard: {pods: "1", requests.cpu: "1"}
  scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: counted}
spec: {hard: {count/deployments.apps: "1", services: "3", services.nodeports: "1", requests.example.com/gpu: "2", standard.storageclass.storage.k8s.io/requests.storage: 1Gi}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: loose}
spec: {hard: {pods: "1"}, scopes: [BestEffort, NotTerminating]}
Y
cat > wrong.yaml <<'Y'
apiVersion: v1
kind: ResourceQuota
metadata: {name: wrong}
spec: {hard: {services: "1"}, scopes: [BestEffort, NotBestEffort]}
Y
kubectl apply -f quotas.yaml
kubectl create -f wrong.yaml
kubectl get quota
kubectl describe quota
kubectl create deployment one --image=nginx
kubectl create deployment two --image=nginx
kubectl create service nodeport np --tcp=80 --tcp=81
kubectl run a --image=nginx
kubectl run b --image=nginx
kubectl run c --image=nginx --overrides='{"spec":{"priorityClassName":"system-node-critical"}}'
kubectl describe quota loose
kubectl describe quota counted
kubectl get quota -o wide
kubectl describe namespace default
kubectl create quota made --hard=pods=1 --scopes=BestEffort -o yaml --dry-run=client
kubectl delete quota --all
