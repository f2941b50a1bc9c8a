kubectl annotate --help
kubectl api-resources --help
kubectl api-versions --help
kubectl apply --help
kubectl attach --help
kubectl autoscale --help
kubectl certificate --help
kubectl cluster-info --help
kubectl completion --help
kubectl config --help
kubectl cordon --help
kubectl cp --help
kubectl create --help
kubectl debug --help
kubectl delete --help
kubectl describe --help
kubectl diff --help
kubectl drain --help
kubectl edit --help
kubectl events --help
kubectl exec --help
kubectl explain --help
kubectl expose --help
kubectl get --help
kubectl kustomize --help
kubectl label --help
kubectl logs --help
kubectl options --help
kubectl patch --help
kubectl plugin --help
kubectl port-forward --help
kubectl proxy --help
kubectl replace --help
kubectl rollout --help
kubectl run --help
kubectl scale --help
kubectl set --help
kubectl taint --help
kubectl top --help
kubectl uncordon --help
kubectl version --help
kubectl wait --help
kubectl auth --help
kubectl auth can-i --help
kubectl auth reconcile --help
kubectl auth whoami --help
kubectl apply view-last-applied --help
kubectl apply edit-last-applied --help
kubectl apply set-last-applied --help
kubectl create job --help
kubectl create cronjob --help
kubectl create role --help
kubectl create token --help
kubectl create secret generic --help
kubectl rollout status --help
kubectl rollout undo --help
kubectl set image --help
kubectl set env --help
kubectl config view --help
kubectl config set-context --help
kubectl config use-context --help
kubectl top pod --help
kubectl top node --help
kubectl certificate approve --help
kubectl plugin list --help
kubectl cluster-info dump --help
kubectl create configmap --help
kubectl create deployment --help
kubectl create ingress --help
