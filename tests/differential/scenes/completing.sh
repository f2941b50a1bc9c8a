kubectl create deployment web --image=nginx --replicas=2
kubectl create ns dev
kubectl create cm settings --from-literal=a=1
kubectl __complete ''
kubectl __complete g
kubectl __complete get ''
kubectl __complete get po
kubectl __complete get pods ''
kubectl __complete get pods w
kubectl __complete get pod/
kubectl __complete get deploy,po
kubectl __complete get deployments/
kubectl __complete get -n ''
kubectl __complete get -n d
kubectl __complete get --namespace=d
kubectl __complete get --names
kubectl __complete get -
kubectl __complete get -o ''
kubectl __complete get -o j
kubectl __complete get --output=y
kubectl __complete create ''
kubectl __complete create s
kubectl __complete create secret ''
kubectl __complete create deployment ''
kubectl __complete rollout ''
kubectl __complete rollout status ''
kubectl __complete rollout undo deployment/
kubectl __complete rollout undo deployment ''
kubectl __complete logs ''
kubectl __complete logs w
kubectl __complete logs deploy/
kubectl __complete logs web -c ''
kubectl __complete exec ''
kubectl __complete delete ''
kubectl __complete delete cm ''
kubectl __complete delete cm settings ''
kubectl __complete describe no
kubectl __complete describe node ''
kubectl __complete cordon ''
kubectl __complete drain m
kubectl __complete config ''
kubectl __complete config use-context ''
kubectl __complete config get-contexts ''
kubectl __complete config delete-cluster ''
kubectl __complete config delete-user ''
kubectl __complete config set ''
kubectl __complete get --context ''
kubectl __complete get --cluster ''
kubectl __complete get --user ''
kubectl __complete apply ''
kubectl __complete apply -f ''
kubectl __complete explain ''
kubectl __complete explain pod
kubectl __complete explain pods.sp
kubectl __complete scale ''
kubectl __complete scale deploy ''
kubectl __complete label ''
kubectl __complete label pods ''
kubectl __complete taint ''
kubectl __complete taint nodes ''
kubectl __complete top ''
kubectl __complete top pod ''
kubectl __complete top node ''
kubectl __complete wait ''
kubectl __complete port-forward ''
kubectl __complete cp ''
kubectl __complete debug ''
kubectl __complete attach ''
kubectl __complete edit ''
kubectl __complete patch ''
kubectl __complete expose ''
kubectl __complete autoscale ''
kubectl __complete auth ''
kubectl __complete auth can-i ''
kubectl __complete certificate ''
kubectl __complete set ''
kubectl __complete set image ''
kubectl __complete set image deployment/
kubectl __complete nope ''
kubectl __complete nope
kubectl __complete get nope ''
kubectl __complete get --nope ''
kubectl __complete
kubectl __complete get pods --field-selector ''
kubectl __complete get pods --dry-run ''
kubectl __complete run x --dry-run ''
kubectl __complete run x --restart ''
kubectl __complete delete pods --cascade ''
kubectl __complete completion bash ''
kubectl __complete help ''
kubectl __complete version -
kubectl __complete version ''
kubectl __complete plugin ''
kubectl __complete cluster-info ''
kubectl __complete kustomize ''
kubectl __complete diff -f ''
kubectl __complete get pods -A ''
kubectl __complete -n kube-system get pods ''
kubectl __complete api-resources --sort-by ''
kubectl __complete events --for ''
kubectl __complete create token ''
kubectl __complete create rolebinding x --clusterrole ''
kubectl __complete create job x --from ''
kubectl __completeNoDesc ''
kubectl __completeNoDesc get po
kubectl __completeNoDesc create ''
kubectl __completeNoDesc get -
kubectl __completeNoDesc get -o ''
kubectl __complete get -
kubectl __complete get --
kubectl __completeNoDesc get -
kubectl __complete version -
kubectl __complete create deployment x --image=a -
kubectl __complete get -A -
kubectl __complete -
