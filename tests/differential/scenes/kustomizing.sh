mkdir base
mkdir prod
cat > base/kustomization.yaml <<'Y'
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- deployment.yaml
- service.yaml
commonLabels: {app: web}
configMapGenerator:
- name: settings
  literals: [COLOUR=blue, SIZE=3]
  files: [a.txt, renamed=c.env]
- name: plain
  envs: [c.env]
  options: {disableNameSuffixHash: true, labels: {x: why}}
secretGenerator:
- name: hidden
  type: Opaque
  literals: [password=hunter2]
Y
cat > base/deployment.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector: {matchLabels: {tier: front}}
  template:
    metadata: {labels: {tier: front}}
    spec:
      serviceAccountName: runner
      containers:
      - name: main
        image: nginx:1.25
        envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: hidden}}]
        env: [{name: P, valueFrom: {secretKeyRef: {name: hidden, key: password}}}]
      volumes: [{name: v, configMap: {name: plain}}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
Y
cat > base/service.yaml <<'Y'
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {tier: front}, ports: [{port: 80}]}
Y
cat > base/a.txt <<'Y'
hello
world
Y
cat > base/c.env <<'Y'
K=v
# no
L=w x
Y
cat > prod/kustomization.yaml <<'Y'
resources: [../base, ns.yaml]
namespace: prod
namePrefix: p-
nameSuffix: -s
labels:
- pairs: {env: prod}
  includeSelectors: false
  includeTemplates: true
commonAnnotations: {note: hi}
images:
- name: nginx
  newName: registry/nginx
  newTag: "1.27"
replicas: [{name: web, count: 3}]
patches:
- path: patch.yaml
- target: {kind: Service}
  patch: |-
    - op: replace
      path: /spec/ports/0/port
      value: 8080
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {minReadySeconds: 5}
configMapGenerator:
- name: settings
  behavior: merge
  literals: [COLOUR=red]
Y
cat > prod/patch.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: main
        resources: {limits: {cpu: 100m}}
Y
cat > prod/ns.yaml <<'Y'
apiVersion: v1
kind: Namespace
metadata: {name: prod}
Y
kubectl kustomize base
kubectl kustomize prod
kubectl kustomize prod/
kubectl apply -k base --dry-run=client
kubectl create ns prod
kubectl diff -k prod
kubectl apply -k prod
kubectl apply -k prod
kubectl get -k prod
kubectl get -k prod -o name
kubectl get cm,secret,deploy,svc -n prod -o name
kubectl rollout status -n prod deployment/p-web-s
kubectl describe -k base
kubectl delete -k prod
kubectl kustomize
kubectl kustomize nope
kubectl apply -k nope
kubectl apply -k base -f x
kubectl kustomize base/a.txt
kubectl kustomize base prod
mkdir more
cat > more/kustomization.yaml <<'Y'
resources:
- ../base
- others.yaml
nameSuffix: -x
labels:
- pairs: {team: a}
  includeSelectors: true
generatorOptions: {annotations: {made: here}, immutable: true}
secretGenerator:
- name: tls
  type: kubernetes.io/tls
  literals: ["tls.crt='x y'", 'tls.key=<&>']
configMapGenerator:
- name: settings
  behavior: replace
  literals: [ONLY=this]
images:
- {name: nginx, digest: "sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3"}
patches:
- target: {kind: Deployment, name: "w.*"}
  patch: |-
    - {op: add, path: /spec/template/spec/containers/-, value: {name: side, image: "busybox:1"}}
    - {op: remove, path: /spec/replicas}
- target: {labelSelector: tier=gone}
  patch: |-
    $patch: delete
    kind: any
    metadata: {name: any}
- target: {kind: CronJob}
  patch: |-
    kind: CronJob
    metadata: {name: x}
    spec: {suspend: true}
Y
cat > more/others.yaml <<'Y'
apiVersion: batch/v1
kind: CronJob
metadata: {name: tick}
spec:
  schedule: "* * * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx, envFrom: [{secretRef: {name: tls}}]}]}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: gone, labels: {tier: gone}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: in}
spec:
  tls: [{hosts: [a.b], secretName: tls}]
  rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: [{kind: ServiceAccount, name: runner}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r}
rules: []
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: h}
spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: b}
spec: {minAvailable: 1, selector: {matchLabels: {tier: front}}}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: wide}
spec: {ref: {kind: Deployment, name: web}}
Y
kubectl kustomize more
mkdir bad
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [nope.yaml]
Y
kubectl kustomize bad
kubectl apply -k bad
cat > bad/kustomization.yaml <<'Y'
resource: [nope.yaml]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [../base, ../base]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [../prod/nope]
Y
kubectl kustomize bad
cat > bad/s.yaml <<'Y'
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {ports: [{port: 80}]}
Y
cat > bad/kustomization.yaml <<'Y'
resources: [s.yaml, s.yaml]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [s.yaml]
patches: [{patch: "{kind: Service, apiVersion: v1, metadata: {name: x}}"}]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [s.yaml]
configMapGenerator: [{name: c, files: [nope]}]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [s.yaml]
configMapGenerator: [{name: c, literals: [x]}]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [s.yaml]
patches: [{path: nope.yaml}]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [s.yaml]
patchesStrategicMerge: ["{kind: Service, apiVersion: v1, metadata: {name: s}, spec: {type: NodePort}}"]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
resources: [../base/service.yaml]
Y
kubectl kustomize bad
cat > bad/kustomization.yaml <<'Y'
namePrefix: [
Y
kubectl kustomize bad
