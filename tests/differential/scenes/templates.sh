kubectl create deployment web --image=nginx:1.27 --replicas=2 --port=80
kubectl run one --image=nginx --labels=app=one,tier=front --port=8080 --env=A=1 --env=B=two
kubectl run two --image=busybox --labels=app=two --restart=Never -- sh -c 'exit 3'
kubectl create configmap numbers --from-literal=a=1 --from-literal=b=22 --from-literal=c=333
kubectl create secret generic words --from-literal=user=admin --from-literal=pass='p@ss word'
kubectl get pods -o go-template='{{range $i, $p := .items}}{{$i}}={{$p.metadata.name}}{{"\n"}}{{end}}'
kubectl get pods -o go-template='{{range .items}}{{printf "%-20s|%5d" .metadata.name (len .spec.containers)}}{{"\n"}}{{end}}'
kubectl get secret words -o go-template='{{range $k, $v := .data}}{{$k}}={{$v | base64decode}}{{"\n"}}{{end}}'
kubectl get secret words -o go-template='{{.data.user | base64decode | printf "%q"}}{{"\n"}}'
kubectl get secret words -o go-template='{{base64decode "!!!"}}'
kubectl get pods -o go-template='{{with index .items 0}}{{.metadata.name}}{{else}}none{{end}}{{"\n"}}'
kubectl get pods -o go-template='{{index .items 99}}'
kubectl get pod one -o go-template='{{index .metadata.labels "app"}} {{index .metadata.labels "nope"}}{{"\n"}}'
kubectl get pod one -o go-template='{{if and .spec.nodeName (eq .status.phase "Running")}}up{{else if .spec.nodeName}}placed{{else}}down{{end}}{{"\n"}}'
kubectl get pod one -o go-template='{{define "T"}}<{{.}}>{{end}}{{template "T" .metadata.name}}{{"\n"}}'
kubectl get pod one -o go-template='{{- /* a comment */ -}} {{.kind -}}   !{{"\n"}}'
kubectl get pod one -o go-template='{{exists .metadata "labels" "app"}} {{exists .metadata "nope"}}{{"\n"}}'
kubectl get pod one -o go-template='{{not true}} {{or "" "x"}} {{ne 1 2}} {{lt 1 2}} {{ge 2 2}} {{html "<a>"}} {{js "it'"'"'s"}} {{urlquery "a b&c"}} {{slice "abcdef" 1 3}}{{"\n"}}'
kubectl get pod one -o go-template='{{range .spec.containers}}{{range .env}}{{.name}}:{{.value}} {{end}}{{end}}{{"\n"}}'
kubectl get pod one -o go-template='{{range .nope}}x{{else}}empty{{end}}{{"\n"}}'
kubectl get pod one -o go-template='{{.metadata.labels}}{{"\n"}}{{.spec.containers}}{{"\n"}}' | cut -c1-60
kubectl get pod one -o go-template='{{nofunc .}}'
kubectl get pod one -o go-template='{{.a.b.c}}'
kubectl get pod one -o go-template='{{eq .kind 1}}'
kubectl get pod one -o go-template='{{len 3}}'
kubectl get pod one -o go-template='{{if}}'
kubectl get pod one -o go-template='{{range .spec.containers}}'
kubectl get pod one -o go-template='{{break}}'
kubectl get pods -o go-template='{{range .items}}{{if eq .metadata.name "one"}}{{continue}}{{end}}{{.metadata.name}} {{end}}{{"\n"}}'
kubectl get pod one --allow-missing-template-keys=false -o go-template='{{.nope}}'
kubectl get pod one -o go-template='{{$x := .metadata.name}}{{$x = "changed"}}{{$x}}{{"\n"}}'
kubectl get cm numbers -o jsonpath='{.data}{"\n"}'
kubectl get cm numbers -o jsonpath='{.data.a}{.data.b}{"\n"}'
kubectl get cm numbers -o jsonpath="{.data['a','b']}"
kubectl get cm numbers -o jsonpath="{.data['c']}{'\n'}"
kubectl get cm kube-root-ca.crt -o jsonpath="{.data['ca\.crt']}" | head -1
kubectl get pods -o jsonpath='{.items[*].spec.containers[*].name}{"\n"}'
kubectl get pods -o jsonpath='{.items[0:2].metadata.name}{"\n"}'
kubectl get pods -o jsonpath='{.items[::2].metadata.name}{"\n"}'
kubectl get pods -o jsonpath='{.items[-2].metadata.name}{"\n"}'
kubectl get pods -o jsonpath='{.items[?(@.status.phase!="Running")].metadata.name}{"\n"}'
kubectl get pods -o jsonpath='{.items[?(@.spec.containers[0].image=="busybox")].metadata.name}{"\n"}'
kubectl get pods -o jsonpath='{.items[?(@.metadata.labels.tier)].metadata.name}{"\n"}'
kubectl get nodes -o jsonpath='{.items[*].status.addresses[?(@.type=="InternalIP")].address}{"\n"}'
kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.capacity.cpu}{"\t"}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}'
kubectl get nodes -o jsonpath='{.items[*].metadata.labels.kubernetes\.io/hostname}{"\n"}'
kubectl get deploy web -o jsonpath='{.spec.replicas}{" "}{.status.conditions[*].type}{"\n"}'
kubectl get deploy web -o jsonpath='{$.metadata.name}{"\n"}'
kubectl get deploy web -o jsonpath='plain text {.kind} more'
kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0]}{"\n"}'
kubectl get deploy web -o 'jsonpath={.metadata.name},{.metadata.namespace}'
kubectl get deploy web -o jsonpath-as-json='{.spec.replicas}'
kubectl get deploy web -o jsonpath-as-json='{.metadata.name}'
kubectl get deploy web -o jsonpath='{.spec.replicas'
kubectl get deploy web -o jsonpath='{range}'
kubectl get deploy web -o jsonpath='{.items[?(@.a=)]}'
kubectl get deploy web -o jsonpath='{.spec.strategy.rollingUpdate.nope.deep}'
kubectl get pods -o jsonpath='{.items[a]}'
kubectl get pods -o jsonpath='{.items[?(@.status.containerStatuses[0].restartCount>0)].metadata.name}'
kubectl get pods -o jsonpath='{.items[?(@.status.containerStatuses[0].restartCount<1)].metadata.name}'
echo '{.kind}{"\n"}' > j.txt
kubectl get deploy web -o jsonpath-file=j.txt
kubectl get deploy web -o jsonpath-file=nope.txt
kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGES:.spec.containers[*].image,ENV:.spec.containers[*].env[*].name
kubectl get pods -o custom-columns='NAME:{.metadata.name},IP:{.status.nope}'
kubectl get pods -o custom-columns=NAME:metadata.name,READY:'status.conditions[?(@.type=="Ready")].status'
kubectl get pods -o custom-columns=NAME:.metadata.name --sort-by=.metadata.name
kubectl get pods,deploy -o custom-columns=KIND:.kind,NAME:.metadata.name
kubectl get pods -o custom-columns=NAME:.metadata.name,:.kind
kubectl get pods -o custom-columns=A:.metadata.name:B
kubectl get pods -o custom-columns=NAME:.metadata[
kubectl get cm numbers -o custom-columns=DATA:.data
kubectl get deploy web -o custom-columns=R:.spec.replicas,S:.spec.selector
kubectl get pods nope -o custom-columns=NAME:.metadata.name
kubectl get pods -l a=b -o custom-columns=NAME:.metadata.name
kubectl get pods -l a=b -o jsonpath='{.items[0].metadata.name}'
kubectl get pods --sort-by=.metadata.creationTimestamp -o name
kubectl get pods --sort-by=metadata.name -o name
kubectl get pods --sort-by='.status.containerStatuses[0].restartCount' -o name
kubectl get pods --sort-by='.metadata.labels.tier' -o name
kubectl get pods --sort-by=.metadata -o name
kubectl get pods --sort-by='{.metadata.name' 
kubectl get pods -A --sort-by=.metadata.name --no-headers -o custom-columns=N:.metadata.name
kubectl get nodes --sort-by=.status.capacity.memory -o name
kubectl get cm,secret --show-kind
kubectl get pods --show-kind
kubectl get pods --show-kind --no-headers
kubectl get pods -L app -L tier
kubectl get pods -Lapp --label-columns=tier --show-kind
kubectl get deploy,pods -L app
kubectl get all -L app
kubectl get all --show-labels
kubectl get nodes -L kubernetes.io/os,kubernetes.io/arch
kubectl get pods --chunk-size=1
kubectl get pods --chunk-size=0 -o name
kubectl get pods --server-print=false
kubectl get deploy web --server-print=false
kubectl get pods -o yaml --server-print=false | head -5
kubectl get pod one --output=kyaml | head -12
kubectl get pods --template='{{.kind}}'
kubectl get pods -o=json --show-managed-fields=false | head -4
kubectl get pods --raw /api
kubectl get --raw /apis/apps/v1/namespaces/default/deployments/web/scale
kubectl get --raw '/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnope'
kubectl get --raw nope
kubectl get pods one --subresource=status
kubectl get deploy web --subresource=scale
kubectl get deploy web --subresource=scale -o yaml
kubectl get deploy web --subresource=nope
kubectl get deploy web --subresource=status -o name
