cat > pods.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: game}
data: {lives: "3", colour: red}
---
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {user: me}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: two, labels: {app: two}}
spec:
  initContainers:
  - name: init
    image: busybox
    command: [sh, -c, 'echo prepared > /work/index.html; ls /work']
    volumeMounts: [{name: html, mountPath: /work}]
  containers:
  - name: web
    image: nginx
    env: [{name: LIVES, valueFrom: {configMapKeyRef: {name: game, key: lives}}}]
    volumeMounts:
    - {name: html, mountPath: /usr/share/nginx/html}
    - {name: all, mountPath: /etc/all, readOnly: true}
    - {name: game, mountPath: /etc/lives, subPath: lives}
    - {name: data, mountPath: /data}
    - {name: host, mountPath: /host}
  - name: writer
    image: busybox
    command: [sh, -c, 'while true; do echo more >> /html/index.html; sleep 30; done']
    volumeMounts: [{name: html, mountPath: /html}]
  volumes:
  - {name: html, emptyDir: {medium: Memory, sizeLimit: 16Mi}}
  - {name: game, configMap: {name: game}}
  - {name: data, persistentVolumeClaim: {claimName: data}}
  - {name: host, hostPath: {path: /etc, type: Directory}}
  - name: all
    projected:
      defaultMode: 0440
      sources:
      - configMap: {name: game, items: [{key: colour, path: deep/colour}]}
      - secret: {name: key}
      - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: waits}
spec:
  containers:
  - name: c
    image: busybox
    command: [sleep, "9999"]
    volumeMounts: [{name: v, mountPath: /v}]
  volumes: [{name: v, configMap: {name: later}}]
Y
kubectl apply -f pods.yaml
kubectl get pods,pvc
kubectl describe pod two
kubectl describe pod waits
kubectl get events --field-selector involvedObject.name=waits
kubectl exec two -c web -- sh -c 'curl -s localhost | head -2'
kubectl exec two -c web -- ls -lan /etc/all /etc/all/deep
kubectl exec two -c web -- cat /etc/all/deep/colour /etc/all/user /etc/all/labels /etc/lives /host/hostname
kubectl exec two -c web -- sh -c 'echo x > /etc/all/user'
kubectl exec two -c web -- sh -c 'echo $LIVES; echo kept > /data/f; ls /var/run/secrets/kubernetes.io/serviceaccount'
kubectl patch configmap game -p '{"data":{"lives":"2","colour":"blue"}}'
kubectl exec two -c web -- sh -c 'sleep 60; cat /etc/all/deep/colour /etc/lives; echo $LIVES'
kubectl create configmap later --from-literal=a=1
kubectl exec waits -- sh -c 'sleep 120; cat /v/a'
kubectl get pod waits
kubectl exec waits -- cat /v/a
kubectl logs two -c init
kubectl delete pod two waits --now
kubectl apply -f pods.yaml
kubectl exec two -c web -- cat /data/f /etc/lives
kubectl delete pod two waits --now
