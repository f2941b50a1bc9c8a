kubectl create deployment web --image=nginx --replicas=3
kubectl run one --image=nginx --labels=app=one,tier=front
kubectl run two --image=busybox --labels=app=two,tier=back --restart=Never -- sh -c 'exit 0'
kubectl get pods -o json
kubectl get pods -o yaml
kubectl get pod one -o yaml --show-managed-fields
kubectl get pod one -o json --show-managed-fields
kubectl get pods -o wide --show-labels
kubectl get pods -L app,tier
kubectl get pods -L app --show-labels --no-headers
kubectl get pods -o wide --sort-by=.metadata.labels.app
kubectl get pods --sort-by=.spec.nodeName -o name
kubectl get pods --sort-by=.nope
kubectl get pods --sort-by='{.metadata.name}' -o custom-columns=N:.metadata.name
kubectl get pods -o custom-columns=
kubectl get pods -o custom-columns=NAME
kubectl get pods -o custom-columns=NAME:.metadata.name,LABELS:.metadata.labels --no-headers
kubectl get pods -o custom-columns-file=columns.txt
cat > columns.txt <<'X'
NAME PHASE
.metadata.name .status.phase
X
kubectl get pods -o custom-columns-file=columns.txt
kubectl get pods -o jsonpath='{.items[*].metadata.name}'
kubectl get pods -o jsonpath='{.items[?(@.metadata.labels.app=="one")].status.phase}'
kubectl get pods -o jsonpath='{range .items[*]}{@.metadata.name}{"\t"}{.spec.containers[0].image}{"\n"}{end}'
kubectl get pods -o jsonpath='{.items[-1:].metadata.name}'
kubectl get pods -o jsonpath='{.nope}'
kubectl get pods -o jsonpath='{.items[0'
kubectl get pods -o jsonpath='{.items[9].metadata}'
kubectl get pods -o jsonpath-as-json='{.items[*].metadata.labels}'
kubectl get pod one -o jsonpath='{.metadata.labels}'
kubectl get pod one -o jsonpath='{.spec.containers[*].ports}'
kubectl get pod one --allow-missing-template-keys=false -o jsonpath='{.nope}'
kubectl get pods -o go-template='{{range .items}}{{if eq .metadata.labels.app "one"}}{{.metadata.name}}{{end}}{{end}}'
kubectl get pods -o go-template='{{.nope}}{{"\n"}}'
kubectl get pods -o go-template='{{.items'
kubectl get pods -o go-template --template='{{len .items}}{{"\n"}}'
echo '{{range .items}}{{.metadata.name}},{{end}}' > t.tpl
kubectl get pods -o go-template-file=t.tpl
kubectl get pods -o templatefile=t.tpl
kubectl get pods -o template
kubectl get pods -o nope
kubectl get pods -o jsonpath
kubectl get pods -A -o name
kubectl get pods -A --field-selector=metadata.namespace=kube-system -o name
kubectl get pods --field-selector=spec.nodeName=minikube,status.phase!=Failed -o name
kubectl get pods --field-selector=nope=1
kubectl get pods -l tier
kubectl get pods -l '!tier'
kubectl get pods -l tier!=front -o name
kubectl get pods -l 'tier notin (front)' -o name
kubectl get pods -l app=nobody
kubectl get pods -l app=nobody --ignore-not-found
kubectl get pods -n nowhere
kubectl get pods one nope
kubectl get pods one nope --ignore-not-found
kubectl get pod/one deploy/web
kubectl get pod/one deploy/web -o yaml
kubectl get pod/one deploy
kubectl get pod one -l app=one
kubectl get pods,deployments,services -o wide
kubectl get pods,nope
kubectl get all -l app=web
kubectl get all -o name
kubectl get all -n kube-system -o wide
kubectl get --raw /version
kubectl get --raw /apis/apps/v1/nope
kubectl get --raw /readyz
kubectl get pods --raw /version
kubectl get deploy web --subresource=scale
kubectl get deploy web --subresource=scale -o yaml
kubectl get deploy web --subresource=status
kubectl get deploy web --subresource=nope
kubectl get pods --chunk-size=1 -o name
kubectl get pods --server-print=false
kubectl get deploy web --server-print=false
kubectl get -f nothing.yaml
kubectl get pods -o kyaml
kubectl get pod one -o kyaml
kubectl get pods --show-kind
kubectl get pods --label-columns=app -o name
kubectl get componentstatuses
kubectl get cs -o wide
kubectl get leases -A -o name
kubectl get controllerrevisions -A -o wide
kubectl get replicasets -o wide
kubectl get services -A -o wide
kubectl get endpoints -A
kubectl get ns -o wide --show-labels
kubectl get ns default -o jsonpath='{.metadata.labels}'
kubectl get nodes -L kubernetes.io/hostname -o wide
kubectl get no minikube -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}{"\n"}{.status.capacity.cpu}'
kubectl get sa -A
kubectl get cm -A
kubectl get secrets -A
kubectl get ev -A -o name --field-selector=type=Warning
kubectl get pods --watch-only --request-timeout=1s
kubectl get pods -w=nope
kubectl get pods --output-watch-events
kubectl get pods --all-namespaces=false -o name
kubectl get --raw /
kubectl get --raw /apis/apps/v1/namespaces/default/deployments/web/scale
kubectl get --raw /api/v1/namespaces/default
kubectl get --raw /healthz
kubectl get --raw '/readyz?verbose'
kubectl get --raw '/livez?verbose&exclude=etcd'
kubectl get --raw /healthz/
kubectl get --raw /nope
kubectl get --raw /apis/nope/v1
kubectl get --raw '/api/v1/pods?resourceVersion=word'
