# A person's own defaults and aliases (kubectl alpha kuberc).
kubectl alpha kuberc
kubectl alpha kuberc nope
kubectl alpha kuberc view < /dev/null
echo n | kubectl alpha kuberc view --kuberc=none.yaml
kubectl alpha kuberc set
kubectl alpha kuberc set --section foo --command get
kubectl alpha kuberc set --section defaults --command get --option output=wide
kubectl get nodes --no-headers
kubectl get nodes -o name
kubectl alpha kuberc set --section defaults --command get --option output=json
kubectl alpha kuberc set --section defaults --command get --option output=json --overwrite
kubectl get ns default
kubectl alpha kuberc set --section defaults --command get --option output --overwrite
kubectl alpha kuberc set --section defaults --command get --name x --option output=json
kubectl alpha kuberc set --section defaults --command get --prependarg x
kubectl alpha kuberc set --section defaults --command get --overwrite
kubectl alpha kuberc set --section defaults --command "create deployment" --option=replicas=2 --option dry-run=client
kubectl create deployment a --image=b -o jsonpath='{.spec.replicas}'
kubectl create deployment a --image=b -o jsonpath='{.spec.replicas}' --replicas=3
kubectl alpha kuberc set --section aliases --command get
kubectl alpha kuberc set --section aliases --name getn --command get --prependarg nodes --option output=name
kubectl getn
kubectl getn minikube -o jsonpath='{.metadata.name}'
kubectl alpha kuberc set --section aliases --name getn --command get
kubectl alpha kuberc set --section aliases --name runx --command run --option image=nginx --option dry-run=client --option output=yaml --appendarg -- --appendarg custom-arg1
kubectl runx web
kubectl runx web --output=name
cat ~/.kube/kuberc
kubectl alpha kuberc view
kubectl alpha kuberc view -o json
kubectl alpha kuberc view -o jsonpath='{.aliases[*].name}'
KUBECTL_KUBERC=false kubectl getn
kubectl --kuberc=off getn
kubectl --kuberc=none.yaml version --client
kubectl alpha kuberc set --section defaults --command nope --option output=json
kubectl version --client
kubectl alpha kuberc set --section defaults --command version --option nope=1
kubectl version --client
echo 'foo: [' > ~/.kube/kuberc; kubectl version --client
echo 'kind: Foo' > ~/.kube/kuberc; kubectl version --client
echo y | kubectl alpha kuberc view --kuberc=new.yaml
