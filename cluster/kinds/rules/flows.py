"""The FlowSchemas and PriorityLevelConfigurations that every cluster has, as the API server keeps them.

Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#defaults and
https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap/default.go
"""

from __future__ import annotations

GROUP = "flowcontrol.apiserver.k8s.io"
VERSION = f"{GROUP}/v1"
SCHEMAS, LEVELS = f"flowschemas.{GROUP}", f"prioritylevelconfigurations.{GROUP}"
AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec"
EXEMPT, CATCH_ALL = "exempt", "catch-all"
MANDATORY = (EXEMPT, CATCH_ALL)
_ALL = ["*"]
_ANYBODY = ("group:system:unauthenticated", "group:system:authenticated")
_SYSTEM = "account:kube-system/"
_MANAGERS = ("user:system:kube-controller-manager", "user:system:kube-scheduler")
_LOCKING = ["get", "create", "update"]

# name → (shares, percent that may be lent, (queues, hand size, queue length) or None to reject)
_LEVELS: dict[str, tuple[int, int, tuple[int, int, int] | None]] = {
    CATCH_ALL: (5, 0, None),
    "system": (30, 33, (64, 6, 50)),
    "node-high": (40, 25, (64, 6, 50)),
    "leader-election": (10, 0, (16, 4, 50)),
    "workload-high": (40, 50, (128, 6, 50)),
    "workload-low": (100, 90, (128, 6, 50)),
    "global-default": (20, 50, (128, 6, 50)),
}


def level_specs() -> dict[str, dict]:
    """Name → spec. Shared: not to be changed."""
    return _LEVEL_SPECS


def schema_specs() -> dict[str, dict]:
    """The same for FlowSchemas."""
    return _SCHEMA_SPECS


def builtin() -> tuple[tuple[str, dict], ...]:
    """(resource, object) of all, in the order in which they are made. Shared: not to be changed."""
    return _BUILTIN


def made(kind: str, name: str, spec: dict) -> dict:
    metadata = {"name": name, "annotations": {AUTOUPDATE: "true"}}
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata, "spec": spec}


def _level(shares: int, lendable: int, queuing: tuple[int, int, int] | None) -> dict:
    response: dict = {"type": "Reject"}
    if queuing is not None:
        queues, hand, length = queuing
        response = {"type": "Queue", "queuing": {"queues": queues, "handSize": hand, "queueLengthLimit": length}}
    limited = {"nominalConcurrencyShares": shares, "limitResponse": response, "lendablePercent": lendable}
    return {"type": "Limited", "limited": limited}


def _subject(word: str) -> dict:
    """`group:NAME`, `user:NAME` or `account:NAMESPACE/NAME`."""
    kind, _, name = word.partition(":")
    if kind == "account":
        namespace, _, name = name.partition("/")
        return {"kind": "ServiceAccount", "serviceAccount": {"namespace": namespace, "name": name}}
    return {"kind": kind.capitalize(), kind: {"name": name}}


def _on(verbs: list[str], group: str, resources: list[str], namespace: str = "*", cluster: bool = False) -> dict:
    rule = {"verbs": verbs, "apiGroups": [group], "resources": resources, "namespaces": [namespace]}
    return {**rule, "clusterScope": True} if cluster else rule


def _schema(level: str, precedence: int, method: str, subjects: tuple[str, ...], **rules: list[dict]) -> dict:
    """Without rules it fits whatever is asked."""
    if not rules:
        everything = {"verbs": _ALL, "nonResourceURLs": _ALL}
        rules = {"resourceRules": [_on(_ALL, "*", _ALL, cluster=True)], "nonResourceRules": [everything]}
    found: dict = {"priorityLevelConfiguration": {"name": level}, "matchingPrecedence": precedence}
    if method:
        found["distinguisherMethod"] = {"type": method}
    return {**found, "rules": [{"subjects": [_subject(word) for word in subjects], **rules}]}


def _locks(namespace: str) -> list[dict]:
    core = _on(_LOCKING, "", ["endpoints", "configmaps"], namespace)
    return [core, _on(_LOCKING, "coordination.k8s.io", ["leases"])]


_PROBED = {"verbs": ["get"], "nonResourceURLs": ["/healthz", "/readyz", "/livez"]}
_LEVEL_SPECS = {
    EXEMPT: {"type": "Exempt", "exempt": {"nominalConcurrencyShares": 0, "lendablePercent": 0}},
    **{name: _level(*told) for name, told in _LEVELS.items()},
}
_BY_USER, _BY_NAMESPACE = "ByUser", "ByNamespace"
_SCHEMA_SPECS = {
    EXEMPT: _schema(EXEMPT, 1, "", ("group:system:masters",)),
    CATCH_ALL: _schema(CATCH_ALL, 10000, _BY_USER, _ANYBODY),
    "system-nodes": _schema("system", 500, _BY_USER, ("group:system:nodes",)),
    "system-node-high": _schema(
        "node-high", 400, _BY_USER, ("group:system:nodes",),
        resourceRules=[
            _on(_ALL, "", ["nodes", "nodes/status"], cluster=True), _on(_ALL, "coordination.k8s.io", ["leases"]),
        ],
    ),
    "probes": _schema(EXEMPT, 2, "", _ANYBODY, nonResourceRules=[_PROBED]),
    "system-leader-election": _schema(
        "leader-election", 100, _BY_USER, (*_MANAGERS, f"{_SYSTEM}*"), resourceRules=_locks("kube-system")
    ),
    "workload-leader-election": _schema(
        "leader-election", 200, _BY_USER, (f"{_SYSTEM}*",), resourceRules=_locks("*")
    ),
    "endpoint-controller": _schema(
        "workload-high", 150, _BY_USER,
        (_MANAGERS[0], f"{_SYSTEM}endpoint-controller", f"{_SYSTEM}endpointslicemirroring-controller"),
        resourceRules=[_on(_LOCKING, "", ["endpoints"])],
    ),
    "kube-controller-manager": _schema("workload-high", 800, _BY_NAMESPACE, _MANAGERS[:1]),
    "kube-scheduler": _schema("workload-high", 800, _BY_NAMESPACE, _MANAGERS[1:]),
    "kube-system-service-accounts": _schema("workload-high", 900, _BY_NAMESPACE, (f"{_SYSTEM}*",)),
    "service-accounts": _schema("workload-low", 9000, _BY_USER, ("group:system:serviceaccounts",)),
    "global-default": _schema("global-default", 9900, _BY_USER, _ANYBODY),
}  # fmt: skip
_BUILTIN = (
    *((LEVELS, made("PriorityLevelConfiguration", name, spec)) for name, spec in _LEVEL_SPECS.items()),
    *((SCHEMAS, made("FlowSchema", name, spec)) for name, spec in _SCHEMA_SPECS.items()),
)
