kubectl apply -f policy.yaml
kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings
kubectl create deploy web --image=nginx --replicas=4
kubectl scale deploy web --replicas=5
kubectl label ns default policy=on
kubectl create deploy many --image=nginx --replicas=4
kubectl create deploy bad --image=nginx
kubectl create deploy good --image=nginx --replicas=3
kubectl patch deploy good -p '{"spec":{"replicas":9}}'
kubectl label ns default most=10
kubectl patch deploy good -p '{"spec":{"replicas":9}}'
kubectl patch validatingadmissionpolicybinding replicas -p '{"spec":{"validationActions":["Warn"]}}'
kubectl create deploy bad --image=nginx --replicas=20
kubectl describe validatingadmissionpolicybinding replicas
kubectl delete deploy web good bad
kubectl create -f policy-wrong.yaml
kubectl delete -f policy.yaml
kubectl apply -f webhook.yaml
kubectl get validatingwebhookconfigurations
kubectl create cm a
kubectl create secret generic s
kubectl create service clusterip hook --tcp=443
kubectl create cm a
kubectl delete -f webhook.yaml
kubectl create cm a
kubectl create ns strict
kubectl label ns strict pod-security.kubernetes.io/enforce=restricted
kubectl run web --image=nginx -n strict
kubectl run web --image=nginx -n strict --privileged
kubectl create deploy web --image=nginx -n strict
kubectl label ns strict pod-security.kubernetes.io/warn=restricted pod-security.kubernetes.io/warn-version=v1.30
kubectl create deploy web2 --image=nginx -n strict
kubectl label ns default pod-security.kubernetes.io/enforce=odd
kubectl run net --image=nginx --overrides='{"spec":{"hostNetwork":true}}'
kubectl run vol --image=nginx --overrides='{"spec":{"volumes":[{"name":"h","hostPath":{"path":"/"}}]}}'
kubectl label ns default pod-security.kubernetes.io/enforce=baseline
kubectl run net2 --image=nginx --overrides='{"spec":{"hostNetwork":true,"hostPID":true}}'
kubectl label ns default pod-security.kubernetes.io/enforce=privileged --overwrite
