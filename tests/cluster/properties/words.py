"""What generated requests are put together from."""

WIDGETS = ("example.com", "v1", "widgets", "Widget", True)
BUSY = ("Pod", "Deployment", "ReplicaSet", "StatefulSet", "Job", "Service", "ConfigMap", "Namespace", "Widget",
        "PersistentVolumeClaim", "CustomResourceDefinition", "Node", "HorizontalPodAutoscaler")  # fmt: skip
NAMES = ("web", "b", "c", "default", "minikube", "standard", "kubernetes", "widgets.example.com", "a")
ODD_NAMES = (
    "A_b",
    "..",
    ".",
    "x" * 300,
    "x" * 10_000,
    "p%2Fq",
    "ü",
    "%00",
    "<script>",
    "a:b",
    "web:\u00b2",
    "minikube:99999",
    "http:web:80",
    "%ff",
    "a b",
    "\ud800",
    "",
)
NAMESPACES = ("kube-system", "a", "missing", "..", "%2e", "", "ü")
SUBRESOURCES = (
    "status", "scale", "binding", "eviction", "log", "nope", "finalize", "token", "approval", "exec", "attach",
    "portforward", "proxy", "proxy/x/y", "ephemeralcontainers", "resize",
)  # fmt: skip
DOCUMENTS = (
    "/", "/api", "/apis", "/api/v1", "/apis/apps", "/apis/apps/v1", "/version", "/version/", "/healthz", "/livez/etcd",
    "/readyz", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/metrics", "/logs",
    "/apis/nope.example.com/v1/x", "/apis/apps/v9/x", "//", "/api/v1/namespaces//pods", "/api/v1/watch/pods", "/x/../y",
    "/api/v1/namespaces/default/bindings", "/apis/example.com/v1", "/apis/metrics.k8s.io/v1beta1/nodes", "", "x", "/%",
)  # fmt: skip
BODY_TYPES = ("application/json", "application/json; charset=utf-8", "application/yaml")
ODD_TYPES = ("text/plain", "", "application/vnd.kubernetes.protobuf", "application/cbor", "multipart/form-data")
ACCEPTS = (
    "*/*", "", "application/yaml", "text/html", "application/cbor", "application/vnd.kubernetes.protobuf",
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
)  # fmt: skip
PARAMETERS = (
    "labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "resourceVersionMatch",
    "sendInitialEvents", "allowWatchBookmarks", "dryRun", "fieldManager", "fieldValidation", "force", "includeObject",
    "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "timeoutSeconds", "container", "pretty", "verbose",
    "exclude", "tailLines", "limitBytes", "sinceSeconds", "timestamps", "previous", "watch", "stdin", "ports", "path",
    "ignoreStoreReadErrorWithClusterBreakingPotential",
)  # fmt: skip
VALUES = (
    "", "0", "1", "-1", "2", "true", "false", "All", "Strict", "Warn", "Ignore", "a=b", "app=web", "app in (web,a)",
    "!app", "a in (b", "metadata.name=web", "spec.nodeName=minikube", "status.phase!=Running", "Exact", "NotOlderThan",
    "Foreground", "Orphan", "Background", "None", "Object", "9" * 25, "main", "5", "abc", "\u0000", "ü", "x" * 200,
    "80", "\u00b2", "All", "Strict", "main", "1", "true", "Foreground", "=", ",", "a=b=c", "a,b", "-", "%",
)  # fmt: skip
