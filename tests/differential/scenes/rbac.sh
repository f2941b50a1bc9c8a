kubectl get clusterroles
kubectl get clusterrolebindings -o wide
kubectl get roles -A
kubectl get rolebindings -A -o wide
kubectl describe clusterrole view
kubectl describe clusterrole edit system:discovery cluster-admin
kubectl describe clusterrolebinding cluster-admin
kubectl get clusterrole admin -o yaml
kubectl create role reader --verb=get,list,watch --resource=pods,deployments.apps/scale
kubectl create role reader --verb=get --resource=pods
kubectl create role empty
kubectl create role named --verb=get --resource=configmaps --resource-name=one --resource-name=two
kubectl create role odd --verb=fly --resource=pods
kubectl create clusterrole urls --verb=get --non-resource-url=/healthz,/metrics
kubectl create clusterrole gathered --aggregation-rule="example.com/to-gathered=true"
kubectl create clusterrole part --verb=get,list --resource=nodes
kubectl label clusterrole part example.com/to-gathered=true
kubectl get clusterrole gathered -o yaml
kubectl create rolebinding readers --role=reader --user=jane --group=staff --serviceaccount=default:default
kubectl create rolebinding readers2 --role=reader --serviceaccount=default
kubectl create rolebinding viewers --clusterrole=view --serviceaccount=default:bot --dry-run=client -o yaml
kubectl create clusterrolebinding all --clusterrole=gathered --user=root
kubectl get role,rolebinding
kubectl get rolebinding readers -o wide
kubectl get rolebinding readers -o yaml
kubectl describe role reader named
kubectl describe rolebinding readers
kubectl describe clusterrolebinding all
kubectl patch rolebinding readers -p '{"roleRef":{"name":"other"}}'
kubectl patch rolebinding readers --type=json -p '[{"op":"add","path":"/subjects/-","value":{"kind":"Robot","name":"r2"}}]'
kubectl patch role reader --type=json -p '[{"op":"add","path":"/rules/-","value":{"verbs":[],"apiGroups":[""],"resources":["pods"]}}]'
kubectl patch role reader --type=json -p '[{"op":"add","path":"/rules/-","value":{"verbs":["get"],"nonResourceURLs":["/x"]}}]'
kubectl get clusterroles -l kubernetes.io/bootstrapping=rbac-defaults -o name
kubectl explain role.rules
kubectl set subject rolebinding readers --user=joe
kubectl set subject rolebinding readers --serviceaccount=default:bot --group=all
kubectl set subject rolebinding readers --user=joe --dry-run=client -o yaml
kubectl set subject rolebinding readers
kubectl set subject clusterrolebinding all --serviceaccount=bot
kubectl delete rolebinding readers
kubectl delete role reader named
kubectl delete clusterrole part
kubectl get clusterrole gathered -o jsonpath='{.rules}'
