"""Names that other objects use follow when an object is renamed.

Which fields: kustomize's default name reference configuration.
Source: https://kubectl.docs.kubernetes.io/guides/extending_kustomize/builtins/ (name references)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cluster.kubectl.kustomize.layers import Item

# In a pod's spec, at any depth: field → (key that holds the name, kind)
_IN_PODS = {
    "configMapRef": ("name", "ConfigMap"),
    "configMapKeyRef": ("name", "ConfigMap"),
    "configMap": ("name", "ConfigMap"),
    "secretRef": ("name", "Secret"),
    "secretKeyRef": ("name", "Secret"),
    "imagePullSecrets": ("name", "Secret"),
    "persistentVolumeClaim": ("claimName", "PersistentVolumeClaim"),
}
_PLAIN = {"serviceAccountName": "ServiceAccount", "serviceAccount": "ServiceAccount",
          "priorityClassName": "PriorityClass", "storageClassName": "StorageClass",
          "ingressClassName": "IngressClass", "serviceName": "Service", "secretName": "Secret",
          "volumeName": "PersistentVolume"}  # fmt: skip


def follow(items: list[Item], renamed: dict[tuple[str, str], str]) -> None:
    """`renamed`: (kind, name before) → name now."""
    if not renamed:
        return
    for item in items:
        if item.known and item.kind != "CustomResourceDefinition":
            body = {name: _walk(value, renamed) if name not in ("metadata", "data") else value
                    for name, value in item.object.items()}  # fmt: skip
            item.object = body


def _walk(value: Any, renamed: dict[tuple[str, str], str]) -> Any:
    if isinstance(value, list):
        return [_walk(each, renamed) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: _field(name, inner, renamed) for name, inner in value.items()}
    kind, name = found.get("kind"), found.get("name")
    if isinstance(kind, str) and isinstance(name, str):  # scaleTargetRef, roleRef, subjects
        found["name"] = renamed.get((kind, name), name)
    return found


def _field(name: str, inner: Any, renamed: dict[tuple[str, str], str]) -> Any:
    if name in _PLAIN and isinstance(inner, str):
        return renamed.get((_PLAIN[name], inner), inner)
    if name == "service" and isinstance(inner, dict) and isinstance(inner.get("name"), str):  # an Ingress's backend
        return {**inner, "name": renamed.get(("Service", inner["name"]), inner["name"])}
    if name in _IN_PODS:
        key, kind = _IN_PODS[name]
        return _named(inner, key, kind, renamed)
    if name == "secret" and isinstance(inner, dict):
        inner = _named(inner, "secretName", "Secret", renamed)
        return _named(inner, "name", "Secret", renamed)
    return _walk(inner, renamed)


def _named(inner: Any, key: str, kind: str, renamed: dict[tuple[str, str], str]) -> Any:
    if isinstance(inner, list):
        return [_named(each, key, kind, renamed) for each in inner]
    if isinstance(inner, dict) and isinstance(inner.get(key), str):
        return {**inner, key: renamed.get((kind, inner[key]), inner[key])}
    return inner


def names_of(items: Iterable[Item]) -> list[tuple[Item, str]]:
    """Each with its name now, to see afterwards what was renamed."""
    return [(item, item.name) for item in items]


def renamed_since(before: list[tuple[Item, str]]) -> dict[tuple[str, str], str]:
    return {(item.kind, name): item.name for item, name in before if item.name != name}
