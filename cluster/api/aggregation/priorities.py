"""Where groups and versions stand in discovery, and the APIServices by which the API server tells so itself.

Source: the tables of kube-apiserver,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controlplane/apiserver/aggregator.go and
https://github.com/kubernetes/kubernetes/blob/v1.35.0/cmd/kube-apiserver/app/aggregator.go
"""

from __future__ import annotations

from cluster.kinds import KINDS
from cluster.kinds.apiservice import GROUP

AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged"
ON_START, ALWAYS = "onstart", "true"
_CUSTOM = (1000, 100)  # of what CustomResourceDefinitions make
_USUAL, _NEWER = 15, 30
_OF_GROUPS = {
    "": 18000, GROUP: 20000, "apps": 17800, "events.k8s.io": 17750, "authentication.k8s.io": 17700,
    "authorization.k8s.io": 17600, "autoscaling": 17500, "batch": 17400, "certificates.k8s.io": 17300,
    "networking.k8s.io": 17200, "policy": 17100, "rbac.authorization.k8s.io": 17000, "storage.k8s.io": 16800,
    "apiextensions.k8s.io": 16700, "admissionregistration.k8s.io": 16700, "scheduling.k8s.io": 16600,
    "coordination.k8s.io": 16500, "node.k8s.io": 16300, "discovery.k8s.io": 16200, "resource.k8s.io": 16200,
    "flowcontrol.apiserver.k8s.io": 16100,
}  # fmt: skip
_OF_VERSIONS = {("", "v1"): 1, ("autoscaling", "v2"): _NEWER, ("flowcontrol.apiserver.k8s.io", "v1"): 21}


def of_group(group: str) -> int:
    return _OF_GROUPS.get(group, _CUSTOM[0])


def registration(group: str, version: str, managed: str) -> dict:
    """The APIService that the API server makes for what it serves itself. `managed`: ON_START or ALWAYS."""
    custom = group not in _OF_GROUPS
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "APIService",
        "metadata": {"name": f"{version}.{group}", "labels": {AUTOMANAGED: managed}},
        "spec": {
            **({"group": group} if group else {}),
            "version": version,
            "groupPriorityMinimum": of_group(group),
            "versionPriority": _CUSTOM[1] if custom else _OF_VERSIONS.get((group, version), _USUAL),
        },
    }


def registrations() -> tuple[dict, ...]:
    """Of all that is built in, sorted; not of the group of APIServices itself. Shared: not to be changed."""
    return _BUILT_IN


_SERVED = sorted({(kind.group, kind.version) for kind in KINDS.all if kind.group != GROUP})
_BUILT_IN = tuple(registration(group, version, ON_START) for group, version in _SERVED)
