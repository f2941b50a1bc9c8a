kubectl create deployment web --image=nginx --replicas=3
kubectl expose deployment web --port=80
kubectl expose deployment web --port=80 --name=again --type=NodePort --target-port=8080
kubectl expose deployment web --name=nothing
kubectl expose deployment web --port=80
kubectl create service clusterip plain --tcp=5678:8080
kubectl create service nodeport outside --tcp=80:8080 --node-port=30100
kubectl create service loadbalancer balanced --tcp=80
kubectl create service externalname away --external-name=example.com
kubectl create service clusterip headless --clusterip=None
kubectl create service clusterip wrong
kubectl create service nodeport taken --tcp=80 --node-port=30100
kubectl create service nodeport low --tcp=80 --node-port=80
kubectl rollout status deployment/web
kubectl get services
kubectl get svc -o wide
kubectl describe service web
kubectl describe service outside
kubectl describe service balanced
kubectl describe service away
kubectl describe service headless
kubectl get endpoints web
kubectl get endpointslices -l kubernetes.io/service-name=web
kubectl describe endpointslices -l kubernetes.io/service-name=web
kubectl patch service web -p '{"spec":{"type":"NodePort"}}'
kubectl get service web
kubectl patch service web -p '{"spec":{"type":"ClusterIP"}}'
kubectl get service web
kubectl patch service web -p '{"spec":{"sessionAffinity":"ClientIP"}}'
kubectl get service web -o jsonpath='{.spec.sessionAffinityConfig}'
kubectl patch service web -p '{"spec":{"clusterIP":"10.96.1.1"}}'
kubectl patch service outside -p '{"spec":{"externalTrafficPolicy":"Local"}}'
kubectl describe service outside
kubectl patch service balanced -p '{"spec":{"externalTrafficPolicy":"Local"}}'
kubectl get service balanced -o jsonpath='{.spec.healthCheckNodePort}'
kubectl patch service plain -p '{"spec":{"internalTrafficPolicy":"Nearby"}}'
kubectl patch service plain -p '{"spec":{"trafficDistribution":"PreferSameZone"}}'
kubectl describe service plain
kubectl set selector service plain app=web
kubectl describe service plain
kubectl get service away -o yaml
kubectl get all
kubectl delete service again plain outside balanced away headless
kubectl delete service web
