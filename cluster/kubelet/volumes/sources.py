"""What the kubelet writes into a volume beside tokens: files from ConfigMaps, Secrets and the pod itself.

Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/,
https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
"""

from __future__ import annotations

import posixpath

from cluster.component import World
from cluster.kubelet.processes import environment, fields
from cluster.kubelet.volumes import config
from cluster.kubelet.volumes.config import Files, Missing

MODE = 0o644
WRITTEN = ("configMap", "secret", "downwardAPI", "projected")  # kinds of volumes that hold what the kubelet writes
OBJECTS = {"configMap": ("configmaps", "name"), "secret": ("secrets", "secretName")}
_NO_BUNDLES = "ClusterTrustBundle projection is not supported in static kubelet mode"


def is_written(volume: dict) -> bool:
    return any(kind in volume for kind in WRITTEN)


def files(volume: dict, pod: dict, ip: str, world: World) -> Files:
    """Path → [text, mode] as they would be written now. Raises Missing."""
    if "projected" not in volume:
        kind = next(kind for kind in WRITTEN if kind in volume)
        named = volume[kind].get(OBJECTS[kind][1], "") if kind in OBJECTS else ""
        return _of(kind, volume[kind], named, volume[kind].get("defaultMode", MODE), pod, ip, world)
    mode, missing = volume["projected"].get("defaultMode", MODE), []
    made: Files = {}
    for source in volume["projected"].get("sources") or ():
        for kind, own in source.items():
            try:
                made.update(_of(kind, own, own.get("name", ""), mode, pod, ip, world))
            except Missing as error:
                missing.append(str(error))
    if missing:
        missing = list(dict.fromkeys(missing))
        raise Missing(missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]")
    return made


def _of(kind: str, source: dict, name: str, mode: int, pod: dict, ip: str, world: World) -> Files:
    if kind in OBJECTS:
        return config.files(OBJECTS[kind][0], source, name, mode, pod["metadata"]["namespace"], world.store)
    if kind == "downwardAPI":
        items = source.get("items") or ()
        return {posixpath.normpath(item["path"]): [_told(item, pod, ip, world), item.get("mode", mode)]
                for item in items}  # fmt: skip
    if kind == "clusterTrustBundle":
        raise Missing(_NO_BUNDLES)
    return {}


def _told(item: dict, pod: dict, ip: str, world: World) -> str:
    try:
        if "resourceFieldRef" in item:
            specs, there = environment.all_specs(pod), environment.allocatable(pod, world.store)
            return fields.of_container(item["resourceFieldRef"], specs, None, there)
        return fields.of_pod(item["fieldRef"]["fieldPath"], pod, ip)
    except fields.NoSuchField as error:
        raise Missing(str(error)) from None
