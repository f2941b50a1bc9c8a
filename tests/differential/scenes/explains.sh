kubectl explain pods
kubectl explain pod.spec.containers
kubectl explain pod.spec.containers.resources.limits
kubectl explain pods.spec --recursive
kubectl explain pod --recursive
kubectl explain deployments.apps
kubectl explain deployment.spec.strategy.rollingUpdate.maxSurge
kubectl explain rs.spec
kubectl explain rc
kubectl explain svc.spec.ports
kubectl explain cm.data
kubectl explain secret
kubectl explain ns.status
kubectl explain node.status.conditions
kubectl explain job.spec.podFailurePolicy
kubectl explain ds
kubectl explain quota.spec
kubectl explain pdb
kubectl explain lease
kubectl explain endpointslice.endpoints
kubectl explain events
kubectl explain events.events.k8s.io
kubectl explain controllerrevision
kubectl explain priorityclass
kubectl explain sa --api-version=v1
kubectl explain deploy --api-version=apps/v1
kubectl explain deploy --api-version=extensions/v1beta1
kubectl explain pod.metadata.labels
kubectl explain pod.spec.nope.x
kubectl explain pod..spec
kubectl explain Pod
kubectl explain deployments.v1.apps
kubectl explain pod --output=plaintext
kubectl explain pod.spec.volumes.configMap -o plaintext
kubectl explain pod -o md
kubectl api-resources -o wide
kubectl api-resources -o name
kubectl api-resources --namespaced=false
kubectl api-resources --namespaced=true -o name
kubectl api-resources --verbs=list,get --categories=all
kubectl api-resources --api-group=apps
kubectl api-resources --api-group=
kubectl api-resources --api-group=nope
kubectl api-resources --sort-by=name
kubectl api-resources --sort-by=kind --no-headers
kubectl api-resources -o json
kubectl api-resources -o yaml --api-group=batch
kubectl api-versions
kubectl version
kubectl version --output=json
kubectl cluster-info
kubectl events
kubectl create deployment web --image=nginx:12.34.56
kubectl events
kubectl events --for deployment/web
kubectl events --types=Warning
kubectl events --types=Normal,Warning -o name
kubectl events -A
kubectl get events --sort-by=.metadata.name
kubectl get events --field-selector=reason=ScalingReplicaSet
kubectl get events --field-selector=involvedObject.kind=Pod,type=Warning -o wide
kubectl describe deploy,rs,pods
kubectl describe all
kubectl describe cm
kubectl describe sa default
kubectl describe secrets
kubectl describe endpoints kubernetes
kubectl describe endpointslices
kubectl describe ns
kubectl describe leases -n kube-node-lease
kubectl describe pc
kubectl describe events
kubectl describe controllerrevisions -n kube-system
kubectl describe svc,deploy -A
kubectl describe pods -n kube-system
kubectl describe ds -n kube-system
kubectl describe pod web --show-events=false
kubectl describe -f deployment-definition.yaml
kubectl describe pods/nope deploy/web
