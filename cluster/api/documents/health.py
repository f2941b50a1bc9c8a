"""`/healthz`, `/livez`, `/readyz`: together, one check, told one by one, with some left out.

Source: https://kubernetes.io/docs/reference/using-api/health-checks/ and k8s.io/apiserver/pkg/server/healthz (words);
the names and their order from `/readyz?verbose` of 1.35 clusters and the servers' New functions (k8s.io/kubernetes/pkg/
controlplane, apiextensions-apiserver, kube-aggregator). Everything here is well: a cluster that answers works.
"""

from __future__ import annotations

NAMES = ("healthz", "livez", "readyz")
_HOOKS = (
    "start-apiserver-admission-initializer", "generic-apiserver-start-informers",
    "priority-and-fairness-config-consumer", "priority-and-fairness-filter", "storage-object-count-tracker-hook",
    "start-apiextensions-informers", "start-apiextensions-controllers", "crd-informer-synced",
    "start-system-namespaces-controller", "start-cluster-authentication-info-controller",
    "start-kube-apiserver-identity-lease-controller", "start-kube-apiserver-identity-lease-garbage-collector",
    "start-legacy-token-tracking-controller", "start-service-ip-repair-controllers", "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer", "bootstrap-controller",
    "start-kubernetes-service-cidr-controller", "aggregator-reload-proxy-client-cert",
    "start-kube-aggregator-informers", "apiservice-status-local-available-controller",
    "apiservice-status-remote-available-controller", "apiservice-registration-controller",
    "apiservice-discovery-controller", "kube-apiserver-autoregistration",
)  # fmt: skip
_LAST_HOOKS = ("apiservice-openapi-controller", "apiservice-openapiv3-controller")


def checks(name: str) -> tuple[str, ...]:
    """What can be asked one by one, in the order in which it is told. `name`: one of NAMES."""
    ready = name == "readyz"
    return (
        "ping",
        "log",
        "etcd",
        *(("etcd-readiness", "informer-sync") if ready else ()),
        *(f"poststarthook/{hook}" for hook in _HOOKS),
        "autoregister-completion",
        *(f"poststarthook/{hook}" for hook in _LAST_HOOKS),
        *(("shutdown",) if ready else ()),
    )


def paths() -> list[str]:
    return [path for name in NAMES for path in (f"/{name}", *(f"/{name}/{check}" for check in checks(name)))]


def answer(path: str, query: dict[str, str]) -> str | None:
    """The text under an exact path; None where there is no such check."""
    name, slash, check = path.removeprefix("/").partition("/")
    if name not in NAMES or (slash and check not in checks(name)):
        return None
    if slash or "verbose" not in query:
        return "ok"
    excluded = query.get("exclude", "")
    told = [f"[+]{one}{' excluded:' if one == excluded else ''} ok\n" for one in checks(name)]
    if excluded and excluded not in checks(name):
        told.append(f'warn: some health checks cannot be excluded: no matches for "{excluded}"\n')
    return f"{''.join(told)}{name} check passed\n"
