kubectl create -f policies.yaml
kubectl get networkpolicies
kubectl get netpol -o wide
kubectl describe networkpolicy deny-all
kubectl describe netpol api
kubectl get netpol deny-all -o yaml
kubectl patch netpol deny-all --type=merge -p '{"spec":{"policyTypes":["Ingress","Out"]}}'
kubectl patch netpol deny-all --type=merge -p '{"spec":{"ingress":[{"from":[{}]}]}}'
kubectl patch netpol deny-all --type=merge -p '{"spec":{"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/40"}}]}]}}'
kubectl patch netpol deny-all --type=merge -p '{"spec":{"ingress":[{"ports":[{"port":80,"endPort":70}]}]}}'
kubectl patch netpol deny-all --type=merge -p '{"spec":{"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.1/8"}}]}]}}'
kubectl apply -f policies.yaml
kubectl explain netpol.spec.ingress.from
kubectl delete -f policies.yaml
