kubectl create deployment web --image=nginx --replicas=2
kubectl create configmap settings --from-literal=COLOUR=blue
kubectl create secret generic hidden --from-literal=key=value
kubectl set env deployment/web A=1 B=two
kubectl set env deployment/web --list
kubectl set env deployment/web A-
kubectl set env deployment/web --from=configmap/settings
kubectl set env deployment/web --from=secret/hidden --prefix=X_
kubectl set env deployment/web --list
kubectl set env deployment/web --list --resolve
kubectl set env deployment/web --from=configmap/nope
kubectl set env deployment/web --from=pod/x
kubectl set env deployment/web A=1 -c nope
kubectl set env deployment/web A=1 -c nginx --dry-run=client -o yaml
kubectl set env deployment/web A=1 --dry-run=server
kubectl set env deployment/web A=1
kubectl set env deployment/web A=1
kubectl set env deployment/web --overwrite=false A=2
kubectl set env deployments --all C=3
kubectl set env deployment/web --keys=COLOUR --from=configmap/settings --overwrite
kubectl set env deployment/web bad
kubectl set env deployment/web -e D=4
kubectl set image deployment/web nginx=nginx:1.27 --record
kubectl set image deployment/web nope=nginx:1.27
kubectl set image deployment web *=nginx:1.26
kubectl set image deployments,rs --all nginx=nginx:1.25 --dry-run=client
kubectl set image deployment/web nginx=nginx:1.26
kubectl set image deployment/web nginx=nginx:1.26 -o name
kubectl set image -f nope.yaml nginx=x
kubectl set image pod/nope nginx=x
kubectl set resources deployment/web --limits=cpu=200m,memory=512Mi --requests=cpu=100m
kubectl set resources deployment/web -c=nginx --limits=cpu=0
kubectl set resources deployment/web --limits=cpu=0,memory=0 --requests=cpu=0,memory=0
kubectl set resources deployment/web --limits=bad
kubectl set resources deployment/web --limits=cpu=x
kubectl set resources deployment/web -c nope --limits=cpu=1
kubectl set resources deployment/web
kubectl set serviceaccount deployment/web default
kubectl set sa deployment/web default
kubectl set sa deployment/web nope --dry-run=client -o yaml
kubectl set sa deployment web
kubectl expose deployment web --port=80 --name=svc
kubectl set selector service svc 'app=other,tier=x'
kubectl set selector service/svc 'app in (x)'
kubectl set selector service svc app=web --dry-run=client -o yaml
kubectl set selector deployment web a=b
kubectl set subject rolebinding nope --user=x
kubectl label deployment web a=b c=d
kubectl label deployment web a=b
kubectl label deployment web a=x c=y --overwrite
kubectl label deployment web a- nope-
kubectl label deployments --all tier=front
kubectl label deployments -l tier=front more=1
kubectl label deployment/web x=y --dry-run=server
kubectl label deployment/web x=y --dry-run=client -o yaml
kubectl label deployment web x=y --resource-version=1
kubectl label pods,deployments --all each=yes
kubectl label deployment web bad/key/x=1
kubectl label deployment web 'k=v v'
kubectl label node minikube disk=ssd
kubectl label ns default team=a
kubectl label -f nope.yaml a=b
kubectl label deployment web a=b -o name
kubectl annotate deployment web note=one
kubectl annotate deployment web note=two
kubectl annotate deployment web note=two --overwrite
kubectl annotate deployment web note- x-
kubectl annotate deployments --all k=v
kubectl annotate deployment web 'kubernetes.io/change-cause=because'
kubectl rollout history deployment/web
kubectl rollout history deployment/web --revision=3
kubectl rollout history deployment web -o yaml --revision=2
kubectl rollout history deployment/web --revision=99
kubectl rollout undo deployment/web --to-revision=1
kubectl rollout undo deployment/web --to-revision=99
kubectl rollout undo deployment/web --dry-run=client
kubectl rollout undo deployment/web --dry-run=server
kubectl rollout status deployment/web --watch=false
kubectl rollout status deployment/web --timeout=20s
kubectl rollout status deployment/web --revision=77
kubectl rollout status deployments
kubectl rollout status deploy -l app=web
kubectl rollout pause deployment/web
kubectl rollout pause deployment/web
kubectl rollout undo deployment/web
kubectl set env deployment/web Z=1
kubectl rollout status deployment/web --watch=false
kubectl rollout resume deployment/web
kubectl rollout resume deployment/web
kubectl scale deployment/web --replicas=3 --timeout=10s
kubectl scale deployment/web deployment/nope --replicas=3
kubectl scale deployments --all --replicas=1
kubectl scale deployment web --replicas=1 --current-replicas=1
kubectl scale deployment web --replicas=4 --resource-version=1
kubectl scale deployment web --replicas=2 --dry-run=server
kubectl scale deployment web --replicas=2 -o yaml --dry-run=client
kubectl scale pod/x --replicas=1
kubectl scale rs -l app=web --replicas=0
kubectl get deploy web -o yaml
kubectl describe deploy web
kubectl rollout restart deployment/web
kubectl rollout restart deployment nope
kubectl rollout restart deployment -l app=nope
