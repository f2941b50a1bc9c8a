# kubectl port-forward and proxy. In the background, so that something can be asked meanwhile.
kubectl run web --image=nginx --port=80
kubectl create deployment app --image=nginx --port=80
kubectl expose deployment app --port=8000 --target-port=80
kubectl run sleeper --image=busybox --restart=Never -- tail -f /dev/null
kubectl run pend --image=nope:1
kubectl wait --for=condition=Ready pod/web pod/sleeper
kubectl port-forward pod/web 28080:80 > f.txt 2>&1 & sleep 1; curl -s localhost:28080 | head -4; kill %1; cat f.txt
kubectl port-forward web 28080:80 28081:80 > f.txt 2>&1 & sleep 1; curl -s 127.0.0.1:28081 -o /dev/null -w '%{http_code}\n'; curl -s '[::1]:28080' -o /dev/null -w '%{http_code}\n'; kill %1; cat f.txt
kubectl port-forward svc/app 28000:8000 > f.txt 2>&1 & sleep 1; curl -s localhost:28000 -o /dev/null -w '%{http_code}\n'; kill %1; cat f.txt
kubectl port-forward deploy/app 28000:80 > f.txt 2>&1 & sleep 1; curl -s localhost:28000 -o /dev/null -w '%{http_code}\n'; kill %1; cat f.txt
kubectl port-forward --address 0.0.0.0 pod/web 28080:80 > f.txt 2>&1 & sleep 1; curl -s localhost:28080 -o /dev/null -w '%{http_code}\n'; kill %1; cat f.txt
kubectl port-forward --address 127.0.0.1,localhost pod/web 28080:80 > f.txt 2>&1 & sleep 1; kill %1; cat f.txt
kubectl port-forward --address foo pod/web 28080:80
kubectl port-forward --address ::1 pod/web 28080:80 > f.txt 2>&1 & sleep 1; kill %1; cat f.txt
kubectl port-forward pod/web 28080:80 > f.txt 2>&1 & sleep 1; kubectl port-forward pod/web 28080:80; kubectl port-forward pod/web 28080:80 28083:80 > g.txt 2>&1 & sleep 1; kill %1 %2; cat f.txt g.txt
kubectl port-forward
kubectl port-forward web
kubectl port-forward nope 80
kubectl port-forward pod/nope 80
kubectl port-forward web abc
kubectl port-forward web 8080:abc
kubectl port-forward web :
kubectl port-forward web 0
kubectl port-forward web 80:
kubectl port-forward web 99999
kubectl port-forward web x:80
kubectl port-forward web 80:99999
kubectl port-forward web -- 80:-1
kubectl port-forward svc/app 80
kubectl port-forward svc/app web
kubectl port-forward svc/app 80:web
kubectl port-forward svc/kubernetes 8443:443
kubectl port-forward pod/pend 8080:80
kubectl port-forward node/minikube 8080:80
kubectl port-forward cm/kube-root-ca.crt 8080:80
kubectl port-forward deploy/nope 8080:80
kubectl port-forward --foo web 80
mkdir w; echo '<p>hi</p>' > w/a.html; kubectl proxy --www=w --www-prefix=/my > f.txt & sleep 1; curl -s http://127.0.0.1:8001/my/a.html; curl -s http://127.0.0.1:8001/my/b.html; curl -s http://127.0.0.1:8001/healthz; cat f.txt; kill %1
kubectl proxy --reject-methods='POST,PUT' --reject-paths='^/api/v1/secrets' > f.txt & sleep 1; curl -s http://127.0.0.1:8001/api/v1/secrets; curl -s -X POST http://127.0.0.1:8001/api/v1/namespaces; curl -s -H 'Host: foo' http://127.0.0.1:8001/api ; curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1:8001/api/v1/namespaces/default/pods/web/exec; cat f.txt; kill %1
kubectl proxy & sleep 1; kubectl proxy; kill %1
kubectl proxy --port=x
kubectl proxy --accept-hosts='*'
kubectl proxy --unix-socket=/tmp/x --port=9
