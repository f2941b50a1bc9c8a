export KUBECONFIG=mine
kubectl config view
kubectl config current-context
kubectl config get-contexts
kubectl config set-cluster home --server=https://192.168.49.2:8443
kubectl config set-cluster home --insecure-skip-tls-verify=true
kubectl config get-clusters
kubectl config set-cluster
kubectl config set-cluster other --server=https://other:6443 --tls-server-name=x --proxy-url=http://p:1
kubectl config set-credentials me --token=abc
kubectl config set-credentials you --username=u --password=p
kubectl config set-credentials you --token=t
kubectl config set-credentials cert --client-certificate=c.crt --client-key=c.key
kubectl config set-credentials
kubectl config set-credentials both --token=a --username=b
kubectl config set-credentials exec --exec-command=c --exec-api-version=client.authentication.k8s.io/v1 --exec-arg=a --exec-arg=b --exec-env=K=V
kubectl config set-context dev --cluster=home --user=me --namespace=dev
kubectl config set-context dev --namespace=test
kubectl config set-context
kubectl config set-context --current --namespace=x
kubectl config get-contexts
kubectl config use-context nope
kubectl config use-context dev
kubectl config use-context
kubectl config current-context
kubectl config set-context --current --namespace=prod
kubectl config get-contexts
kubectl config get-contexts dev
kubectl config get-contexts nope
kubectl config get-contexts -o name
kubectl config get-contexts --no-headers
kubectl config get-contexts -o yaml
kubectl config get-users
kubectl config view
kubectl config view -o json
kubectl config view --raw
kubectl config view --minify
kubectl config view --minify --context=nope
kubectl config view -o jsonpath='{.contexts[?(@.name=="dev")].context.namespace}'
kubectl config view -o jsonpath='{.users[*].name}'
kubectl config view --minify -o jsonpath='{..namespace}'
kubectl config view -o name
kubectl config view nope
kubectl config set contexts.dev.namespace shop
kubectl config set clusters.home.server https://1.2.3.4
kubectl config set nope.x y
kubectl config set current-context other
kubectl config set current-context dev
kubectl config set users.me.token
kubectl config set clusters.my.server https://5.6.7.8
kubectl config set clusters.home.certificate-authority-data cert_data_here --set-raw-bytes=true
kubectl config set clusters.home.certificate-authority-data Y2VydA==
kubectl config view --raw
kubectl config set clusters.home.insecure-skip-tls-verify maybe
kubectl config set clusters.home.insecure-skip-tls-verify false
kubectl config view
kubectl config unset contexts.dev.namespace
kubectl config unset users.you
kubectl config unset contexts.nope
kubectl config unset nope
kubectl config unset
kubectl config view
kubectl config rename-context dev work
kubectl config rename-context nope other
kubectl config rename-context work work
kubectl config rename-context work
kubectl config current-context
kubectl config delete-context work
kubectl config delete-context nope
kubectl config delete-cluster home
kubectl config delete-cluster nope
kubectl config delete-user me
kubectl config delete-user nope
kubectl config unset current-context
kubectl config current-context
kubectl config view
cat mine
kubectl config view --kubeconfig=nothing
kubectl config view --kubeconfig=another -o json
kubectl config set-context c --kubeconfig=another
cat another
