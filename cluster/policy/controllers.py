"""What each controller of the control plane may do: ClusterRoles `system:controller:NAME`, each bound to the service
account of that name in kube-system.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles, in the reading of 1.35's policy.
The notation is that of cluster/policy/standard.py.
"""

EVENTS = "create,patch,update : - events.k8s.io : events"
_CONTROLLED = """R,update : apps extensions : {0}
    update : apps extensions : {0}/status
    update : apps extensions : {0}/finalizers
"""
_PODS = "create,delete,list,patch,watch : - : pods"

CONTROLLERS = {
    "attachdetach-controller": f"""
        list,watch : - : persistentvolumeclaims persistentvolumes
        R : - : nodes
        patch,update : - : nodes/status
        list,watch : - : pods
        {EVENTS}
        create,delete,get,list,watch : storage.k8s.io : volumeattachments
        R : storage.k8s.io : csidrivers
        R : storage.k8s.io : csinodes
    """,
    "certificate-controller": f"""
        delete,get,list,watch : certificates.k8s.io : certificatesigningrequests
        update : certificates.k8s.io : certificatesigningrequests/approval certificatesigningrequests/status
        approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client-kubelet
        sign : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client \
            kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving kubernetes.io/legacy-unknown
        create : authorization.k8s.io : subjectaccessreviews
        {EVENTS}
    """,
    "clusterrole-aggregation-controller":
        "escalate,get,list,patch,update,watch : rbac.authorization.k8s.io : clusterroles",
    "cronjob-controller": f"""
        R,update : batch : cronjobs
        create,delete,get,list,patch,update,watch : batch : jobs
        update : batch : cronjobs/status
        update : batch : cronjobs/finalizers
        delete,list,watch : - : pods
        {EVENTS}
    """,
    "daemon-set-controller": f"""
        R : apps extensions : daemonsets
        update : apps extensions : daemonsets/status
        update : apps extensions : daemonsets/finalizers
        list,watch : - : nodes
        {_PODS}
        create : - : pods/binding
        create,delete,get,list,patch,update,watch : apps : controllerrevisions
        {EVENTS}
    """,
    "deployment-controller": f"""
        {_CONTROLLED.format("deployments")}
        create,delete,get,list,patch,update,watch : apps extensions : replicasets
        R,update : - : pods
        {EVENTS}
    """,
    "device-taint-eviction-controller": f"""
        delete,get,list,watch : - : pods
        patch,update : - : pods/status
        R : resource.k8s.io : resourceclaims
        R : resource.k8s.io : resourceslices
        R : resource.k8s.io : deviceclasses
        {EVENTS}
    """,
    "disruption-controller": f"""
        R : apps extensions : deployments
        R : apps extensions : replicasets
        R : - : replicationcontrollers
        R : policy : poddisruptionbudgets
        R : apps : statefulsets
        update : policy : poddisruptionbudgets/status
        patch,update : - : pods/status
        get : * : */scale
        {EVENTS}
    """,
    "endpoint-controller": f"""
        R : - : pods services
        create,delete,get,list,update,watch : - : endpoints
        create : - : endpoints/restricted
        {EVENTS}
    """,
    "endpointslice-controller": f"""
        R : - : nodes pods services
        update : - : services/finalizers
        create,delete,get,list,update,watch : discovery.k8s.io : endpointslices
        {EVENTS}
    """,
    "endpointslicemirroring-controller": f"""
        R : - : endpoints services
        update : - : services/finalizers
        update : - : endpoints/finalizers
        create,delete,get,list,update,watch : discovery.k8s.io : endpointslices
        {EVENTS}
    """,
    "ephemeral-volume-controller": f"""
        R : - : pods
        update : - : pods/finalizers
        create,get,list,watch : - : persistentvolumeclaims
        {EVENTS}
    """,
    "expand-controller": f"""
        R,patch,update : - : persistentvolumes
        patch,update : - : persistentvolumeclaims/status
        R : - : persistentvolumeclaims
        {EVENTS}
        get : - : services
    """,
    "generic-garbage-collector": f"""
        delete,get,list,patch,update,watch : * : *
        {EVENTS}
    """,
    "horizontal-pod-autoscaler": f"""
        R : autoscaling : horizontalpodautoscalers
        update : autoscaling : horizontalpodautoscalers/status
        get,update : * : */scale
        list,watch : - : pods
        list : metrics.k8s.io : pods
        R : custom.metrics.k8s.io : *
        R : external.metrics.k8s.io : *
        {EVENTS}
    """,
    "job-controller": f"""
        R,patch,update : batch : jobs
        update : batch : jobs/status
        update : batch : jobs/finalizers
        {_PODS}
        {EVENTS}
    """,
    "legacy-service-account-token-cleaner": """
        get : - : configmaps : kube-apiserver-legacy-service-account-token-tracking
        delete,patch : - : secrets
    """,
    "namespace-controller": """
        delete,get,list,watch : - : namespaces
        update : - : namespaces/finalize namespaces/status
        delete,deletecollection,get,list,watch : * : *
    """,
    "node-controller": f"""
        delete,get,list,patch,update,watch : - : nodes
        patch,update : - : nodes/status
        patch,update : - : pods/status
        delete,get,list,watch : - : pods
        {EVENTS}
    """,
    "persistent-volume-binder": f"""
        create,delete,get,list,update,watch : - : persistentvolumes
        update : - : persistentvolumes/status
        R,update : - : persistentvolumeclaims
        update : - : persistentvolumeclaims/status
        create,delete,get,list,watch : - : pods
        R : storage.k8s.io : storageclasses
        list,watch : - : nodes
        {EVENTS}
        watch : - : events
        get : - : services
    """,
    "pod-garbage-collector": """
        delete,list,watch : - : pods
        R : - : nodes
        patch : - : pods/status
    """,
    "pv-protection-controller": f"""
        R,update : - : persistentvolumes
        {EVENTS}
    """,
    "pvc-protection-controller": f"""
        R,update : - : persistentvolumeclaims
        R : - : pods
        {EVENTS}
    """,
    "replicaset-controller": f"""
        {_CONTROLLED.format("replicasets")}
        {_PODS}
        {EVENTS}
    """,
    "replication-controller": f"""
        R,update : - : replicationcontrollers
        update : - : replicationcontrollers/status
        update : - : replicationcontrollers/finalizers
        {_PODS}
        {EVENTS}
    """,
    "resource-claim-controller": f"""
        R : - : pods
        update : - : pods/finalizers
        create,delete,get,list,watch : resource.k8s.io : resourceclaims
        patch,update : resource.k8s.io : resourceclaims resourceclaims/status
        patch,update : - : pods/status
        {EVENTS}
    """,
    "resourcequota-controller": f"""
        list,watch : * : *
        update : - : resourcequotas/status
        {EVENTS}
    """,
    "root-ca-cert-publisher": f"""
        create,update : - : configmaps
        {EVENTS}
    """,
    "route-controller": f"""
        list,watch : - : nodes
        patch : - : nodes/status
        {EVENTS}
    """,
    "selinux-warning-controller": f"""
        {EVENTS}
        R : - : persistentvolumes
        R : - : persistentvolumeclaims
        R : - : pods
        R : storage.k8s.io : csidrivers
    """,
    "service-account-controller": f"""
        create : - : serviceaccounts
        {EVENTS}
    """,
    "service-cidrs-controller": f"""
        R,patch,update : networking.k8s.io : servicecidrs
        patch,update : networking.k8s.io : servicecidrs/finalizers
        patch,update : networking.k8s.io : servicecidrs/status
        R : networking.k8s.io : ipaddresses
        {EVENTS}
    """,
    "service-controller": f"""
        R : - : services
        patch,update : - : services/status
        list,watch : - : nodes
        {EVENTS}
    """,
    "statefulset-controller": f"""
        list,watch : - : pods
        R : apps : statefulsets
        update : apps : statefulsets/status
        update : apps : statefulsets/finalizers
        create,delete,get,patch,update : - : pods
        create,delete,get,list,patch,update,watch : apps : controllerrevisions
        create,get,list,watch : - : persistentvolumeclaims
        delete,update : - : persistentvolumeclaims
        update : - : pods/finalizers
        {EVENTS}
    """,
    "ttl-after-finished-controller": f"""
        delete,get,list,watch : batch : jobs
        {EVENTS}
    """,
    "ttl-controller": f"""
        list,patch,update,watch : - : nodes
        {EVENTS}
    """,
    "validatingadmissionpolicy-status-controller": f"""
        R : admissionregistration.k8s.io : validatingadmissionpolicies
        get,patch,update : admissionregistration.k8s.io : validatingadmissionpolicies/status
        {EVENTS}
    """,
    "volumeattributesclass-protection-controller": f"""
        R : - : persistentvolumeclaims
        R : - : persistentvolumes
        R,update : storage.k8s.io : volumeattributesclasses
        {EVENTS}
    """,
}  # fmt: skip
