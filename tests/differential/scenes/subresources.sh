# explain in the old layout, --subresource, and mistakes of set, create token, diff.
kubectl create deployment web --image=nginx --replicas=2
kubectl explain pod --output=plaintext-openapiv2
kubectl explain pods.spec.containers --output=plaintext-openapiv2
kubectl explain pods.spec.containers.image --output=plaintext-openapiv2
kubectl explain pods.metadata.labels --output=plaintext-openapiv2
kubectl explain deploy.spec --output=plaintext-openapiv2 --recursive
kubectl explain deploy.spec.strategy --output=plaintext-openapiv2
kubectl explain cm.data --output=plaintext-openapiv2
kubectl explain svc.spec.ports.targetPort --output=plaintext-openapiv2
kubectl explain crd.spec.versions.schema.openAPIV3Schema --output=plaintext-openapiv2
kubectl explain netpol.spec --output=plaintext-openapiv2
kubectl explain job --output=plaintext-openapiv2 --recursive
kubectl explain nope --output=plaintext-openapiv2
kubectl explain pods.nope --output=plaintext-openapiv2
kubectl explain pods.spec.nope.x --output=plaintext-openapiv2
kubectl explain pods --output=plaintext-openapiv2 --api-version=v2
kubectl cluster-info dump -o name
kubectl patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":3}}'
KUBE_EDITOR='sed -i "s/replicas: 3/replicas: 1/"' kubectl edit deploy web --subresource=scale
kubectl patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":3}}' -o name
kubectl patch deploy web --subresource=status --type=merge -p '{"status":{"replicas":9}}'
KUBE_EDITOR='sed -i "s/replicas: 1/replicas: 2/"' kubectl edit deploy web
KUBE_EDITOR='sed -i "s/observedGeneration: .*/observedGeneration: 9/"' kubectl edit deploy web --subresource=status
KUBE_EDITOR='true' kubectl edit deploy web --subresource=foo
kubectl create token nope/nope
kubectl set selector a b c d
kubectl set selector nope/nope
kubectl set subject
kubectl set subject a b c d
kubectl set subject --dry-run
kubectl set env --record=xyz
kubectl expose --dry-run
kubectl create deployment q --image=nginx --dry-run
KUBECTL_EXTERNAL_DIFF='diff -u -N' kubectl diff -f deployment-definition.yaml | grep -c .
KUBECTL_EXTERNAL_DIFF=nope kubectl diff -f deployment-definition.yaml
