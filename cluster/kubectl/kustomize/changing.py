"""What goes through all objects: namespace, prefix, suffix, labels, annotations, replicas, images.

Which fields of which kind: kustomize's default transformer configurations.
Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.kubectl.kustomize.layers import Item

_TEMPLATED = ("ReplicationController", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job")
_UNPREFIXED = ("CustomResourceDefinition", "APIService", "Namespace")
_SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
# kind → where its selector stands, and whether it is made where there is none
_SELECTORS: dict[str, tuple[tuple[tuple[str, ...], bool], ...]] = {
    "Service": ((("spec", "selector"), True),),
    "ReplicationController": ((("spec", "selector"), True),),
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"), ((("spec", "selector", "matchLabels"), True),)
    ),
    "Job": ((("spec", "selector", "matchLabels"), False),),
    "CronJob": ((("spec", "jobTemplate", "spec", "selector", "matchLabels"), False),),
    "PodDisruptionBudget": ((("spec", "selector", "matchLabels"), False),),
    "NetworkPolicy": ((("spec", "podSelector", "matchLabels"), False),
                      (("spec", "ingress", "from", "podSelector", "matchLabels"), False),
                      (("spec", "egress", "to", "podSelector", "matchLabels"), False)),
}  # fmt: skip


def change(kustomization: dict, items: list[Item]) -> None:
    """Namespace, prefix and suffix, labels, annotations, in kustomize's order."""
    if kustomization.get("namespace"):
        _namespace(items, kustomization["namespace"])
    for item in items:
        if item.kind not in _UNPREFIXED and item.name:
            name = f"{kustomization.get('namePrefix') or ''}{item.name}{kustomization.get('nameSuffix') or ''}"
            if name != item.name:
                item.rename(name)
    for entry in kustomization.get("labels") or ():
        pairs, selectors = _texts(entry.get("pairs")), bool(entry.get("includeSelectors"))
        templates = selectors or bool(entry.get("includeTemplates"))
        _labels(items, pairs, selectors, templates)
    _labels(items, _texts(kustomization.get("commonLabels")), True, True)
    _annotations(items, _texts(kustomization.get("commonAnnotations")))


def count_and_image(kustomization: dict, items: list[Item]) -> None:
    """replicas and images."""
    for entry in kustomization.get("replicas") or ():
        for item in items:
            if item.kind in _SCALED and entry["name"] in item.called:
                item.object = _merged(item.object, ("spec",), {"replicas": entry["count"]}, True)
    for entry in kustomization.get("images") or ():
        for item in items:
            item.object = _with_images(item.object, entry)


def _namespace(items: list[Item], namespace: str) -> None:
    accounts = {name for item in items if item.kind == "ServiceAccount" for name in item.called} | {"default"}
    for item in items:
        metadata = item.object.get("metadata") or {}
        if item.kind == "Namespace":
            item.object = {**item.object, "metadata": {**metadata, "name": namespace}}
        elif item.namespaced:
            item.object = {**item.object, "metadata": {**metadata, "namespace": namespace}}
        if item.kind in ("RoleBinding", "ClusterRoleBinding") and item.object.get("subjects"):
            item.object = {
                **item.object,
                "subjects": [
                    {**one, "namespace": namespace}
                    if one.get("kind") == "ServiceAccount" and one.get("name") in accounts
                    else one
                    for one in item.object["subjects"]
                ],
            }


def _labels(items: list[Item], pairs: dict, selectors: bool, templates: bool) -> None:
    if not pairs:
        return
    for item in items:
        obj = _merged(item.object, ("metadata", "labels"), pairs, True)
        if templates:
            for path in _template_paths(item.kind):
                obj = _merged(obj, (*path, "metadata", "labels"), pairs, True)
        if selectors:
            for path, made in _SELECTORS.get(item.kind, ()):
                obj = _merged(obj, path, pairs, made)
            if item.kind == "StatefulSet":
                obj = _merged(obj, ("spec", "volumeClaimTemplates", "metadata", "labels"), pairs, True)
        item.object = obj


def _annotations(items: list[Item], pairs: dict) -> None:
    if not pairs:
        return
    for item in items:
        obj = _merged(item.object, ("metadata", "annotations"), pairs, True)
        for path in _template_paths(item.kind):
            obj = _merged(obj, (*path, "metadata", "annotations"), pairs, True)
        item.object = obj


def _template_paths(kind: str) -> tuple[tuple[str, ...], ...]:
    if kind in _TEMPLATED:
        return (("spec", "template"),)
    return (("spec", "jobTemplate"), ("spec", "jobTemplate", "spec", "template")) if kind == "CronJob" else ()


def _merged(value: Any, path: tuple[str, ...], pairs: dict, make: bool) -> Any:
    """`value` with `pairs` in the map at `path`; lists on the way are walked through. `make`: a missing map is made."""
    if isinstance(value, list):
        return [_merged(each, path, pairs, make) for each in value]
    if not path:
        return {**(value or {}), **pairs}
    if not isinstance(value, dict):
        value = {}
    name, rest = path[0], path[1:]
    inner = value.get(name)
    if inner is None and (not make or name in ("volumeClaimTemplates", "jobTemplate", "template")):
        return value
    return {**value, name: _merged(inner if inner is not None else {}, rest, pairs, make)}


def _texts(pairs: dict | None) -> dict:
    return dict(pairs or {})


def _with_images(value: Any, entry: dict) -> Any:
    def changed(container: Any) -> Any:
        image = container.get("image") if isinstance(container, dict) else None
        return {**container, "image": _image(image, entry)} if isinstance(image, str) else container

    return _each_container(value, changed)


def _each_container(value: Any, changed: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_each_container(each, changed) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, inner in value.items():
        if name in ("containers", "initContainers") and isinstance(inner, list):
            found[name] = [changed(each) for each in inner]
        else:
            found[name] = _each_container(inner, changed)
    return found


def _image(image: str, entry: dict) -> str:
    name, tag, digest = _image_parts(image)
    if name != entry.get("name"):
        return image
    name = entry.get("newName") or name
    if entry.get("newTag") and entry.get("digest"):
        return f"{name}:{entry['newTag']}@{entry['digest']}"
    if entry.get("newTag"):
        tag, digest = str(entry["newTag"]), ""
    elif entry.get("digest"):
        tag, digest = "", entry["digest"]
    if entry.get("tagSuffix"):
        tag += entry["tagSuffix"]
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _image_parts(image: str) -> tuple[str, str, str]:
    name, _, digest = image.partition("@")
    last = name.rpartition("/")[2]
    tag = last.partition(":")[2]
    return (name[: -len(tag) - 1] if tag else name), tag, digest
