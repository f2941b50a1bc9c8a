cat > c.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: c, labels: {app: x}}
data: {a: "1", b: "2"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: d, labels: {app: x}}
data: {a: "1"}
Y
kubectl diff -f c.yaml
kubectl apply -f c.yaml --dry-run=client
kubectl apply -f c.yaml --dry-run=server
kubectl apply -f c.yaml --dry-run=client -o yaml
kubectl apply -f c.yaml
kubectl apply -f c.yaml
kubectl apply view-last-applied cm/c
kubectl apply view-last-applied cm c -o json
kubectl apply view-last-applied -f c.yaml
kubectl apply view-last-applied cm nope
cat > c.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: c, labels: {app: x}}
data: {a: "9", n: "new"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: d, labels: {app: x}}
data: {a: "1"}
Y
kubectl diff -f c.yaml
kubectl apply -f c.yaml -o name
kubectl apply -f c.yaml -o yaml
kubectl get cm c -o yaml
cat > d.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: d, labels: {app: x}}
data: {z: "1"}
Y
kubectl apply -f d.yaml --prune -l app=x --dry-run=server
kubectl apply -f d.yaml --prune -l app=x --dry-run=client
kubectl apply -f d.yaml --prune -l app=x --prune-allowlist=core/v1/ConfigMap
kubectl apply -f d.yaml --prune
kubectl apply -f d.yaml --prune --all -l app=x
kubectl apply -f d.yaml --prune --prune-allowlist=nope -l app=x
kubectl get cm
kubectl create configmap plain --from-literal=a=1
kubectl get cm plain -o yaml > plain.yaml
kubectl apply -f plain.yaml
kubectl apply set-last-applied -f plain.yaml
kubectl create configmap bare --from-literal=a=1
kubectl get cm bare -o yaml > bare.yaml
kubectl apply set-last-applied -f bare.yaml
kubectl apply set-last-applied -f bare.yaml --create-annotation
kubectl apply set-last-applied -f bare.yaml --create-annotation
kubectl apply -f d.yaml --server-side
kubectl apply -f d.yaml --server-side --field-manager=other
cat > d.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: d, labels: {app: x}}
data: {z: five}
Y
kubectl apply -f d.yaml --server-side --field-manager=third
kubectl apply -f d.yaml --server-side --field-manager=third --force-conflicts
kubectl apply -f d.yaml --server-side --dry-run=server -o yaml
kubectl apply -f d.yaml --server-side --dry-run=client
kubectl apply -f d.yaml --force-conflicts
kubectl apply -f d.yaml --server-side --validate=false
kubectl get cm d -o yaml --show-managed-fields
kubectl apply -f d.yaml --force --grace-period=0
kubectl apply -f d.yaml --wait
cat > bad.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: w}
spec:
  replica: 3
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: c}}
    spec: {containers: [{name: x, image: nginx, ports: [{containerPort: "80"}]}]}
Y
kubectl apply -f bad.yaml
kubectl apply -f bad.yaml --validate=warn
kubectl apply -f bad.yaml --validate=ignore
kubectl apply -f bad.yaml --validate=nope
kubectl create -f bad.yaml --validate=false
kubectl create -f c.yaml
kubectl create -f d.yaml --dry-run=server
kubectl replace -f c.yaml
kubectl replace -f d.yaml
kubectl replace --force -f d.yaml
kubectl replace -f bad.yaml
cat > none.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: never}
Y
kubectl replace -f none.yaml
kubectl replace --force -f none.yaml
kubectl diff -f none.yaml
kubectl diff -f d.yaml --server-side
export KUBE_EDITOR="sed -i s/five/six/"
kubectl edit cm d
kubectl edit cm d -o json
kubectl get cm d -o jsonpath='{.data}'
kubectl edit cm nope
export KUBE_EDITOR="sed -i s/kind:/kinds:/"
kubectl edit cm d
kubectl delete -f c.yaml
kubectl delete -f c.yaml
kubectl delete -f c.yaml --ignore-not-found
cat c.yaml | kubectl apply -f -
cat c.yaml | kubectl delete -f -
mkdir folder
cp c.yaml folder/c.yaml
cp d.yaml folder/d.txt
kubectl apply -f folder
kubectl apply -f folder/
kubectl apply -R -f folder
kubectl delete -f folder
kubectl apply -f 'fold*/c.yaml'
kubectl apply -f empty.yaml
echo > empty.yaml
kubectl apply -f empty.yaml
echo 'a: b' > nokind.yaml
kubectl apply -f nokind.yaml
echo 'kind: Nope' > nover.yaml
kubectl apply -f nover.yaml
echo '{"apiVersion":"x/v1","kind":"Nope","metadata":{"name":"a"}}' > unknown.yaml
kubectl apply -f unknown.yaml
kubectl create -f unknown.yaml
kubectl delete -f unknown.yaml
echo '{"apiVersion":"apps/v2","kind":"Deployment","metadata":{"name":"a"}}' > v2.yaml
kubectl apply -f v2.yaml
kubectl replace -f v2.yaml
kubectl get -f v2.yaml
echo '{"apiVersion":"v1","kind":"Pods","metadata":{"name":"a"}}' > pods.yaml
kubectl create -f pods.yaml
