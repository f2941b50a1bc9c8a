kubectl apply -f crontab.yaml
kubectl apply -f crd.yaml
kubectl wait --for=condition=Established crd/crontabs.stable.example.com --timeout=10s
kubectl get crd
kubectl get crd crontabs.stable.example.com -o jsonpath='{.status.storedVersions} {.status.acceptedNames.listKind}'
kubectl describe crd crontabs.stable.example.com
kubectl api-resources --api-group=stable.example.com -o wide
kubectl explain crontab
kubectl explain crontabs.spec
kubectl explain ct.spec.policy
kubectl explain ct.spec.steps
kubectl explain ct.spec.labels
kubectl explain ct --recursive
kubectl explain ct.spec.nope
kubectl apply -f crontab.yaml
kubectl apply -f crontab.yaml
kubectl get ct
kubectl get crontab nightly -o wide
kubectl get crontabs.v1.stable.example.com nightly -o yaml
kubectl get crontabs.stable.example.com -o name
kubectl get all
kubectl describe ct nightly
kubectl scale ct nightly --replicas=5
kubectl get ct nightly --subresource=scale
kubectl get ct nightly -o jsonpath='{.spec.replicas} {.metadata.generation}'
kubectl scale ct nightly --replicas=20
kubectl patch ct nightly -p '{"spec":{"image":"busybox"}}'
kubectl patch ct nightly --type=merge -p '{"spec":{"image":"busybox"}}'
kubectl patch ct nightly --type=merge -p '{"spec":{"image":"busybox"}}'
kubectl patch ct nightly --type=json -p '[{"op":"add","path":"/spec/policy","value":"Forbid"}]'
kubectl patch ct nightly --type=merge -p '{"spec":{"policy":"Never"}}'
kubectl patch ct nightly --type=merge -p '{"spec":{"limit":1}}'
kubectl patch ct nightly --type=merge -p '{"spec":{"replicas":"two"}}'
kubectl patch ct nightly --type=merge -p '{"spec":{"cronSpec":"never"}}'
kubectl patch ct nightly --type=merge --subresource=status -p '{"status":{"replicas":5,"conditions":[{"type":"Ready","status":"True"}]}}'
kubectl wait --for=condition=Ready ct/nightly --timeout=5s
kubectl wait --for=jsonpath='{.status.replicas}'=5 ct/nightly --timeout=5s
kubectl get ct --field-selector spec.policy=Forbid
kubectl get ct --field-selector spec.image=busybox
kubectl label ct nightly team=a
kubectl get ct -l team=a --show-labels
kubectl annotate ct nightly note=b
kubectl diff -f crontab.yaml
kubectl apply -f crontab.yaml
kubectl apply --server-side -f crontab.yaml
kubectl apply --server-side --force-conflicts -f crontab.yaml
kubectl create -f crontab.yaml
kubectl replace -f crontab.yaml
kubectl set image ct/nightly a=b
kubectl get crontabz
kubectl delete ct nightly
kubectl get ct
kubectl delete crd crontabs.stable.example.com
kubectl get crd
kubectl get --raw /apis/stable.example.com/v1/crontabs
kubectl get nothings.stable.example.com
