cat > level.yaml <<'Y'
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: PriorityLevelConfiguration
metadata: {name: mine}
spec: {type: Limited, limited: {nominalConcurrencyShares: 7, limitResponse: {type: Queue, queuing: {queues: 4}}}}
Y
cat > schema.yaml <<'Y'
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: FlowSchema
metadata: {name: mine}
spec:
  priorityLevelConfiguration: {name: mine}
  matchingPrecedence: 300
  distinguisherMethod: {type: ByUser}
  rules:
  - subjects: [{kind: User, user: {name: jane}}]
    resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [pods], namespaces: ["*"]}]
Y
kubectl get flowschemas
kubectl get prioritylevelconfigurations
kubectl create -f level.yaml
cat > level.yaml <<'Y'
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: PriorityLevelConfiguration
metadata: {name: mine}
spec: {type: Limited, limited: {nominalConcurrencyShares: 7, limitResponse: {type: Queue, queuing: {queues: 16}}}}
Y
kubectl create -f level.yaml
kubectl create -f schema.yaml
kubectl get flowschema mine
kubectl get prioritylevelconfiguration mine -o yaml
kubectl describe flowschema mine
kubectl describe prioritylevelconfiguration exempt
kubectl patch flowschema catch-all --type=merge -p '{"spec":{"matchingPrecedence":7}}'
kubectl explain flowschema.spec.rules
kubectl delete -f schema.yaml -f level.yaml
