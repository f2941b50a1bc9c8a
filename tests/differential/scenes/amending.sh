kubectl create deployment web --image=nginx:1.27 --replicas=2
kubectl create configmap c --from-literal=a=1
kubectl run one --image=nginx --labels=app=one
kubectl patch deployment web -p '{"spec":{"replicas":3}}'
kubectl patch deployment web -p '{"spec":{"replicas":3}}'
kubectl patch deployment web --type=merge -p '{"spec":{"template":{"spec":{"containers":[{"name":"x","image":"y"}]}}}}' --dry-run=server -o jsonpath='{.spec.template.spec.containers[*].name}'
kubectl patch deployment web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.26"}]}}}}' -o name
kubectl patch deployment web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":4}]'
kubectl patch deployment web --type=json -p '[{"op":"test","path":"/spec/replicas","value":9}]'
kubectl patch deployment web --type=json -p '[{"op":"remove","path":"/spec/nope"}]'
kubectl patch deployment web --type=json -p '[{"op":"fly","path":"/spec"}]'
kubectl patch deployment web --type=json -p '[{"op":"add","path":"/metadata/labels/new","value":"x"},{"op":"copy","from":"/metadata/labels/new","path":"/metadata/labels/again"},{"op":"move","from":"/metadata/labels/again","path":"/metadata/labels/moved"}]' -o jsonpath='{.metadata.labels}'
kubectl patch deployment web --type=json -p '{"op":"add"}'
kubectl patch deployment web --type=json -p 'nope'
kubectl patch deployment web --type=merge -p '[1]'
kubectl patch deployment web --type=merge -p 'replicas: 2'
kubectl patch deployment web -p $'spec:\n  replicas: 2\n'
kubectl patch deployment web -p '{"spec":{"replicas":"many"}}'
kubectl patch deployment web -p '{"spec":{"nope":1}}'
kubectl patch deployment web -p '{"spec":{"selector":{"matchLabels":{"a":"b"}}}}'
kubectl patch deployment web -p '{"metadata":{"name":"other"}}'
kubectl patch deployment web -p '{"metadata":{"labels":{"app":null}}}' -o jsonpath='{.metadata.labels}'
kubectl patch deployment/web cm/c -p '{"metadata":{"labels":{"x":"y"}}}'
kubectl patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":1}}'
kubectl patch deployment web --subresource=status --type=merge -p '{"status":{"replicas":9}}' -o jsonpath='{.status.replicas}'
kubectl patch deployment web --subresource=nope -p '{}'
kubectl patch pod one -p '{"spec":{"containers":[{"name":"one","image":"nginx:1.25"}]}}'
kubectl patch pod one -p '{"spec":{"nodeName":"x"}}'
kubectl patch pod one --type=json -p '[{"op":"replace","path":"/spec/containers/0/image","value":"nginx:1.26"}]' --dry-run=client -o jsonpath='{.spec.containers[0].image}'
kubectl patch cm c --local -p '{"data":{"b":"2"}}' -o yaml
kubectl patch -f nope.yaml -p '{}'
kubectl patch cm c -p '{"data":{"a":1}}'
kubectl patch cm c --type=strategic -p '{"data":{"$patch":"replace","z":"1"}}' -o jsonpath='{.data}'
kubectl patch node minikube -p '{"spec":{"unschedulable":true}}'
kubectl patch node minikube -p '{"spec":{"unschedulable":null}}'
kubectl patch svc kubernetes --type=merge -p '{"spec":{"clusterIP":"10.0.0.1"}}'
echo '{"data":{"from":"file"}}' > p.json
kubectl patch cm c --patch-file p.json
kubectl patch cm c --patch-file p.json -p '{}'
kubectl label pod one app=two
kubectl label pod one app=two --overwrite=false
kubectl label pod one app=two --overwrite -o jsonpath='{.metadata.labels}'
kubectl label pod one a=b c=d a-
kubectl label pods one nope a=b
kubectl label pods --all a=b --field-selector=metadata.name=one
kubectl label pod one toolong=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
kubectl label pod one -- -x=1
kubectl label pod one =x
kubectl label pod one x=
kubectl label pod one x=y --local -o name
kubectl label nodes minikube minikube-m02 zone=a
kubectl label nodes --all zone-
kubectl label nodes --all zone-
kubectl label cm c x=1 --dry-run=client
kubectl label cm c x=1 --resource-version=99
kubectl label -l app=two pods y=z
kubectl annotate pod one a=b
kubectl annotate pod one a=c
kubectl annotate pod one a=c --overwrite
kubectl annotate pod one --list
kubectl annotate pod one 'x y=z'
kubectl annotate pod one description='a long text with = and , in it'
kubectl annotate pod one a- description- nope-
kubectl annotate pods --all when=now --dry-run=server
kubectl annotate --local -f nope.yaml a=b
kubectl set image deployment/web nginx=nginx:1.25 --local -o name
kubectl set image deployment/web nginx=
kubectl set image deployment/web nginx
kubectl set image deployment/web *=busybox --dry-run=server -o jsonpath='{.spec.template.spec.containers[0].image}'
kubectl set image pods,deployments -l app=web *=nginx:1.24
kubectl set image pod/one one=nginx:1.24
kubectl set env deployment/web A=1 A=2 B-
kubectl set env deployment/web --list
kubectl set env deployment web X=1 -o yaml --dry-run=client
kubectl set env pod/one A=1
kubectl set env pods --all --list
kubectl set env deployment/web 1A=x
kubectl set env deployment/web A.b=x
kubectl create configmap lone --from-literal=k.x=v
kubectl set env deployment/web A=1 --from=cm/lone
kubectl set env deployment/web --from=cm/lone --prefix=P_ --keys=k.x
kubectl set env deployment/web --env=E=5 --list
kubectl set env deployment/web --from=cm/c --keys=nope
kubectl set env --all deployment A-
kubectl set env deployment/web --containers='n*' C=3
echo D=4 | kubectl set env deployment/web -e -
kubectl rollout history deployment web -o name
kubectl set resources deployment web --requests=cpu=100m --dry-run=server -o jsonpath='{.spec.template.spec.containers[0].resources}'
kubectl set resources deployment web --requests=cpu=2 --limits=cpu=1
kubectl set resources deployment web --requests=nope=1
kubectl set resources pod one --limits=cpu=1
kubectl set resources -f nope.yaml --limits=cpu=1
kubectl set resources deployment web --limits=memory=1Gi --containers=nginx
kubectl set resources deployment web --limits=memory=1Gi
kubectl set selector svc kubernetes a=b --dry-run=client -o jsonpath='{.spec.selector}'
kubectl set selector svc nope a=b
kubectl set selector svc kubernetes
kubectl set selector svc kubernetes 'a b'
kubectl set selector svc kubernetes --all a=b
kubectl create rolebinding rb --clusterrole=view --user=a
kubectl set subject rolebinding rb --user=b --group=g --serviceaccount=default:x
kubectl set subject rolebinding rb --user=b
kubectl set subject rolebinding rb
kubectl set subject rolebinding rb --serviceaccount=bad
kubectl set subject rolebinding --all --user=c --dry-run=client -o jsonpath='{.items[*].subjects[*].name}'
kubectl set subject deployment web --user=x
kubectl set serviceaccount deployment web nope
kubectl set serviceaccount pod one x
kubectl set serviceaccount deployment/web
kubectl set sa -f nope.yaml x
kubectl rollout history deployment web
kubectl rollout history deployment web --revision=1
kubectl rollout history deployment web --revision=2 -o jsonpath='{.spec.template.spec.containers[0].image}'
kubectl rollout history deployments
kubectl rollout history deployment web --revision=-1
kubectl rollout history deployment web --revision=x
kubectl rollout history pod one
kubectl rollout undo deployment web --to-revision=-1
kubectl rollout undo deployment web --to-revision=1 --dry-run=client -o name
kubectl rollout undo deployment web -o name
kubectl rollout undo deployment web nope
kubectl rollout undo pods one
kubectl rollout restart deployment web -o jsonpath='{.metadata.name}'
kubectl rollout restart pod one
kubectl rollout pause deployment web
kubectl rollout status deployment web --watch=false
kubectl rollout resume deployment web -o name
kubectl rollout status pods
kubectl rollout status deployment/web deployment/nope
kubectl scale deployment web --replicas=1 -o jsonpath='{.spec.replicas}'
kubectl scale deployment web cm/c --replicas=1
kubectl scale deployment web --replicas=2 --current-replicas=1
kubectl scale deployment -l app=web --replicas=1
kubectl scale --current-replicas=1 --replicas=3 deployment/web
kubectl scale deployment web --replicas=x
kubectl scale -f nope.yaml --replicas=1
kubectl wait deployment web --for=create --timeout=1s
kubectl wait deployment nope --for=create --timeout=1s
kubectl wait --for=jsonpath='{.spec.replicas}'=3 deployment/web --timeout=1s
kubectl wait --for=jsonpath='{.spec.replicas}'=9 deployment/web --timeout=1s
kubectl wait --for=jsonpath='{.status.readyReplicas}' deployment/web --timeout=5s
kubectl wait --for=jsonpath='{.spec.nope}' deployment/web --timeout=1s
kubectl wait --for=jsonpath={.spec.replicas}= deployment/web
kubectl wait --for=jsonpath=.kind=Deployment deployment/web
kubectl wait --for=condition=Available deployment --all --timeout=1s
kubectl wait --for=condition=Available=False deployment/web --timeout=1s
kubectl wait --for=condition=Nope deployment/web --timeout=0s
kubectl wait --for=delete pod/nope
kubectl wait --for=delete pod/one --timeout=1s
kubectl wait --for=delete pod -l app=nope
kubectl wait --for=condition=Ready pod -l app=nope
kubectl wait --for=Delete pod/nope
kubectl wait --for=condition=Ready pod/one -o name
kubectl wait --for=condition=Ready -f nope.yaml
kubectl wait --for=create
kubectl wait pod/one --for=condition=Ready --timeout=-1s
kubectl wait pod/one --for=x=y
kubectl taint nodes minikube a=b:NoSchedule
kubectl taint nodes minikube a=b:NoSchedule
kubectl taint nodes minikube a=c:NoSchedule
kubectl taint nodes minikube a=c:NoSchedule --overwrite
kubectl taint nodes minikube a=c:Nope
kubectl taint nodes minikube a:NoSchedule a-
kubectl taint nodes minikube a=b
kubectl taint nodes minikube
kubectl taint nodes nope a=b:NoSchedule
kubectl taint nodes --all x=y:PreferNoSchedule
kubectl taint nodes --all x-
kubectl taint nodes minikube a:NoSchedule-
kubectl taint nodes minikube a-
kubectl taint pods one a=b:NoSchedule
kubectl taint node -l kubernetes.io/hostname=minikube k=v:NoExecute --dry-run=server
kubectl cordon minikube minikube-m02
kubectl cordon minikube --dry-run=client
kubectl uncordon minikube minikube-m02 --dry-run=server
kubectl uncordon -l kubernetes.io/os=linux
kubectl cordon nope
kubectl drain minikube-m02 --ignore-daemonsets --dry-run=client
kubectl drain minikube --pod-selector='app=one'
kubectl drain minikube --force --delete-emptydir-data --ignore-daemonsets --timeout=5s --disable-eviction
kubectl uncordon minikube
kubectl delete pod one --wait=false
kubectl delete pod one --now --ignore-not-found
kubectl delete deployment web --cascade=orphan
kubectl delete cm --all --dry-run=client
kubectl delete cm c -o name
kubectl delete cm,secret -l a=b
kubectl delete ns nope
kubectl delete pods --all --grace-period=0
kubectl delete pods --all --force
kubectl delete pods --field-selector=status.phase=Failed
kubectl delete nodes minikube-m02 --dry-run=server
