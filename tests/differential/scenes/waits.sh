kubectl run one --image=nginx
kubectl wait pod/one --for=condition=Ready --timeout=30s
kubectl wait pod one --for=condition=ready
kubectl wait pod/one --for=condition=Ready=false --timeout=1s
kubectl wait pod/one --for=condition=Nope --timeout=1s
kubectl wait pods --all --for=condition=Ready
kubectl wait pods -l run=one --for=condition=Ready
kubectl wait pods -l run=nobody --for=condition=Ready
kubectl wait pod/nope --for=condition=Ready --timeout=1s
kubectl wait pod/one --for=jsonpath='{.status.phase}'=Running
kubectl wait pod/one --for=jsonpath='{.status.phase}'
kubectl wait pod/one --for=jsonpath='{.status.nope}' --timeout=1s
kubectl wait pod/one --for=jsonpath='{.status.phase}=Running'
kubectl wait pod/one --for=jsonpath='{.status.phase}'=Failed --timeout=1s
kubectl wait pod/one --for=jsonpath='{.metadata.labels}'=x --timeout=1s
kubectl wait pod/one --for=create
kubectl wait pod/later --for=create --timeout=1s
kubectl wait pod/one --for=delete --timeout=1s
kubectl wait pod/nope --for=delete
kubectl wait pod --for=delete -l run=nobody
kubectl wait pod/one pod/nope --for=condition=Ready --timeout=1s
kubectl wait pod/one --for=condition=Ready -o name
kubectl wait pod/one --for=condition=Ready -o yaml
kubectl wait deployment --all --for=condition=Available
kubectl create deployment web --image=nginx --replicas=2
kubectl wait deployment/web --for=condition=Available --timeout=30s
kubectl wait deployment/web --for=jsonpath='{.status.readyReplicas}'=2 --timeout=30s
kubectl wait deployment web --for=jsonpath='{.spec.template.spec.containers[0].image}'=nginx
kubectl wait --for=condition=Ready node --all
kubectl wait --for=condition=Ready node/minikube node/minikube-m02
kubectl delete pod one --wait=false
kubectl wait pod/one --for=delete --timeout=60s
kubectl delete deployment web --cascade=orphan
kubectl get rs,pods --no-headers -o custom-columns=OWNER:.metadata.ownerReferences[*].kind
kubectl delete rs -l app=web --cascade=foreground
kubectl run two --image=nginx
kubectl delete pod two --dry-run=client
kubectl delete pod two --dry-run=server
kubectl delete pod/two pod/nope
kubectl run three --image=nginx
kubectl delete pod three --now
kubectl run four --image=nginx
kubectl delete pod four --force
kubectl run five --image=nginx
kubectl delete pod five --grace-period=0 --force
kubectl delete pod five --grace-period=5 --force
kubectl run six --image=nginx --labels=a=b
kubectl delete pods -l a=b
kubectl run seven --image=nginx
kubectl delete pods --field-selector=metadata.name=seven
kubectl run eight --image=nginx
kubectl delete pod eight -o name
kubectl delete pods --all
kubectl delete all --all -n kube-public
kubectl delete ns default
kubectl delete ns kube-system --dry-run=server
kubectl delete node nope
kubectl delete svc kubernetes --wait=false
kubectl run x --image=nginx -o yaml --dry-run=client
kubectl run x --image=nginx --dry-run=server
kubectl run x --image=nginx --port=80 --expose
kubectl run y --image=nginx --env=A=1 --labels=a=b --annotations=n=o --restart=Never --command -- sleep 5
kubectl get pod y -o yaml
kubectl describe pod y
kubectl run z --image=nginx --overrides='{bad'
kubectl run z --image=nginx --overrides='[1]'
kubectl run z --image=nginx --overrides='{"spec":{"containers":5}}'
kubectl run z --image=nginx --overrides='x' --override-type=strategic
kubectl run z --image=nginx --overrides='x' --override-type=json
kubectl run z --image=nginx --overrides='{"a":1}' --override-type=json
kubectl run z --image=nginx --override-type=json --overrides='[{"op":"add","path":"/metadata/labels/a","value":"b"}]' --dry-run=client -o yaml
kubectl run z --image=nginx --override-type=strategic --overrides='{"spec":{"containers":[{"name":"z","tty":true}]}}' --dry-run=client -o yaml
kubectl run z --image=nginx --overrides='{"spec":{"containers":[{"name":"z","tty":true}]}}' --dry-run=client -o yaml
kubectl run z --image=nginx --override-type=nope --overrides='{}'
