"""Where an object keeps its pod spec, and how to change it there."""

from __future__ import annotations

from collections.abc import Callable

from cluster.kubectl.errors import KubectlError
from cluster.objects.paths import get_in, set_in
from cluster.objects.schema import kind_schema

_PLACES = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "ReplicationController", "DaemonSet", "StatefulSet", "Job"),
        ("spec", "template", "spec"),
    ),
}


def place(obj: dict) -> tuple[str, ...]:
    """The path of the pod spec. KubectlError for a kind that has none."""
    kind = obj.get("kind", "")
    group, _, version = obj.get("apiVersion", "").rpartition("/")
    if kind not in _PLACES and kind_schema(group, version, kind) is None:
        told = f'no kind "{kind}" is registered for version "{obj.get("apiVersion", "")}"'
        raise KubectlError(f'error: {told} in scheme "pkg/scheme/scheme.go:28"\n')
    if kind not in _PLACES:
        raise KubectlError(
            f"error: {kind.lower()}/{obj['metadata']['name']} the object is not a pod or does not "
            f"have a pod template: {kind}\n"
        )
    return _PLACES[kind]


def pod_spec(obj: dict) -> dict:
    return get_in(obj, *place(obj), default={})


def change_pod_spec(obj: dict, change: Callable[[dict], dict]) -> dict:
    """A copy of `obj` with the changed pod spec."""
    path = place(obj)
    return set_in(obj, path, change(get_in(obj, *path, default={})))


def change_containers(obj: dict, names: str, change: Callable[[dict], dict]) -> tuple[dict, bool]:
    """A copy with each container whose name fits the pattern changed; whether there was one."""
    from fnmatch import fnmatchcase

    found = False

    def each(spec: dict) -> dict:
        nonlocal found
        for field in ("initContainers", "containers"):
            if field in spec:
                hit = [fnmatchcase(container["name"], names) for container in spec[field]]
                found = found or any(hit)
                spec = {**spec, field: [change(c) if yes else c for c, yes in zip(spec[field], hit, strict=True)]}
        return spec

    return change_pod_spec(obj, each), found
