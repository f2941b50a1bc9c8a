cat > pvc.yaml <<'X'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
X
cat > pv.yaml <<'X'
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk, labels: {tier: gold}, annotations: {note: by hand}}
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteOnce, ReadOnlyMany]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: manual
  local: {path: /disks/a}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [minikube, minikube-m02]}]
X
cat > manual.yaml <<'X'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: manual}
spec:
  storageClassName: manual
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 2Gi}}
  selector: {matchLabels: {tier: gold}}
X
cat > classes.yaml <<'X'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: late}
provisioner: k8s.io/minikube-hostpath
parameters: {type: fast, zone: a}
mountOptions: [noatime, ro]
reclaimPolicy: Retain
allowVolumeExpansion: true
volumeBindingMode: WaitForFirstConsumer
allowedTopologies:
- matchLabelExpressions: [{key: kubernetes.io/os, values: [linux]}]
X
cat > user.yaml <<'X'
apiVersion: v1
kind: Pod
metadata: {name: user}
spec:
  containers: [{name: c, image: nginx, volumeMounts: [{name: d, mountPath: /data}]}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
X
cat > csi.yaml <<'X'
apiVersion: v1
kind: PersistentVolume
metadata: {name: remote}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteMany]
  volumeMode: Block
  csi: {driver: example.com, volumeHandle: abc, fsType: ext4, volumeAttributes: {b: "2", a: "1"}}
X
cat > kinds.yaml <<'X'
apiVersion: v1
kind: Pod
metadata: {name: kinds}
spec:
  containers: [{name: c, image: nginx}]
  volumes:
  - name: scratch
    ephemeral: {volumeClaimTemplate: {metadata: {labels: {b: "2", a: "1"}, annotations: {note: x}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}
  - name: inline
    csi: {driver: example.com, fsType: ext4, readOnly: true, volumeAttributes: {b: "2", a: "1"}}
  - name: down
    downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: cpu, resourceFieldRef: {containerName: c, resource: limits.cpu}}]}
  - name: disk
    awsElasticBlockStore: {volumeID: v, fsType: ext4}
  - name: far
    nfs: {server: s, path: /x, readOnly: true}
X
kubectl get sc
kubectl get sc standard -o yaml
kubectl describe sc standard
kubectl apply -f pvc.yaml
kubectl get pvc
kubectl get pvc -o wide
kubectl get pv --no-headers | cut -c1-4
kubectl describe pvc data | grep -v "pvc-"
kubectl get pvc data -o jsonpath='{.status}'
kubectl apply -f classes.yaml
kubectl describe sc late
kubectl get storageclass -o name
kubectl apply -f pv.yaml -f manual.yaml -f csi.yaml
kubectl get pv disk remote
kubectl get pv disk remote -o wide
kubectl describe pv disk
kubectl describe pv remote
kubectl describe pvc manual
kubectl get pvc manual -o yaml
kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc/manual
kubectl apply -f user.yaml
kubectl wait --for=condition=Ready pod/user
kubectl describe pvc data | grep "Used By"
kubectl describe pod user | grep -A 12 ^Volumes
kubectl apply -f kinds.yaml
kubectl describe pod kinds | grep -A 40 ^Volumes | head -32
kubectl get pvc kinds-scratch
kubectl delete pod kinds --force
kubectl delete pvc data --wait=false
kubectl get pvc data
kubectl describe pvc data | grep -E 'Status|Finalizers'
kubectl delete pod user
kubectl get pvc
kubectl patch pvc manual -p '{"spec":{"resources":{"requests":{"storage":"9Gi"}}}}'
kubectl patch pvc manual -p '{"spec":{"accessModes":["ReadWriteMany"]}}'
kubectl patch pv disk -p '{"spec":{"local":{"path":"/elsewhere"}}}'
kubectl patch sc late -p '{"parameters":{"type":"slow"}}'
kubectl patch sc late -p '{"metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}'
kubectl get sc
kubectl delete pvc manual
kubectl get pv disk
kubectl patch pv disk --type json -p '[{"op":"remove","path":"/spec/claimRef"}]'
kubectl get pv disk
kubectl get pv -l tier=gold -o custom-columns=NAME:.metadata.name,CLASS:.spec.storageClassName
kubectl get pvc --field-selector metadata.name=nope
kubectl get pv --field-selector status.phase=Bound
kubectl explain pvc.spec.accessModes
kubectl explain sc.volumeBindingMode
kubectl delete pv disk remote
kubectl delete sc late
cat > wrong.yaml <<'X'
apiVersion: v1
kind: PersistentVolume
metadata: {name: wrong}
spec:
  capacity: {storage: -1Gi, cpu: 1}
  accessModes: [ReadWriteOncePod, ReadWriteOnce, Often]
  persistentVolumeReclaimPolicy: Keep
  volumeMode: Tape
  hostPath: {path: ../x, type: Tape}
  local: {path: /a}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: wrong}
spec:
  accessModes: [Often]
  volumeMode: Tape
  storageClassName: Not_A_Name
  resources: {requests: {storage: 0}}
  dataSource: {kind: Thing}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: wrong}
provisioner: ""
reclaimPolicy: Recycle
volumeBindingMode: Someday
X
kubectl apply -f wrong.yaml
