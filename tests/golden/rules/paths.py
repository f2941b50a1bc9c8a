"""Which paths 1.35 has beside its API: what `/` lists, and what is said of a path that is not there."""

from __future__ import annotations

from tests.golden.rewriting import Rule, exchanges
from tests.golden.rules.versions import SERVED

_CODE = "https://github.com/kubernetes/kubernetes/blob/v1.35.0"
INDEX = (
    f"{_CODE}/pkg/controlplane/apiserver/server.go, /pkg/controlplane/instance.go,"
    " /staging/src/k8s.io/kube-aggregator/pkg/apiserver/apiserver.go (AddPostStartHook),"
    " /staging/src/k8s.io/apiserver/pkg/server/config.go (storage-object-count-tracker-hook);"
    " https://kubernetes.io/docs/reference/using-api/health-checks/ (etcd-readiness),"
    " https://kubernetes.io/docs/reference/instrumentation/slis/ (1.26),"
    " https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3 (1.24);"
    " /logs is off: `kube-apiserver --help` of 1.35, --enable-logs-handler"
)
AS_MINIKUBE = (
    "the recorded server ran with AlwaysAllow and without a proxy's certificate (FORMAT.md), ours as minikube's:"
    " https://minikube.sigs.k8s.io/docs/handbook/config/ (kubeadm: --authorization-mode=Node,RBAC,"
    " --proxy-client-cert-file)"
)
NOT_FOUND = (
    f"{_CODE}/staging/src/k8s.io/apiserver/pkg/util/notfoundhandler/not_found_handler.go"
    " (since 1.22; a Status since https://github.com/kubernetes/kubernetes/pull/138219)"
)

_CHECKS = ("healthz", "livez", "readyz")
_RENAMED = {
    "start-kube-apiserver-admission-initializer": ("start-apiserver-admission-initializer",),
    "apiservice-status-available-controller": (
        "apiservice-status-local-available-controller",
        "apiservice-status-remote-available-controller",
    ),
}
_NEW_HOOKS = (
    "apiservice-discovery-controller", "apiservice-openapiv3-controller",
    "start-kube-apiserver-identity-lease-controller", "start-kube-apiserver-identity-lease-garbage-collector",
    "start-kubernetes-service-cidr-controller", "start-legacy-token-tracking-controller",
    "start-service-ip-repair-controllers", "start-system-namespaces-controller", "storage-object-count-tracker-hook",
)  # fmt: skip
_NEW_PATHS = ("/metrics/slis", "/openapi/v3", "/openapi/v3/", "/readyz/etcd-readiness")
_MINIKUBE_HOOKS = ("aggregator-reload-proxy-client-cert", "rbac/bootstrap-roles")


def _index(request: dict, response: dict) -> dict:
    """Groups and versions as 1.35 serves them, its documents and its start hooks."""
    if request["path"] != "/":
        return response
    listed = [path for path in response["body"]["paths"] if not path.startswith("/apis/") or path == "/apis/"]
    listed.remove("/logs")
    groups = {place for version in SERVED if "/" in version for place in (version, version.split("/")[0])}
    listed = [new for path in listed for new in _renamed(path)]
    listed += [*_NEW_PATHS, *_hooks(_NEW_HOOKS), *(f"/apis/{place}" for place in groups)]
    return {**response, "body": {**response["body"], "paths": sorted(listed)}}


def _renamed(path: str) -> list[str]:
    begin, slash, hook = path.partition("/poststarthook/")
    return [f"{begin}{slash}{name}" for name in _RENAMED.get(hook, (hook,))]


def _hooks(names: tuple[str, ...]) -> list[str]:
    return [f"/{check}/poststarthook/{name}" for check in _CHECKS for name in names]


def _as_minikube(request: dict, response: dict) -> dict:
    if request["path"] != "/":
        return response
    listed = sorted([*response["body"]["paths"], *_hooks(_MINIKUBE_HOOKS)])
    return {**response, "body": {**response["body"], "paths": listed}}


def _not_found(request: dict, response: dict) -> dict:
    """What used to be a list of the last server's paths."""
    body = response.get("body")
    if response.get("code") != 404 or not isinstance(body, dict) or "paths" not in body:
        return response
    return {**response, "body": "404 page not found\n", "contentType": "text/plain; charset=utf-8"}


RULES = [
    Rule("`/` lists what 1.35 has", INDEX, exchanges(_index), ("api",)),
    Rule("`/` lists what minikube's server has", AS_MINIKUBE, exchanges(_as_minikube), ("api",)),
    Rule("a path that is not there", NOT_FOUND, exchanges(_not_found), ("api",)),
]
