kubectl auth whoami
kubectl auth whoami --as=jane --as-group=dev --as-group=ops
kubectl auth whoami --as=system:serviceaccount:default:bot -o yaml
kubectl auth whoami --as=jane --as-uid=7 --as-user-extra=scope=a --as-user-extra=scope=b
kubectl auth can-i create pods
kubectl auth can-i '*' '*'
kubectl auth can-i list pods --as=jane
kubectl auth can-i list pods --as=jane -q
kubectl auth can-i get /healthz --as=jane
kubectl auth can-i get /logs/ --as=jane
kubectl auth can-i list nodes
kubectl auth can-i list storageclassesx.apps
kubectl auth can-i fly pods
kubectl auth can-i approve certificates.k8s.io
kubectl auth can-i get
kubectl auth can-i --list
kubectl auth can-i --list --as=jane
kubectl auth can-i --list --as=jane --no-headers
kubectl auth can-i list pods --list
kubectl auth can-i get pods --no-headers
kubectl create role reader --verb=get,list --resource=pods
kubectl create rolebinding janes --role=reader --user=jane
kubectl create rolebinding bots --clusterrole=edit --serviceaccount=default:bot
kubectl create rolebinding ghosts --role=ghost --user=casper
kubectl auth can-i list pods --as=jane
kubectl auth can-i list pods --as=casper
kubectl auth can-i list pods -A --as=jane
kubectl auth can-i list pods -n kube-system --as=jane
kubectl auth can-i get pods/web --as=jane
kubectl auth can-i get pods --subresource=log --as=jane
kubectl auth can-i create pods --as=system:serviceaccount:default:bot
kubectl auth can-i --list --as=system:serviceaccount:default:bot
kubectl auth can-i list deploy --as-group=system:masters --as=joe
kubectl get pods --as=jane
kubectl get pods --as=casper
kubectl get pods -A --as=jane
kubectl get pods web --as=jane
kubectl get secrets --as=jane
kubectl get nodes minikube --as=jane
kubectl run web --image=nginx --as=jane
kubectl delete pod web --as=jane
kubectl scale deploy web --replicas=2 --as=jane
kubectl logs web --as=jane
kubectl get deployments,pods --as=jane
kubectl get all --as=jane
kubectl create cm a --from-literal=a=1 --as=system:serviceaccount:default:bot
kubectl get cm a --as=system:serviceaccount:default:bot
kubectl get cm --as-group=staff
kubectl get --raw /metrics --as=jane
kubectl get --raw /version --as=system:anonymous
kubectl create role more --verb=get --resource=secrets --as=system:serviceaccount:default:bot
kubectl create clusterrolebinding own --clusterrole=cluster-admin --user=jane --as=jane
kubectl create rolebinding admins --clusterrole=admin --user=amy
kubectl create role more --verb=get --resource=secrets --as=amy
kubectl create role most --verb=get --resource=nodes --as=amy
kubectl create rolebinding up --clusterrole=cluster-admin --user=amy --as=amy
kubectl create rolebinding up --clusterrole=view --user=bob --as=amy
kubectl create rolebinding up2 --role=none --user=bob --as=amy
kubectl create token none
kubectl create token default --duration=10s
kubectl create token default --bound-object-kind=Deployment --bound-object-name=a
kubectl create token default --bound-object-kind=Pod
kubectl create token default --bound-object-kind=Pod --bound-object-name=nope
kubectl auth reconcile -f rbac.yaml
kubectl get role,rolebinding -n apps -o wide
kubectl set subject rolebinding app -n apps --user=joe
kubectl patch role app -n apps --type=json -p '[{"op":"add","path":"/rules/-","value":{"verbs":["get"],"apiGroups":[""],"resources":["secrets"]}},{"op":"remove","path":"/rules/0/resources/1"}]'
kubectl auth reconcile -f rbac.yaml
kubectl get role app -n apps -o jsonpath='{.rules}'
kubectl auth reconcile -f rbac.yaml --remove-extra-permissions --remove-extra-subjects
kubectl get role app -n apps -o jsonpath='{.rules}'
kubectl get rolebinding app -n apps -o jsonpath='{.subjects}'
kubectl auth reconcile -f rbac.yaml --dry-run=client -o yaml
kubectl auth reconcile
kubectl auth reconcile extra
