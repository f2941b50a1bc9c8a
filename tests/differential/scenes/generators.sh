kubectl create rolebinding admin --clusterrole=admin --user=u1 --user=u2 --group=g1 --serviceaccount=mon:sa --dry-run=client -o yaml
kubectl create rolebinding a --role=r -n dev --dry-run=client -o yaml
kubectl create rolebinding a --dry-run=client -o yaml
kubectl create rolebinding a --role=x --clusterrole=y --dry-run=client -o yaml
kubectl create rolebinding a --role=x --serviceaccount=bad --dry-run=client -o yaml
kubectl create clusterrolebinding c --clusterrole=admin --user=u1 --group=g --serviceaccount=a:b --dry-run=client -o json
kubectl create clusterrolebinding c --dry-run=client -o yaml
kubectl create role r --verb=get,list --verb=watch --resource=pods,pods/log --resource=deployments.apps --dry-run=client -o yaml
kubectl create role r --verb=get --resource=pods --resource-name=a --resource-name=b --dry-run=client -o json
kubectl create role r --verb=get --resource=pods,nodes --resource-name=a --dry-run=client -o yaml
kubectl create role r --resource=pods --dry-run=client -o yaml
kubectl create role r --verb=get --dry-run=client -o yaml
kubectl create role r --verb=nope --resource=pods --dry-run=client -o yaml
kubectl create role r --verb=get --resource=nope --dry-run=client -o yaml
kubectl create role r --verb='*' --resource='*' --dry-run=client -o yaml
kubectl create role r --verb=use --resource=pods --dry-run=client -o yaml
kubectl create role r --verb=get --resource=rs,deploy --dry-run=client -o yaml
kubectl create clusterrole c --verb=get --non-resource-url=/logs/* --resource=pods --dry-run=client -o yaml
kubectl create clusterrole c --verb=get --non-resource-url=/logs/* --dry-run=client -o json
kubectl create clusterrole c --aggregation-rule=a/b=true --dry-run=client -o yaml
kubectl create clusterrole c --dry-run=client -o yaml
kubectl create clusterrole c --verb=list --non-resource-url=x --dry-run=client -o yaml
kubectl create ingress simple --rule=foo.com/bar=svc1:8080,tls=my-cert --dry-run=client -o yaml
kubectl create ingress s --class=o --rule=/path=svc:port --dry-run=client -o json
kubectl create ingress s --rule='foo.com/path*=svc:8080' --rule='foo.com/=b:http' --rule='bar.com/admin*=svc2:http,tls' --annotation a=b --default-backend=d:80 --dry-run=client -o yaml
kubectl create ingress s --dry-run=client -o yaml
kubectl create ingress s --rule=bad --dry-run=client -o yaml
kubectl create ingress s --default-backend=bad --dry-run=client -o yaml
kubectl create ingress s --rule=foo.com/=svc:80 --annotation=bad --dry-run=client -o yaml
kubectl create ingress s --default-backend=x:http --dry-run=client -o yaml
kubectl create role r --verb=get --resource=pods
kubectl create rolebinding r --role=x
kubectl create ingress s --rule=foo.com/=svc:80
