"""Which groups and versions 1.35 serves, where discovery lists them."""

from __future__ import annotations

from typing import Any

from tests.golden.rewriting import Rule, exchanges

GUIDE = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/"
GROUPS_OF_135 = "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (API groups)"
# By default, that is without alpha and beta versions.
SERVED = (
    "admissionregistration.k8s.io/v1", "apiextensions.k8s.io/v1", "apiregistration.k8s.io/v1", "apps/v1",
    "authentication.k8s.io/v1", "authorization.k8s.io/v1", "autoscaling/v1", "autoscaling/v2", "batch/v1",
    "certificates.k8s.io/v1", "coordination.k8s.io/v1", "discovery.k8s.io/v1", "events.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1", "networking.k8s.io/v1", "node.k8s.io/v1", "policy/v1",
    "rbac.authorization.k8s.io/v1", "resource.k8s.io/v1", "scheduling.k8s.io/v1", "storage.k8s.io/v1", "v1",
)  # fmt: skip
# Groups in the order in which the API server lists them: by their priority, then by name.
_ORDER = (
    "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling",
    "batch", "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
    "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io",
    "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
)  # fmt: skip


def _versions(group: str) -> list[dict]:
    """The newest first."""
    names = sorted((each.split("/")[1] for each in SERVED if each.startswith(f"{group}/")), reverse=True)
    return [{"groupVersion": f"{group}/{name}", "version": name} for name in names]


def _groups(request: dict, response: dict) -> dict:
    body = response.get("body")
    if not isinstance(body, dict) or body.get("kind") != "APIGroupList":
        return response
    listed = []
    for group in _ORDER:
        versions = _versions(group)
        listed.append({"name": group, "preferredVersion": versions[0], "versions": versions})
    return {**response, "body": {**body, "groups": listed}}


def _eviction(resource: Any) -> Any:
    """The Eviction that a pod takes is of policy/v1."""
    if isinstance(resource, dict) and resource.get("name") == "pods/eviction":
        return {**resource, "version": "v1"}
    return resource


def _services(resource: Any) -> Any:
    """Services can be deleted as a collection."""
    if isinstance(resource, dict) and resource.get("name") == "services" and "delete" in resource.get("verbs", ()):
        return {**resource, "verbs": sorted({*resource["verbs"], "deletecollection"})}
    return resource


_CHANGING = {"kind": "Pod", "namespaced": True, "singularName": "", "verbs": ["get", "patch", "update"]}
_CHANGING_PODS = [{**_CHANGING, "name": f"pods/{name}"} for name in ("ephemeralcontainers", "resize")]


def _resources(request: dict, response: dict) -> dict:
    body = response.get("body")
    if not isinstance(body, dict) or body.get("kind") != "APIResourceList":
        return response
    listed = [_services(_eviction(each)) for each in body["resources"]]
    if body.get("groupVersion") == "v1":
        listed = sorted([*listed, *_CHANGING_PODS], key=lambda each: each["name"])
    return {**response, "body": {**body, "resources": listed}}


RULES = [
    Rule("groups that are served", GROUPS_OF_135, exchanges(_groups), ("api",)),
    Rule(
        "evictions are of policy/v1, services are deleted as a collection, running pods can be changed",
        f"{GUIDE} (PodDisruptionBudget v1.25), https://github.com/kubernetes/kubernetes/pull/97561 (1.23),"
        " https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/ (1.25),"
        " https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/ (1.33)",
        exchanges(_resources),
        ("api",),
    ),
]
