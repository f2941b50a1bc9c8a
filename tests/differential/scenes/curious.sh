kubectl create deployment web --image=nginx:1.27 --replicas=2 --port=80
kubectl run bad --image=nope:nope
kubectl events
kubectl events --types=Warning
kubectl events --types=Nope
kubectl events --for pod/bad
kubectl events --for deployment/web --types=Normal
kubectl events --for nope
kubectl events --for pod/nope
kubectl events -A --no-headers --types=Warning
kubectl events -o name
kubectl events --for=pod/bad -o jsonpath='{.items[*].reason}'
kubectl events -n nowhere
kubectl get events --field-selector=reason=Failed -o custom-columns=R:.reason,M:.message
kubectl get events --field-selector=type=Warning,involvedObject.name=bad -o name | wc -l
kubectl get events --sort-by=.lastTimestamp -o custom-columns=R:.reason | sort | uniq -c
kubectl explain pod.spec.containers.livenessProbe.httpGet
kubectl explain deploy.spec.strategy --recursive
kubectl explain pods.spec.nope
kubectl explain pods.
kubectl explain nope
kubectl explain pod --api-version=v2
kubectl explain ing --api-version=networking.k8s.io/v1 | head -5
kubectl explain hpa --api-version=autoscaling/v1 --recursive | tail -5
kubectl explain node.status.capacity
kubectl explain job.spec.template.spec.restartPolicy
kubectl explain crd.spec.versions.schema | head -12
kubectl explain --output=plaintext-openapiv2 ns.spec
kubectl explain --output=nope ns
kubectl explain cm.data
kubectl explain secret.type --recursive
kubectl explain
kubectl explain a b
kubectl api-resources --namespaced=true -o name
kubectl api-resources --namespaced=false --verbs=delete -o name | wc -l
kubectl api-resources --api-group=apps
kubectl api-resources --api-group=apps -o wide --no-headers
kubectl api-resources --api-group=nope
kubectl api-resources --categories=all
kubectl api-resources --sort-by=kind --api-group=batch
kubectl api-resources --sort-by=name -o name --api-group=
kubectl api-resources --sort-by=nope
kubectl api-resources --verbs=nope
kubectl api-resources -o json --api-group=batch
kubectl api-resources -o nope
kubectl api-resources extra
kubectl api-resources --cached --api-group=policy
kubectl api-versions extra
kubectl api-versions | sort | head -3
kubectl cluster-info
kubectl cluster-info nope
kubectl cluster-info dump --output-directory=out -n default
ls out out/default | head -20
kubectl version --output=nope
kubectl version --client -o json | grep major
kubectl version --client --short
kubectl top pods
kubectl top nodes
kubectl top pod nope
kubectl top pod web -l a=b
kubectl top nope
kubectl top pods --sort-by=nope
kubectl auth can-i get pods -A
kubectl auth can-i get pods/log
kubectl auth can-i get deployments.apps/web
kubectl auth can-i get deployments --subresource=scale
kubectl auth can-i use podsecuritypolicies
kubectl auth can-i '*' nodes --as=nobody
kubectl auth can-i get /version --as=nobody
kubectl auth can-i get pods --as=nobody --quiet
kubectl auth can-i --list -n kube-system --as=system:serviceaccount:kube-system:coredns
kubectl auth can-i list secrets --as=system:kube-scheduler
kubectl auth can-i a b c
kubectl auth whoami -o json
kubectl auth whoami extra
kubectl auth nope
kubectl config get-contexts
kubectl config get-contexts -o name
kubectl config get-contexts nope
kubectl config get-clusters
kubectl config get-users
kubectl config current-context
kubectl config set-context --current --namespace=kube-system
kubectl get pods -o name
kubectl config set-context --current --namespace=
kubectl config set-context dev --cluster=minikube --user=minikube --namespace=dev
kubectl config get-contexts --no-headers
kubectl config use-context dev
kubectl get pods
kubectl config use-context nope
kubectl config rename-context dev test
kubectl config set clusters.other.server https://1.2.3.4
kubectl config set users.joe.token abc
kubectl config set nope.x y
kubectl config set contexts.test.namespace prod
kubectl config view --minify -o jsonpath='{..namespace}'
kubectl config view -o jsonpath='{.users[*].name}'
kubectl config view --flatten | head -3
kubectl config view --raw -o json | grep kind
kubectl config unset users.joe.token
kubectl config unset users.joe
kubectl config unset users.nope
kubectl config unset contexts.test.namespace
kubectl config set-cluster c2 --server=https://x:1 --insecure-skip-tls-verify=true --tls-server-name=y
kubectl config set-cluster c3 --certificate-authority=nope --embed-certs
kubectl config set-credentials u2 --username=a --password=b
kubectl config set-credentials u2 --token=t --username=a
kubectl config set-credentials u3 --client-certificate=nope --embed-certs
kubectl config set-credentials u4 --exec-command=c --exec-arg=a --exec-api-version=client.authentication.k8s.io/v1 --exec-env=A=b
kubectl config set-credentials u5 --auth-provider=oidc --auth-provider-arg=a=b
kubectl config use-context minikube
kubectl config
kubectl config nope
kubectl config view --context=nope --minify
kubectl get pods --context=nope
kubectl get pods --cluster=nope
kubectl get pods --user=nope
kubectl get pods --server=http://127.0.0.1:1
kubectl get pods --kubeconfig=nope
kubectl get pods --request-timeout=5s -o name
kubectl get pods --request-timeout=x
kubectl get pods -v=0 -o name
kubectl get pods --namespace
kubectl get pods --all-namespaces=false -o name
kubectl get pods -A -n x --no-headers -o name | wc -l
kubectl options | head -3
kubectl help options | head -3
kubectl alpha
kubectl alpha kuberc
kubectl plugin
kubectl plugin list
kubectl plugin list --name-only
kubectl plugin nope
kubectl kustomize
kubectl kustomize nope
mkdir y
printf 'commonAnnotations: {x: y}\n' > y/kustomization.yaml
kubectl kustomize y
printf 'commonLabels: {x: 1}\n' > y/kustomization.yaml
kubectl apply -k y
mkdir k
printf 'resources: [cm.yaml]\nnamePrefix: a-\nnameSuffix: -z\ncommonAnnotations: {x: why}\nlabels:\n- pairs: {l: m}\n  includeSelectors: true\n' > k/kustomization.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n' > k/cm.yaml
kubectl kustomize k
kubectl apply -k k --dry-run=server
kubectl apply -k k
kubectl diff -k k
kubectl get -k k
kubectl delete -k k
kubectl kustomize k -o out.yaml
cat out.yaml
kubectl kustomize k extra
printf 'resources: [nope.yaml]\n' > k/kustomization.yaml
kubectl kustomize k
printf 'nope: 1\n' > k/kustomization.yaml
kubectl kustomize k
printf 'resources: [cm.yaml]\nimages: [{name: nginx, newTag: "2"}]\nconfigMapGenerator: [{name: g, literals: [a=b]}]\npatches: [{target: {kind: ConfigMap, name: c}, patch: "[{op: add, path: /data/new, value: x}]"}]\n' > k/kustomization.yaml
kubectl kustomize k
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: l, labels: {p: q}}\ndata: {a: b}\n' > l.yaml
kubectl apply view-last-applied -f l.yaml
kubectl apply -f l.yaml --prune -l p=q --dry-run=client
kubectl apply -f l.yaml -l p=other
kubectl apply -f l.yaml
kubectl apply view-last-applied -f l.yaml -o json
kubectl apply view-last-applied cm --all
kubectl apply view-last-applied cm/l -o nope
kubectl apply set-last-applied -f l.yaml
sed -i s/b}/c}/ l.yaml
kubectl apply set-last-applied -f l.yaml --dry-run=client
kubectl apply set-last-applied -f l.yaml -o name
kubectl apply view-last-applied cm l
kubectl diff -f l.yaml
kubectl apply -f l.yaml --dry-run=server -o jsonpath='{.data}'
kubectl replace -f l.yaml --force
kubectl replace -f l.yaml --force --grace-period=0
kubectl replace -f l.yaml --cascade=orphan
kubectl replace -f l.yaml --dry-run=server
kubectl replace -f l.yaml --grace-period=1
kubectl replace -f l.yaml --subresource=status
kubectl apply edit-last-applied cm/nope
kubectl diff -f nope.yaml
kubectl diff -f l.yaml --prune
kubectl diff -f l.yaml --prune -l p=q
kubectl certificate approve nope
kubectl certificate deny nope --force
kubectl certificate
kubectl logs deploy/web --tail=1
kubectl logs -l app=web --prefix --tail=1 | sort
kubectl logs bad
kubectl logs bad -c nope
kubectl logs bad --previous
kubectl logs deploy/web --since=1s --since-time=2020-01-01T00:00:00Z
kubectl logs deploy/web --since=x
kubectl logs deploy/web --limit-bytes=0 --tail=0
kubectl logs -l app=nope
kubectl logs deploy/web -c nope
kubectl logs deploy/web --all-containers --max-log-requests=0
kubectl exec deploy/web -- echo hi
kubectl exec deploy/web -c nope -- echo hi
kubectl exec bad -- echo hi
kubectl exec nope -- echo
kubectl exec deploy/web
kubectl exec deploy/web echo hi
kubectl exec deploy/web -- sh -c 'exit 7'
kubectl attach nope
kubectl cp nope:/x y
kubectl cp a b
kubectl cp deploy/web:/etc/hostname h
kubectl port-forward nope 80
kubectl port-forward deploy/web 0
kubectl port-forward deploy/web x:80
kubectl describe pod bad | grep -A3 '^Status'
kubectl describe nodes minikube | head -12
kubectl describe svc,cm -l nope=x
kubectl describe deploy/web cm/kube-root-ca.crt --show-events=false | head -30
kubectl describe -f l.yaml
kubectl get rs -o wide --no-headers | wc -l
kubectl get all -A -o name | wc -l
kubectl get pods,svc,nope
kubectl get pods/web svc/kubernetes
kubectl get pods svc/kubernetes
kubectl get pod/bad pod/bad -o name
kubectl get -f l.yaml -o name
kubectl get pods. -o name
kubectl get deployments.v1.apps -o name
kubectl get deployments.apps/web -o name
kubectl get deployments.v2.apps
kubectl get po,PO,Pod -o name
kubectl get componentstatuses
kubectl get ep,endpointslices -o name
kubectl get csr,pv,sc,crd,pc,leases -A -o name
kubectl get pods -o wide -o name
kubectl get pods --show-labels -o name
kubectl get pods -o yaml --no-headers | head -2
kubectl get ns default -o jsonpath='{.status.phase}' --ignore-not-found
kubectl get secret -o name --ignore-not-found
kubectl get cm --field-selector=data.a=b
kubectl get pods --field-selector='status.phase=='
kubectl get pods -l 'a in (b'
kubectl get pods -l 'a=b=c'
kubectl get pods -l 'A_b/c=1'
