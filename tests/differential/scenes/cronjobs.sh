kubectl create cronjob tick --image=busybox --schedule="*/5 * * * *" -- echo tick
kubectl get cronjobs
kubectl get cj -o wide
kubectl describe cronjob tick
kubectl get cronjob tick -o yaml
kubectl create cronjob tick --image=busybox --schedule="*/5 * * * *"
kubectl create cronjob bad --image=busybox --schedule="every day"
kubectl create cronjob bad --image=busybox
kubectl create cronjob bad --schedule="* * * * *"
kubectl create cronjob a-name-that-is-far-too-long-for-a-cronjob-because-of-its-jobs --image=busybox --schedule="@hourly"
kubectl create cronjob quiet --image=busybox --schedule="0 0 1 1 *" --restart=Never --dry-run=client -o yaml
kubectl create cronjob quiet --image=busybox --schedule="0 0 1 1 *" --restart=Always
cat > cron.yaml <<'X'
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, labels: {team: a}}
spec:
  schedule: "30 3 1 1 *"
  timeZone: Asia/Seoul
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 100
  suspend: true
  jobTemplate:
    metadata: {labels: {team: a}, annotations: {note: x}}
    spec:
      completions: 2
      parallelism: 2
      activeDeadlineSeconds: 30
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{name: c, image: busybox, command: [echo, hi]}]
X
kubectl apply -f cron.yaml
kubectl get cronjob
kubectl describe cj report
kubectl patch cronjob report -p '{"spec":{"timeZone":"Mars/Olympus"}}'
kubectl patch cronjob report -p '{"spec":{"schedule":"TZ=UTC * * * * *"}}'
kubectl patch cronjob report -p '{"spec":{"concurrencyPolicy":"Perhaps"}}'
kubectl create job once --from=cronjob/report
kubectl wait --for=condition=Complete job/once --timeout=60s
kubectl get job once -o yaml
kubectl get job once
kubectl describe cronjob report
kubectl create job again --from=cronjob/report -- echo no
kubectl create job again --from=deployment/report
kubectl create job again --from=cronjob/report --dry-run=client -o yaml
kubectl set image cronjob/tick tick=busybox:1.36
kubectl get all
kubectl explain cronjob.spec.concurrencyPolicy
kubectl scale cronjob tick --replicas=2
kubectl rollout status cronjob/tick
kubectl delete cronjob tick report
kubectl get cronjobs
