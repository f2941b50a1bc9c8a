cat > odd.yaml <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: a10, labels: {app: odd}}
spec:
  nodeName: nowhere
  containers:
  - name: a
    image: nginx
    resources: {requests: {memory: 64Mi}, limits: {cpu: "1", memory: 128Mi}}
    env:
    - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
    - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
    - {name: ASKED, valueFrom: {resourceFieldRef: {resource: requests.memory}}}
  volumes:
  - name: disk
    iscsi: {targetPortal: "1.2.3.4:3260", iqn: "iqn.2001-04.com.example:storage", lun: 0, secretRef: {name: chap}}
---
apiVersion: v1
kind: Pod
metadata: {name: a2, labels: {app: odd}}
spec: {nodeName: nowhere, containers: [{name: a, image: nginx}]}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  iscsi: {targetPortal: "1.2.3.4:3260", iqn: "iqn.2001-04.com.example:storage", lun: 1, fsType: ext4, portals: ["1.2.3.5:3260"]}
Y
kubectl create -f odd.yaml
kubectl describe pod a10
kubectl describe pv disk
kubectl get pods --sort-by=.metadata.name
kubectl get pods --sort-by={.metadata.name} -o name
kubectl create job once --image=busybox -- true
kubectl describe job once
kubectl get ipaddresses
