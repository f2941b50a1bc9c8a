# Command lines as https://kubernetes.io/docs/tutorials/ and /docs/tasks/ write them: loops, $(...), heredocs, pipes.
kubectl create deployment hello-node --image=registry.k8s.io/e2e-test-images/agnhost:2.53 -- /agnhost netexec --http-port=8080
kubectl expose deployment hello-node --type=LoadBalancer --port=8080
kubectl create deployment kubernetes-bootcamp --image=gcr.io/google-samples/kubernetes-bootcamp:v1
kubectl rollout status deployments/kubernetes-bootcamp
export POD_NAME=kubernetes-bootcamp
kubectl get pods -o go-template --template '{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}'
P="$(kubectl get pods -l app=kubernetes-bootcamp -o go-template --template '{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}')"; echo Name of the Pod: $P; kubectl exec "$P" -- env | grep HOME
kubectl expose deployment/kubernetes-bootcamp --type="NodePort" --port 8080
NODE_PORT="$(kubectl get services/kubernetes-bootcamp -o go-template='{{(index .spec.ports 0).nodePort}}')"; echo "NODE_PORT=$NODE_PORT"
kubectl label pods $(kubectl get pods -l app=kubernetes-bootcamp -o name | head -1 | cut -d/ -f2) version=v1
kubectl get pods -l version=v1
kubectl scale deployments/kubernetes-bootcamp --replicas=4 && kubectl rollout status deployments/kubernetes-bootcamp
kubectl get rs | grep bootcamp | wc -l
kubectl set image deployments/kubernetes-bootcamp kubernetes-bootcamp=gcr.io/google-samples/kubernetes-bootcamp:v10; kubectl rollout undo deployments/kubernetes-bootcamp
cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: ConfigMap
metadata:
  name: example-redis-config
data:
  redis-config: ""
EOF
kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Service
metadata: {name: nginx, labels: {app: nginx}}
spec:
  ports: [{port: 80, name: web}]
  clusterIP: None
  selector: {app: nginx}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: nginx
  replicas: 2
  selector: {matchLabels: {app: nginx}}
  template:
    metadata: {labels: {app: nginx}}
    spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 80, name: web}]}]}
EOF
kubectl rollout status sts/web
for i in 0 1; do kubectl exec "web-$i" -- sh -c 'hostname'; done
for i in 0 1; do kubectl exec "web-$i" -- sh -c 'echo "$(hostname)" > /usr/share/nginx/html/index.html'; done
for i in 0 1; do kubectl exec -i -t "web-$i" -- curl http://localhost/; done 2>/dev/null
for p in 0 1; do kubectl get pod "web-$p" --template '{{range $i, $c := .spec.containers}}{{$c.image}}{{end}}'; echo; done
kubectl patch sts web -p '{"spec":{"replicas":3}}' && kubectl get pods -l app=nginx -o name | while read pod; do echo "<$pod>"; done
kubectl create secret generic db-user-pass --from-literal=username=admin --from-literal=password='S!B\*d$zDsb='
kubectl get secret db-user-pass -o jsonpath='{.data}'; echo; kubectl get secret db-user-pass -o jsonpath='{.data.password}' | wc -c
kubectl get pods --all-namespaces -o jsonpath="{.items[*].spec.containers[*].image}" | tr -s '[[:space:]]' '\n' | sort | uniq -c
kubectl get pods -o=jsonpath='{range .items[*]}{"\n"}{.metadata.name}{":\t"}{range .spec.containers[*]}{.image}{", "}{end}{end}' | sort
kubectl get nodes -o jsonpath='{.items[*].status.addresses[?(@.type=="InternalIP")].address}'
if kubectl get deploy nope > /dev/null 2>&1; then echo there; else echo "none: $?"; fi
until kubectl get sts web -o jsonpath='{.status.readyReplicas}' | grep -q 3; do sleep 1; done; echo ready
kubectl get deploy nope || echo "failed with $?"
kubectl get cm example-redis-config -o yaml > cm.yaml && kubectl diff -f cm.yaml; echo $?
n=$(kubectl get pods --no-headers | wc -l); [ $n -gt 3 ] && echo many
kubectl get pods -o name | grep -c bootcamp; kubectl delete $(kubectl get svc -o name | grep bootcamp)
case "$(kubectl get sts web -o jsonpath='{.spec.replicas}')" in 3) echo three;; *) echo other;; esac
d() { kubectl get deploy "$@" --no-headers -o custom-columns=N:.metadata.name; }; d hello-node
kubectl config set-context --current --namespace=kube-system; kubectl get ds; kubectl config set-context --current --namespace=default
kubectl delete service,deployment hello-node; kubectl delete sts web --cascade=orphan; kubectl delete pods -l app=nginx --wait=false
cat <(kubectl get cm example-redis-config -o name) <(echo two)
kubectl get events -o jsonpath='{.items[*].reason}' | tr ' ' '\n' | sort -u | head -3
