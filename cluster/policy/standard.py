"""The ClusterRoles for people, for the control plane and for nodes, and who has them.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings, in the reading of
1.35's policy (kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy); kubeadm's, CoreDNS's and minikube's own from
what `minikube start` leaves. A rule is `VERBS : GROUPS : RESOURCES : NAMES` or `VERBS : URLS`; `-` is the core group,
R reads (get, list, watch), W writes (create, delete, deletecollection, patch, update).
"""

AGGREGATES = {"admin": "admin", "edit": "edit", "view": "view"}  # role → whose label gathers its rules
LABELS = {  # role → into which roles its own rules go
    "edit": "admin",
    "view": "edit",
    "system:aggregate-to-admin": "admin",
    "system:aggregate-to-edit": "edit",
    "system:aggregate-to-view": "view",
}
EVENTS = "create,patch,update : - events.k8s.io : events"

CLUSTER_ROLES = {
    "admin": "",
    "edit": "",
    "view": "",
    "cluster-admin": """
        * : * : *
        * : *
    """,
    "system:aggregate-to-admin": """
        create : authorization.k8s.io : localsubjectaccessreviews
        R,W : rbac.authorization.k8s.io : rolebindings roles
    """,
    "system:aggregate-to-edit": """
        R : - : pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy
        impersonate : - : serviceaccounts
        W : - : pods pods/attach pods/exec pods/portforward pods/proxy
        create : - : pods/eviction
        W : - : configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale \
            secrets serviceaccounts services services/proxy
        create : - : serviceaccounts/token
        W : apps : daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale \
            statefulsets statefulsets/scale
        W : autoscaling : horizontalpodautoscalers
        W : batch : cronjobs jobs
        W : extensions : daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies \
            replicasets replicasets/scale replicationcontrollers/scale
        W : policy : poddisruptionbudgets
        W : networking.k8s.io : ingresses networkpolicies
        R,W : coordination.k8s.io : leases
        W : resource.k8s.io : resourceclaims resourceclaimtemplates
    """,
    "system:aggregate-to-view": """
        R : - : configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods \
            replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status
        R : - : bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status \
            resourcequotas resourcequotas/status
        R : - : namespaces
        R : discovery.k8s.io : endpointslices
        R : apps : controllerrevisions daemonsets daemonsets/status deployments deployments/scale \
            deployments/status replicasets replicasets/scale replicasets/status statefulsets \
            statefulsets/scale statefulsets/status
        R : autoscaling : horizontalpodautoscalers horizontalpodautoscalers/status
        R : batch : cronjobs cronjobs/status jobs jobs/status
        R : extensions : daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses \
            ingresses/status networkpolicies replicasets replicasets/scale replicasets/status \
            replicationcontrollers/scale
        R : policy : poddisruptionbudgets poddisruptionbudgets/status
        R : networking.k8s.io : ingresses ingresses/status networkpolicies
        R : resource.k8s.io : resourceclaims resourceclaims/status resourceclaimtemplates
    """,
    "system:auth-delegator": """
        create : authentication.k8s.io : tokenreviews
        create : authorization.k8s.io : subjectaccessreviews
    """,
    "system:basic-user": """
        create : authorization.k8s.io : selfsubjectaccessreviews selfsubjectrulesreviews
        create : authentication.k8s.io : selfsubjectreviews
    """,
    "system:certificates.k8s.io:certificatesigningrequests:nodeclient":
        "create : certificates.k8s.io : certificatesigningrequests/nodeclient",
    "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient":
        "create : certificates.k8s.io : certificatesigningrequests/selfnodeclient",
    "system:certificates.k8s.io:kube-apiserver-client-approver":
        "approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client",
    "system:certificates.k8s.io:kube-apiserver-client-kubelet-approver":
        "approve : certificates.k8s.io : signers : kubernetes.io/kube-apiserver-client-kubelet",
    "system:certificates.k8s.io:kubelet-serving-approver":
        "approve : certificates.k8s.io : signers : kubernetes.io/kubelet-serving",
    "system:certificates.k8s.io:legacy-unknown-approver":
        "approve : certificates.k8s.io : signers : kubernetes.io/legacy-unknown",
    "system:discovery":
        "get : /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/",
    "system:heapster": """
        R : - : events namespaces nodes pods
        R : extensions : deployments
    """,
    "system:kube-aggregator": "R : - : endpoints services",
    "system:kube-controller-manager": f"""
        {EVENTS}
        create : coordination.k8s.io : leases
        get,update : coordination.k8s.io : leases : kube-controller-manager
        create : - : secrets serviceaccounts
        delete : - : secrets
        get : - : configmaps namespaces secrets serviceaccounts
        update : - : secrets serviceaccounts
        create : authentication.k8s.io : tokenreviews
        create : authorization.k8s.io : subjectaccessreviews
        list,watch : * : *
        create : - : serviceaccounts/token
    """,
    "system:kube-dns": "list,watch : - : endpoints services",
    "system:kube-scheduler": f"""
        {EVENTS}
        create : coordination.k8s.io : leases
        get,list,update,watch : coordination.k8s.io : leases : kube-scheduler
        R : - : nodes
        delete,get,list,watch : - : pods
        create : - : bindings pods/binding
        patch,update : - : pods/status
        R : - : replicationcontrollers services
        R : apps extensions : replicasets
        R : apps : statefulsets
        R : policy : poddisruptionbudgets
        R : - : persistentvolumeclaims persistentvolumes
        create : authentication.k8s.io : tokenreviews
        create : authorization.k8s.io : subjectaccessreviews
        R : storage.k8s.io : csinodes
        R : - : namespaces
        R : storage.k8s.io : csidrivers
        R : storage.k8s.io : csistoragecapacities
        R : storage.k8s.io : volumeattachments
        R : resource.k8s.io : deviceclasses
        R,patch,update : resource.k8s.io : resourceclaims
        patch,update : resource.k8s.io : resourceclaims/status
        R : - : pods/finalizers
        R : resource.k8s.io : resourceslices
    """,
    "system:kubelet-api-admin": """
        R : - : nodes
        proxy : - : nodes
        * : - : nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats
    """,
    "system:monitoring":
        "get : /flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz",
    "system:node": """
        create : authentication.k8s.io : tokenreviews
        create : authorization.k8s.io : localsubjectaccessreviews subjectaccessreviews
        R : - : services
        create,get,list,watch : - : nodes
        patch,update : - : nodes/status
        patch,update : - : nodes
        create,patch,update : - : events
        R : - : pods
        create,delete : - : pods
        patch,update : - : pods/status
        create : - : pods/eviction
        R : - : configmaps secrets
        get : - : persistentvolumeclaims persistentvolumes
        get : - : endpoints
        create,get,list,watch : certificates.k8s.io : certificatesigningrequests
        create,delete,get,patch,update : coordination.k8s.io : leases
        get : storage.k8s.io : volumeattachments
        create : - : serviceaccounts/token
        get,patch,update : - : persistentvolumeclaims/status
        R : storage.k8s.io : csidrivers
        create,delete,get,patch,update : storage.k8s.io : csinodes
        R : node.k8s.io : runtimeclasses
        get : resource.k8s.io : resourceclaims
        deletecollection : resource.k8s.io : resourceslices
        R,W : resource.k8s.io : resourceslices
    """,
    "system:node-bootstrapper": "create,get,list,watch : certificates.k8s.io : certificatesigningrequests",
    "system:node-problem-detector": f"""
        get : - : nodes
        patch : - : nodes/status
        {EVENTS}
    """,
    "system:node-proxier": f"""
        list,watch : - : endpoints services
        R : - : nodes
        {EVENTS}
        list,watch : discovery.k8s.io : endpointslices
        R : networking.k8s.io : servicecidrs
    """,
    "system:persistent-volume-provisioner": f"""
        create,delete,get,list,watch : - : persistentvolumes
        get,list,update,watch : - : persistentvolumeclaims
        R : storage.k8s.io : storageclasses
        watch : - : events
        {EVENTS}
    """,
    "system:public-info-viewer": "get : /healthz /livez /readyz /version /version/",
    "system:service-account-issuer-discovery": "get : /.well-known/openid-configuration /openid/v1/jwks/",
    "system:volume-scheduler": """
        R,patch,update : - : persistentvolumes
        R : storage.k8s.io : storageclasses
        R,patch,update : - : persistentvolumeclaims
    """,
}  # fmt: skip

# Made by kubeadm, the DNS add-on and minikube: without the label and annotation of the API server's own.
ADDED_ROLES = {
    "kubeadm:get-nodes": "get : - : nodes",
    "system:coredns": """
        list,watch : - : endpoints services pods namespaces
        list,watch : discovery.k8s.io : endpointslices
    """,
}

# role → subjects: `group:NAME`, `user:NAME`, `NAMESPACE/ACCOUNT`; the binding has the role's name
BINDINGS = {
    "cluster-admin": "group:system:masters",
    "system:discovery": "group:system:authenticated",
    "system:basic-user": "group:system:authenticated",
    "system:public-info-viewer": "group:system:authenticated group:system:unauthenticated",
    "system:node-proxier": "user:system:kube-proxy",
    "system:kube-controller-manager": "user:system:kube-controller-manager",
    "system:kube-dns": "kube-system/kube-dns",
    "system:kube-scheduler": "user:system:kube-scheduler",
    "system:volume-scheduler": "user:system:kube-scheduler",
    "system:monitoring": "group:system:monitoring",
    "system:node": "",
    "system:service-account-issuer-discovery": "group:system:serviceaccounts",
}
# binding → (role, subjects)
ADDED_BINDINGS = {
    "kubeadm:cluster-admins": ("cluster-admin", "group:kubeadm:cluster-admins"),
    "kubeadm:get-nodes": ("kubeadm:get-nodes", "group:system:bootstrappers:kubeadm:default-node-token"),
    "kubeadm:kubelet-bootstrap": (
        "system:node-bootstrapper", "group:system:bootstrappers:kubeadm:default-node-token",
    ),
    "kubeadm:node-autoapprove-bootstrap": (
        "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
        "group:system:bootstrappers:kubeadm:default-node-token",
    ),
    "kubeadm:node-autoapprove-certificate-rotation": (
        "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", "group:system:nodes",
    ),
    "kubeadm:node-proxier": ("system:node-proxier", "kube-system/kube-proxy"),
    "minikube-rbac": ("cluster-admin", "kube-system/default"),
    "storage-provisioner": ("system:persistent-volume-provisioner", "kube-system/storage-provisioner"),
    "system:coredns": ("system:coredns", "kube-system/coredns"),
}  # fmt: skip
