"""Who may do what in a fresh cluster: the roles and bindings that the API server, kubeadm and minikube make.

The rules are read once in a process and shared by all clusters.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from cluster.policy import namespaced, standard
from cluster.policy.controllers import CONTROLLERS

GROUP = "rbac.authorization.k8s.io"
VERSION = f"{GROUP}/v1"
_SHORT = {"R": ("get", "list", "watch"), "W": ("create", "delete", "deletecollection", "patch", "update")}
_LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
_ANNOTATIONS = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
_CONTROLLER = "system:controller:"


def rules(text: str) -> list[dict]:
    """The rules of a role from the notation of cluster/policy/standard.py."""
    return [_rule([part.strip() for part in line.split(" : ")]) for line in map(str.strip, text.splitlines()) if line]


def aggregated(name: str) -> list[dict]:
    """The rules of admin, edit or view as their controller gathers them: from the roles labelled for it, by name."""
    found: list[dict] = []
    for source in sorted(role for role, into in standard.LABELS.items() if into == name):
        parts = aggregated(source) if source in standard.AGGREGATES else rules(standard.CLUSTER_ROLES[source])
        found += [rule for rule in parts if rule not in found]
    return found


@cache
def objects() -> tuple[tuple[str, dict[str, Any]], ...]:
    """(resource, object) of all, in the order in which they are made. Shared: not to be changed."""
    found: list[tuple[str, dict]] = []
    for name, text in standard.CLUSTER_ROLES.items():
        found.append((f"clusterroles.{GROUP}", _cluster_role(name, text)))
    for name, text in CONTROLLERS.items():
        found.append((f"clusterroles.{GROUP}", _made("ClusterRole", _CONTROLLER + name, rules=rules(text))))
    for name, text in standard.ADDED_ROLES.items():
        found.append((f"clusterroles.{GROUP}", _made("ClusterRole", name, own=False, rules=rules(text))))
    for name, subjects in standard.BINDINGS.items():
        found.append((f"clusterrolebindings.{GROUP}", _binding("ClusterRoleBinding", name, "", name, subjects)))
    for name in CONTROLLERS:
        role = _CONTROLLER + name
        binding = _binding("ClusterRoleBinding", role, "", role, f"kube-system/{name}")
        found.append((f"clusterrolebindings.{GROUP}", binding))
    for name, (role, subjects) in standard.ADDED_BINDINGS.items():
        binding = _binding("ClusterRoleBinding", name, "", role, subjects, own=False)
        found.append((f"clusterrolebindings.{GROUP}", binding))
    for own, roles, bindings in (
        (True, namespaced.ROLES, namespaced.ROLE_BINDINGS),
        (False, namespaced.ADDED_NAMESPACED_ROLES, namespaced.ADDED_ROLE_BINDINGS),
    ):
        for (namespace, name), text in roles.items():
            found.append((f"roles.{GROUP}", _made("Role", name, namespace, own, rules=rules(text))))
        for (namespace, name), (role, subjects) in bindings.items():
            found.append((f"rolebindings.{GROUP}", _binding("RoleBinding", name, namespace, role, subjects, own)))
    return tuple(found)


def _rule(parts: list[str]) -> dict:
    verbs = sorted(verb for word in parts[0].split(",") for verb in _SHORT.get(word, (word,)))
    if len(parts) == 2:
        return {"nonResourceURLs": sorted(parts[1].split()), "verbs": verbs}
    groups = sorted("" if group == "-" else group for group in parts[1].split())
    rule = {"apiGroups": groups, "resources": sorted(parts[2].split()), "verbs": verbs}
    return {**rule, "resourceNames": sorted(parts[3].split())} if len(parts) > 3 else rule


def _cluster_role(name: str, text: str) -> dict:
    labels = {f"{GROUP}/aggregate-to-{standard.LABELS[name]}": "true"} if name in standard.LABELS else {}
    if name not in standard.AGGREGATES:
        return _made("ClusterRole", name, labels=labels, rules=rules(text))
    selector = {"matchLabels": {f"{GROUP}/aggregate-to-{standard.AGGREGATES[name]}": "true"}}
    rule = {"clusterRoleSelectors": [selector]}
    return _made("ClusterRole", name, labels=labels, aggregationRule=rule, rules=aggregated(name))


def _binding(kind: str, name: str, namespace: str, role: str, subjects: str, own: bool = True) -> dict:
    reference = {"apiGroup": GROUP, "kind": "Role" if namespace else "ClusterRole", "name": role}
    found = [_subject(word) for word in subjects.split()]
    made = _made(kind, name, namespace, own, roleRef=reference)
    return {**made, "subjects": found} if found else made


def _subject(word: str) -> dict:
    kind, colon, name = word.partition(":")
    if colon and kind in ("user", "group"):
        return {"apiGroup": GROUP, "kind": kind.capitalize(), "name": name}
    namespace, _, name = word.partition("/")
    return {"kind": "ServiceAccount", "name": name, "namespace": namespace}


def _made(
    kind: str, name: str, namespace: str = "", own: bool = True, labels: dict | None = None, **fields: Any
) -> dict[str, Any]:
    """`own`: one of the API server's, which it keeps as they are."""
    metadata: dict[str, Any] = {"name": name}
    if namespace:
        metadata["namespace"] = namespace
    if own:
        metadata |= {"labels": {**_LABELS, **(labels or {})}, "annotations": _ANNOTATIONS}
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata, **fields}
