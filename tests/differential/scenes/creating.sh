kubectl create ns dev
kubectl create namespace dev
kubectl create namespace x --dry-run=client -o yaml
kubectl create ns Bad_Name
kubectl create sa robot
kubectl create serviceaccount robot -n dev -o yaml --dry-run=server
kubectl create secret generic s --from-literal=a=1 --from-literal=b=2
kubectl create secret generic s
kubectl create secret generic t --from-file=deployment-definition.yaml --dry-run=client -o name
kubectl create secret generic t --from-file=key=deployment-definition.yaml --type=my/type --append-hash --dry-run=client -o yaml
kubectl create secret generic t --from-env-file=nope
kubectl create secret docker-registry reg --docker-server=r.io --docker-username=u --docker-password=p --docker-email=e@x --dry-run=client -o yaml
kubectl create secret docker-registry reg
kubectl create secret docker-registry reg --docker-username=u --docker-password=p
kubectl create secret tls t --cert=nope --key=nope
kubectl get secret reg -o jsonpath='{.type}'
kubectl create service clusterip c --tcp=80:8080 --tcp=443
kubectl create service clusterip c --tcp=80
kubectl create service clusterip h --clusterip=None
kubectl create service clusterip bad --tcp=x
kubectl create service clusterip none
kubectl create service nodeport n --tcp=80:80 --node-port=30080
kubectl create service nodeport m --tcp=80 --node-port=80
kubectl create service loadbalancer l --tcp=80 --dry-run=client -o yaml
kubectl create service externalname e --external-name=example.com
kubectl create service externalname e2
kubectl get svc
kubectl create configmap c --from-literal=a=1 --from-file=deployment-definition.yaml --dry-run=client -o name
kubectl create configmap c --from-literal=a=1 --append-hash --dry-run=client -o yaml
kubectl create configmap c --from-literal=a=1 --from-literal=a=2
kubectl create configmap c --from-literal='a b=1'
kubectl create configmap c --from-literal=k=v --save-config
kubectl apply view-last-applied cm/c
export KUBE_EDITOR="sed -i s/v$/w/"
kubectl apply edit-last-applied cm/c
kubectl apply edit-last-applied cm/c
kubectl apply edit-last-applied cm/kube-root-ca.crt
kubectl apply edit-last-applied cm/nope
kubectl apply view-last-applied cm/c
kubectl create deployment web --image=nginx --image=busybox --replicas=2 --port=80 --dry-run=client -o yaml
kubectl create deployment web --image=nginx -- sleep 5
kubectl create deployment web --image=nginx
kubectl create deployment web2 --image=nginx -n nowhere
kubectl create quota q --hard=pods=1,cpu=1 --scopes=BestEffort --dry-run=client -o yaml
kubectl create quota q --hard=pods
kubectl create job j --image=busybox --dry-run=client -o yaml -- echo hi
kubectl create cronjob cj --image=busybox --schedule='*/5 * * * *' --dry-run=client -o yaml -- date
kubectl create priorityclass p --value=5 --dry-run=server -o yaml
kubectl create token default --duration=10s
kubectl create token nope
kubectl create -f deployment-definition.yaml --dry-run=client
kubectl create -f deployment-definition.yaml --edit=false -o yaml --dry-run=client
cat deployment-definition.yaml | kubectl create -f -
cat deployment-definition.yaml | kubectl create -f - --raw /apis/apps/v1/namespaces/default/deployments
kubectl create -f deployment-definition.yaml --raw /apis/apps/v1/nope
kubectl cluster-info dump -o yaml
kubectl cluster-info dump -n dev -o yaml
kubectl cluster-info dump --namespaces=dev -o yaml
kubectl replace -f deployment-definition.yaml --raw /apis/apps/v1/namespaces/default/deployments/nope
kubectl get deployment myapp-deployment -o json > whole.json
kubectl replace -f whole.json --raw /apis/apps/v1/namespaces/default/deployments/nope
kubectl delete --raw /api/v1/namespaces/default/configmaps/c
kubectl delete --raw /api/v1/namespaces/default/configmaps/c
kubectl create --raw /api/v1/namespaces
kubectl get --raw /api/v1/namespaces/default/configmaps?limit=1 pods
