kubectl create job hi --image=busybox -- echo hi
kubectl wait --for=condition=Complete job/hi --timeout=60s
kubectl get jobs
kubectl get jobs -o wide
kubectl describe job hi
kubectl get job hi -o yaml
kubectl logs job/hi
kubectl get job hi -o jsonpath='{.status.conditions[*].type}'
kubectl create job bad --image=busybox -- sh -c 'exit 3'
kubectl get jobs
kubectl describe job bad
kubectl patch job bad -p '{"spec":{"suspend":true}}'
kubectl get jobs
kubectl describe job bad
cat > many.yaml <<'X'
apiVersion: batch/v1
kind: Job
metadata: {name: many}
spec:
  completions: 3
  parallelism: 2
  completionMode: Indexed
  activeDeadlineSeconds: 600
  ttlSecondsAfterFinished: 5000
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox, command: [sh, -c, "echo $JOB_COMPLETION_INDEX"]}]
X
kubectl apply -f many.yaml
kubectl wait --for=condition=Complete job/many --timeout=60s
kubectl describe job many
kubectl get job many
kubectl get all
kubectl rollout status job/many
kubectl scale job many --replicas=3
kubectl patch job many -p '{"spec":{"completions":5}}'
kubectl delete job many hi bad
kubectl create job x
kubectl create job x --from=cronjob/none
cat > each.yaml <<'X'
apiVersion: batch/v1
kind: Job
metadata: {name: each}
spec:
  completions: 3
  parallelism: 3
  completionMode: Indexed
  backoffLimitPerIndex: 0
  maxFailedIndexes: 2
  successPolicy: {rules: [{succeededIndexes: "0", succeededCount: 1}]}
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox, command: [sh, -c, "if [ $JOB_COMPLETION_INDEX = 1 ]; then exit 1; fi; sleep 20"]}]
X
kubectl apply -f each.yaml
kubectl describe job each
kubectl wait --for=condition=Complete job/each --timeout=100s
kubectl get job each -o jsonpath='{.status.conditions}'
kubectl get pods -l job-name=each -o jsonpath='{.items[*].metadata.annotations}'
kubectl patch job each -p '{"spec":{"backoffLimitPerIndex":3}}'
