kubectl create deployment web --image=nginx --replicas=2
kubectl expose deployment web --port=80
kubectl rollout status deployment/web
kubectl create ingress simple --class=nginx --rule="foo.com/bar=web:80,tls=my-cert"
kubectl create ingress catch-all --class=otheringress --rule="/path=web:80" --annotation ingress.annotation1=foo --annotation ingress.annotation2=bla
kubectl create ingress multi --class=default --rule="foo.com/=web:80" --rule="foo.com/admin=web:80" --rule="*.bar.com/*=web:http"
kubectl create ingress fallback --default-backend=web:80
kubectl create ingress gone --rule="a.b/=nobody:80" --rule="a.b/two*=web:81"
kubectl create ingress bad --rule="foo.com"
kubectl create ingress none
kubectl create ingress dry --rule="a.b/=web:80,tls" --dry-run=client -o yaml
kubectl get ingress
kubectl get ing -o wide
kubectl describe ingress simple
kubectl describe ingress multi
kubectl describe ingress fallback
kubectl describe ingress gone
kubectl describe ingress catch-all
kubectl get ingress simple -o yaml
kubectl patch ingress simple --type=json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/pathType","value":"Begin"}]'
kubectl patch ingress simple --type=json -p '[{"op":"remove","path":"/spec/rules/0/http/paths/0/backend/service"}]'
kubectl patch ingress fallback --type=merge -p '{"spec":{"defaultBackend":null}}'
kubectl annotate ingress fallback a=b
kubectl explain ingress.spec.rules
kubectl explain ingressclass.spec
kubectl get ingressclass
kubectl describe ingressclass nothing
kubectl get servicecidrs
kubectl describe servicecidr kubernetes
kubectl get ipaddresses
kubectl get ip 10.96.0.1 -o yaml
kubectl describe ipaddress 10.96.0.10
kubectl api-resources --api-group=networking.k8s.io
kubectl delete ingress simple multi nothing
kubectl delete ingress --all
