kubectl create clusterrole reader --verb=get,list,watch --resource=pods,deployments.apps --dry-run=client -o yaml
kubectl create clusterrole logs --verb=get --resource=pods/log --resource-name=a --resource-name=b
kubectl create clusterrole health --verb=get --non-resource-url=/healthz,/livez/*
kubectl create clusterrole both --verb=get --non-resource-url=/x --resource=pods
kubectl create clusterrole bad --verb=fly --resource=pods
kubectl create clusterrole bad --verb=get --non-resource-url=nope
kubectl create clusterrole bad --verb=create --non-resource-url=/x
kubectl create clusterrole none
kubectl create clusterrole none --verb=get
kubectl create clusterrole agg --aggregation-rule="a=b,c=d"
kubectl create clusterrole agg2 --aggregation-rule="a=b" --verb=get --resource=pods
kubectl create clusterrole star --verb='*' --resource='*.*'
kubectl create role reader --verb=get --resource=pods,nope
kubectl create role reader --verb=get --resource=services --resource-name=x --dry-run=server -o yaml
kubectl create role sub --verb=update --resource=deployments/scale,deployments.apps/status -o yaml --dry-run=client
kubectl create role empty --verb= --resource=pods
kubectl create role dup --verb=get,get --resource=pods,pods --dry-run=client -o jsonpath='{.rules}'
kubectl create rolebinding b --clusterrole=view --user=a --user=b --group=g --serviceaccount=default:x --dry-run=client -o yaml
kubectl create rolebinding b --clusterrole=view --role=x
kubectl create rolebinding b
kubectl create rolebinding b --clusterrole=view --serviceaccount=x
kubectl create rolebinding b --role=reader
kubectl create clusterrolebinding b --clusterrole=view --group=system:authenticated
kubectl create clusterrolebinding c
kubectl create clusterrolebinding b --clusterrole=edit --user=x
kubectl create poddisruptionbudget p --selector=app=x --min-available=1
kubectl create pdb q --selector=app=x --max-unavailable=50% --dry-run=client -o yaml
kubectl create pdb q --selector=app=x --max-unavailable=1 --min-available=1
kubectl create pdb q --selector=app=x
kubectl create pdb q --min-available=1
kubectl create pdb q --selector=app=x --min-available=x%
kubectl create priorityclass high --value=1000 --global-default=true --description="the best" --preemption-policy=Never
kubectl create priorityclass over --value=2000000000
kubectl create pc low --value=-5 --dry-run=client -o yaml
kubectl create priorityclass none
kubectl create priorityclass odd --value=1 --preemption-policy=Maybe
kubectl create quota q --hard=pods=3,requests.cpu=2 --scopes=NotTerminating,NotBestEffort
kubectl create quota r --hard=cpu=x
kubectl create quota s --hard=pods=1 --scopes=Odd
kubectl create resourcequota t --dry-run=client -o yaml
kubectl create ingress i --rule="a.com/=svc:80"
kubectl create ingress j --class=nginx --rule="a.com/p*=svc:http,tls=cert" --rule="/x=y:1" --annotation a=b --annotation=c=d --dry-run=client -o yaml
kubectl create ingress k --default-backend=svc:80 --dry-run=client -o yaml
kubectl create ingress l --rule=bad
kubectl create ingress l --default-backend=bad
kubectl create ingress l
kubectl create ingress l --rule="a.com/=svc:80" --annotation=bad
kubectl create ingress m --rule='*.foo.com/path*=svc:8080,tls' --dry-run=client -o yaml
kubectl create job a --image=busybox
kubectl create job b --image=busybox -- sh -c 'echo hi; exit 1'
kubectl create job c
kubectl create job d --image=busybox --from=cronjob/x
kubectl create job d --from=cronjob/x
kubectl create job d --from=deployment/x
kubectl create job d --from=cronjob/x -- date
kubectl create cronjob cj --image=busybox --schedule='*/1 * * * *' --restart=OnFailure -- date
kubectl create job e --from=cronjob/cj
kubectl create job e2 --from=cronjob.batch/cj --dry-run=client -o yaml
kubectl create cj bad --image=busybox --schedule='x'
kubectl create cronjob bad --image=busybox
kubectl create cronjob bad --schedule='* * * * *'
kubectl create cronjob bad2 --image=busybox --schedule='* * * * *' --restart=Always
kubectl create secret docker-registry r --from-file=.dockerconfigjson=nope
kubectl create secret docker-registry r --docker-server=r.io --docker-username=u --docker-password=p --append-hash -o name
echo '{"auths":{}}' > config.json
kubectl create secret docker-registry r2 --from-file=.dockerconfigjson=config.json -o yaml --dry-run=client
kubectl create secret docker-registry r3 --from-file=config.json --docker-username=u
printf 'A=1\n# comment\nB = 2\n\nC\n' > env.txt
kubectl create cm e --from-env-file=env.txt
printf 'A=1\n# comment\nB=2 3\n\nHOME\n' > env.txt
kubectl create cm e --from-env-file=env.txt --dry-run=client -o jsonpath='{.data.B}'
kubectl create cm e --from-env-file=env.txt --from-literal=x=y
mkdir dir
echo one > dir/one.txt
echo two > dir/two.txt
kubectl create cm d --from-file=dir
kubectl create cm d2 --from-file=dir --from-file=three=dir/one.txt -o yaml --dry-run=client
kubectl create cm d3 --from-file=dir/one.txt --from-file=one.txt=dir/two.txt
kubectl create cm d4 --from-file='bad key=dir/one.txt'
kubectl create cm d5 --from-file==dir/one.txt
kubectl create cm d6 --from-file=a=b=c
kubectl create secret generic g --from-file=dir --type=Opaque -o yaml --dry-run=client
kubectl create secret generic h --from-literal=a=b --type=kubernetes.io/tls
kubectl create secret generic i --from-literal=a= -o yaml --dry-run=client
kubectl create secret tls t --cert=dir/one.txt --key=dir/two.txt
kubectl create service nodeport np --tcp=5678:8080 --node-port=31111 -o yaml --dry-run=client
kubectl create service clusterip ci --tcp=web:80
kubectl create service clusterip ci --tcp=80:http -o jsonpath='{.spec.ports}' --dry-run=client
kubectl create service clusterip ci --tcp=99999
kubectl create service externalname ex --external-name=Bad_Name
kubectl create service externalname ex --external-name=a.b.c --tcp=80 -o yaml --dry-run=client
kubectl create service loadbalancer lb
kubectl create deployment d --image=nginx --replicas=-1
kubectl create deployment d --image=nginx --port=0 --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].ports}'
kubectl create deployment d --image=r.io/a/b:1 --image=c@sha256:abc --dry-run=client -o jsonpath='{.spec.template.spec.containers[*].name}'
kubectl create deploy d -r 2 --image=nginx -- nginx -g 'daemon off;'
kubectl create deployment 'd d' --image=nginx
kubectl create deployment -f x
kubectl create ns a b
kubectl create ns default
kubectl create ns x --save-config -o yaml
kubectl create sa a --field-manager=me -o yaml --show-managed-fields
kubectl create token default --audience=a --audience=b --duration=-1s
kubectl create token default --duration=x
kubectl create configmap v --from-literal=a=b --validate=nope
kubectl run p --image=nginx --dry-run=client -o yaml --command -- a b
kubectl run p --image=nginx --overrides='{"spec":{"restartPolicy":"Never","containers":[{"name":"p","image":"other"}]}}' --dry-run=client -o yaml
kubectl run p --image=nginx --overrides='[{"op":"replace","path":"/metadata/name","value":"q"}]' --override-type=json --dry-run=client -o name
kubectl run p --image=nginx --overrides='{"spec":{"containers":[{"name":"p","env":[{"name":"A","value":"1"}]}]}}' --override-type=strategic --dry-run=client -o jsonpath='{.spec.containers[0]}'
kubectl run p --image=nginx --overrides='{bad'
kubectl run p --image=nginx --expose
kubectl run p --image=nginx --expose --port=80 --annotations=a=b --labels=x=y
kubectl run p --image=nginx
kubectl run r --image=nginx --privileged --image-pull-policy=Always --dry-run=client -o jsonpath='{.spec.containers[0]}'
kubectl run r --image=nginx --image-pull-policy=Sometimes
kubectl run r --image=nginx --requests=cpu=1
kubectl run r --image=nginx --stdin --tty --attach=false --restart=Never -o name
kubectl run s --rm --image=nginx
kubectl run s --quiet --image=nginx
kubectl expose pod p --port=80 --target-port=http --name=pp --protocol=UDP --session-affinity=ClientIP -o yaml --dry-run=client
kubectl expose pod p --port=80,81 --name=p2 --type=LoadBalancer --external-ip=1.2.3.4 --load-balancer-ip=5.6.7.8
kubectl expose pod p --name=p3 --selector=a=b --cluster-ip=None --dry-run=client -o yaml
kubectl expose pod p --port=x --name=p4
kubectl expose pod p --port=80 --type=Nope --name=p5
kubectl expose svc p --port=81 --name=p6 --overrides='{"spec":{"type":"NodePort"}}'
kubectl expose svc p --port=81 --labels=a=b --name=p7
kubectl expose secret x --port=1
kubectl autoscale deployment nope --max=2
kubectl get all,cm,secret,ingress,pdb,quota,role,rolebinding
