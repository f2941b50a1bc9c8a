# kubectl debug: beside the containers of a pod, in a copy of it, on a node.
kubectl run web --image=nginx --port=80 --labels=app=web
kubectl run two --image=nginx --overrides='{"spec":{"containers":[{"name":"a","image":"nginx","livenessProbe":{"tcpSocket":{"port":80}}},{"name":"b","image":"busybox","command":["tail","-f","/dev/null"]}],"securityContext":{"runAsUser":1000}}}'
kubectl wait --for=condition=Ready pod/web
kubectl debug web --image=busybox -c dbg -- sleep 3600
kubectl get pod web -o yaml
kubectl get pod web -o jsonpath='{.metadata.labels}'
kubectl debug web --image=busybox -c dbg2 --target=web --profile=general --env=A=1 -- sleep 3600
kubectl debug web --image=busybox -c dbg3 --profile=netadmin -q --arguments-only -- sleep 3600
kubectl debug web --image=busybox -c dbg4 --profile=restricted --image-pull-policy=Never -- sleep 3600
kubectl debug web --image=busybox -c dbg5 --profile=sysadmin -- sleep 3600
kubectl debug web --image=busybox -c dbg6 --profile=baseline -- sleep 3600
kubectl get pod web -o yaml
kubectl debug web --image=busybox -c dbg
kubectl describe pod web
kubectl debug two --image=busybox -c x --profile=sysadmin
kubectl debug two --copy-to=copy1 --image=busybox -c x -- sleep 1d
kubectl get pod copy1 -o yaml
kubectl debug two --copy-to=copy2 --image=busybox -c x --profile=general --share-processes=false -- sleep 1d
kubectl get pod copy2 -o yaml
kubectl debug two --copy-to=copy3 --set-image=*=busybox
kubectl get pod copy3 -o yaml
kubectl debug two --copy-to=copy4 -c b --profile=general -- sh -c 'sleep 1d'
kubectl get pod copy4 -o yaml
kubectl debug web --copy-to=copy5 --same-node --replace --set-image=web=nginx:1.25 --image=busybox -c q --keep-labels --profile=general
kubectl get pods
kubectl get pod copy5 -o jsonpath='{.metadata.labels} {.spec.containers[*].image} {.spec.nodeName} {.spec.shareProcessNamespace}'
kubectl debug node/minikube --image=busybox -q -- sleep 5
kubectl get pods -l app.kubernetes.io/managed-by=kubectl-debug -o jsonpath='{.items[*].spec.containers[*].volumeMounts} {.items[*].spec.hostPID} {.items[*].spec.tolerations}'
kubectl debug node/minikube --image=busybox -q --profile=general -c own -- sleep 5
kubectl debug node/minikube --image=busybox -q --profile=restricted
kubectl debug two --copy-to=copy6
kubectl debug two --copy-to=copy6 -- sh
kubectl debug two --copy-to=copy6 -c new -- sh
kubectl debug two
kubectl debug two --replace --image=busybox
kubectl debug two --same-node --image=busybox
kubectl debug two --set-image=a=b --image=busybox
kubectl debug two --image='in valid'
kubectl debug two --image=busybox --profile=nope
kubectl debug two --image=busybox -t
kubectl debug two --image=busybox --image-pull-policy=Foo
kubectl debug --image=busybox
kubectl debug nope --image=busybox
kubectl debug deploy/nope --image=busybox
kubectl debug svc/kubernetes --image=busybox
kubectl debug two --attach --copy-to=x --set-image=a=b
kubectl debug two --image=busybox --copy-to=x --target=a
kubectl debug two --image=busybox --custom=nope.yaml
kubectl debug two --set-image=a --copy-to=z
echo '{env: [{name: FROM, value: custom}], resources: {limits: {cpu: 100m}}}' > c.yaml; kubectl debug two --image=busybox -c cust --custom=c.yaml --profile=general
kubectl get pod two -o yaml
echo 'name: x' > n.yaml; kubectl debug two --image=busybox -c cust2 --custom=n.yaml --profile=general
kubectl debug two --image=busybox -c run1 -it -- sh -c 'echo hi'
kubectl debug node/nope --image=busybox
kubectl debug two --image=nope:1 -c bad; sleep 1; kubectl get pods two
kubectl debug two --foo
echo 'env: [{name: FROM, value: custom}]' > e.yaml; kubectl debug two --image=busybox -c cust3 --custom=e.yaml --profile=general --env=B=2
kubectl get pod two -o jsonpath='{.spec.ephemeralContainers[-1:]}'
