"""`/healthz`, `/livez`, `/readyz`: together, one check, told one by one, with some left out.

Source: https://kubernetes.io/docs/reference/using-api/health-checks/ (names, words) and k8s.io/apiserver/pkg/server/
healthz.
Everything here is well: a cluster that answers is one that works.
"""

from __future__ import annotations

NAMES = ("healthz", "livez", "readyz")
_HOOKS = (
    "start-kube-apiserver-admission-initializer", "generic-apiserver-start-informers", "start-apiextensions-informers",
    "start-apiextensions-controllers", "crd-informer-synced", "bootstrap-controller", "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes", "start-cluster-authentication-info-controller",
    "start-kube-aggregator-informers", "apiservice-registration-controller", "apiservice-status-available-controller",
    "kube-apiserver-autoregistration",
)  # fmt: skip


def checks(name: str) -> tuple[str, ...]:
    """What can be asked one by one, in the order in which it is told."""
    ready = ("informer-sync",) if name == "readyz" else ()
    hooks = tuple(f"poststarthook/{hook}" for hook in _HOOKS)
    last = ("shutdown",) if name == "readyz" else ()
    return (
        "ping",
        "log",
        "etcd",
        *ready,
        *hooks,
        "autoregister-completion",
        "poststarthook/apiservice-openapi-controller",
        *last,
    )


def paths() -> list[str]:
    return [path for name in NAMES for path in (f"/{name}", *(f"/{name}/{check}" for check in checks(name)))]


def answer(name: str, check: str, query: dict[str, str]) -> str | None:
    """The text; None for a check that is not there. `check` is "" for all."""
    if check:
        return "ok" if check in checks(name) else None
    if "verbose" not in query:
        return "ok"
    excluded = query.get("exclude", "")
    told = [f"[+]{one}{' excluded:' if one == excluded else ''} ok\n" for one in checks(name)]
    if excluded and excluded not in checks(name):
        told.append(f'warn: some health checks cannot be excluded: no matches for "{excluded}"\n')
    return f"{''.join(told)}{name} check passed\n"
