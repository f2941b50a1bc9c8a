kubectl apply -f csr.yaml
kubectl get csr
kubectl describe csr jane
kubectl describe csr joe
kubectl certificate approve jane
kubectl certificate approve jane
kubectl get csr
kubectl get csr jane -o jsonpath='{.status.conditions[*].type} {.spec.username} {.spec.groups}'
kubectl get csr jane -o jsonpath='{.status.certificate}' | head -c 20
kubectl certificate deny joe
kubectl certificate approve joe
kubectl get csr joe
kubectl describe csr joe
kubectl certificate approve nobody
kubectl certificate approve
kubectl create -f csr-wrong.yaml
kubectl certificate approve odd
kubectl get csr
kubectl certificate approve odd --as=jane
kubectl patch csr joe -p '{"spec":{"signerName":"a.b/c"}}'
kubectl delete csr jane joe
