kubectl
kubectl --help
kubectl help
kubectl help get
kubectl help nope
kubectl nope
kubectl gte pods
kubectl get --nope
kubectl get -z
kubectl get pods -o
kubectl --nope
kubectl create
kubectl create nope
kubectl create deployment
kubectl create deployment web
kubectl create deployment web --image=nginx --nope
kubectl create deployment web --image=nginx --replicas=x
kubectl create deployment web --image=a --image=b -- date
kubectl create -f
kubectl create -f nope.yaml
kubectl create -f https://127.0.0.1:1/x.yaml
kubectl create secret
kubectl create secret generic
kubectl create secret tls t
kubectl create service
kubectl create service clusterip
kubectl create configmap
kubectl create cm c --from-file=nope
kubectl create cm c --from-literal=x
kubectl create cm c --from-literal==1
kubectl create ns
kubectl create quota
kubectl create sa
kubectl run
kubectl run x
kubectl run x --image=
kubectl run X --image=nginx
kubectl run x --image='a b'
kubectl run x --image=nginx --restart=Nope
kubectl run x --image=nginx --port=99999
kubectl run x --image=nginx --env=bad
kubectl run x --image=nginx --dry-run=nope
kubectl delete
kubectl delete pods
kubectl delete pod x --all
kubectl delete pods --all -l a=b
kubectl delete nope x
kubectl delete pod x --grace-period=x
kubectl delete pod x --cascade=nope
kubectl delete -f nope.yaml
kubectl describe
kubectl describe nope
kubectl describe pods nope
kubectl describe pods -l a=b
kubectl apply
kubectl apply -f
kubectl apply -f nope.yaml
kubectl apply -f a -k b
kubectl apply nope
kubectl apply nope -f x
kubectl edit
kubectl edit pod nope
kubectl scale
kubectl scale deploy
kubectl scale deploy web
kubectl scale deploy web --replicas=-1
kubectl scale --replicas=1
kubectl scale --replicas=1 pod x
kubectl autoscale
kubectl autoscale deploy web
kubectl autoscale deploy web --max=1 --min=2
kubectl expose
kubectl expose deploy
kubectl expose pod nope
kubectl rollout
kubectl rollout status
kubectl rollout status pod/x
kubectl rollout nope
kubectl rollout undo
kubectl rollout history
kubectl rollout pause deploy/nope
kubectl rollout restart pod/x
kubectl set
kubectl set image
kubectl set image deploy/web
kubectl set image deploy/web x
kubectl set image deploy/nope x=y
kubectl set env
kubectl set env deploy/nope A=b
kubectl set resources deploy/nope
kubectl set selector
kubectl set nope
kubectl label
kubectl label pods
kubectl label pod x
kubectl label pod nope a=b
kubectl label pods --all
kubectl label pod x a=b a-
kubectl label pod x 'a=b c'
kubectl annotate
kubectl annotate pod x
kubectl annotate pod nope a=b
kubectl patch
kubectl patch pod
kubectl patch pod x
kubectl patch pod nope -p '{}'
kubectl patch pod nope -p '{bad'
kubectl patch pod nope --type=nope -p '{}'
kubectl patch pod nope --patch-file=nope
kubectl replace
kubectl replace -f nope.yaml
kubectl wait
kubectl wait pod/x
kubectl wait pod/x --for=nope
kubectl wait pod/x --for=condition=
kubectl wait pod/x --for=condition=Ready --timeout=1s
kubectl wait pod --all --for=condition=Ready --timeout=1s
kubectl wait --for=jsonpath=x pod/x
kubectl wait --for=jsonpath='{.a' pod/x
kubectl logs
kubectl logs nope
kubectl logs deploy/nope
kubectl logs x y z
kubectl logs x --tail=x
kubectl logs x --since=1s --since-time=2020-01-01T00:00:00Z
kubectl logs x --since=-1s
kubectl logs -l a=b
kubectl exec
kubectl exec x
kubectl exec nope -- ls
kubectl top
kubectl top nope
kubectl cordon
kubectl cordon nope
kubectl uncordon nope
kubectl drain
kubectl drain nope
kubectl taint
kubectl taint node
kubectl taint node minikube
kubectl taint node minikube a=b
kubectl taint node minikube a=b:Nope
kubectl taint node nope a=b:NoSchedule
kubectl taint pods x a=b:NoSchedule
kubectl explain
kubectl explain nope
kubectl explain pod.nope
kubectl explain pod spec
kubectl explain pod --api-version=nope/v1
kubectl explain pod --output=nope
kubectl api-resources nope
kubectl api-resources -o nope
kubectl api-resources --sort-by=nope
kubectl api-versions nope
kubectl cluster-info nope
kubectl version nope
kubectl version -o nope
kubectl version --client
kubectl version -o yaml
kubectl version --client -o json
kubectl diff
kubectl diff -f nope.yaml
kubectl completion
kubectl completion nope
kubectl config
kubectl config nope
kubectl plugin
kubectl plugin list
kubectl plugin nope
kubectl options
kubectl alpha
kubectl auth
kubectl auth nope
kubectl certificate
kubectl proxy --nope
kubectl events nope
kubectl events --types=Nope
kubectl events --for=nope
kubectl get pods --v=x
kubectl get pods --request-timeout=x
kubectl get pods --context=nope
kubectl get pods --cluster=nope
kubectl get pods --user=nope
kubectl get pods --kubeconfig=nope
kubectl get pods --as=
