"""How each kind of volume comes up on a node, and what the pod's record then keeps of it (see the package).

Source: https://kubernetes.io/docs/concepts/storage/volumes/#volume-types; the words are the kubelet's
(k8s.io/kubernetes, pkg/volume/hostpath, pkg/volume/local, pkg/kubelet/volumemanager).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster import disks
from cluster.images.filesystem import trees
from cluster.images.filesystem.tree import folder
from cluster.kinds.persistentvolume import source_of
from cluster.kubelet.volumes import sources, tokens
from cluster.kubelet.volumes.config import Missing
from cluster.kubelet.volumes.projection import SET_GROUP
from cluster.objects import storage

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_PROVISIONED = "/tmp/hostpath-provisioner/"  # minikube's provisioner lets everybody write there
# Type of a hostPath → (what must be there, how it is called)
_TYPES = {
    "Directory": ("dir", "a directory"),
    "DirectoryOrCreate": ("dir", "a directory"),
    "File": ("file", "a file"),
    "FileOrCreate": ("file", "a file"),
    "Socket": ("socket", "a socket file"),
    "CharDevice": ("char", "a character device"),
    "BlockDevice": ("block", "a block device"),
}


class Unprocessed(LookupError):
    """The kubelet cannot even begin to mount it; the message is its volume manager's."""


def bring_up(worker: Worker, volume: dict) -> dict[str, Any]:
    """Raises Missing with the reason why it cannot be mounted, Unprocessed."""
    if sources.is_written(volume):
        return written(worker, volume)
    if "emptyDir" in volume:
        return empty(worker, volume)
    if "hostPath" in volume:
        path = volume["hostPath"]["path"]
        _check(worker, path, volume["hostPath"].get("type") or "")
        return {"disk": path}
    for found in storage.claims_of(worker.pod):
        if found.volume == volume["name"]:
            return _claimed(worker, found.claim)
    if "image" in volume:
        return {"image": volume["image"].get("reference", "")}
    kind = next((key for key in volume if key != "name"), "")
    raise Missing(_foreign(kind, volume[kind] or {}))


def written(worker: Worker, volume: dict) -> dict[str, Any]:
    world, pod = worker.world, worker.pod
    held = tokens.held_by(pod, worker.now, world) if tokens.sources(volume) else {}
    if tokens.is_automatic(volume) and tokens.usual(pod, world):
        return held
    kept = {"versions": [[worker.now, sources.files(volume, pod, worker.ip, world)]], **held}
    return {**kept, "frozen": True} if _is_immutable(worker, volume) else kept


def _is_immutable(worker: Worker, volume: dict) -> bool:
    """Source: https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable"""
    for kind, (resource, field) in sources.OBJECTS.items():
        if kind in volume:
            found = worker.world.store.get(resource, worker.namespace, volume[kind].get(field, ""))
            return bool(found and found.get("immutable"))
    return False


def empty(worker: Worker, volume: dict) -> dict[str, Any]:
    group = (worker.pod["spec"].get("securityContext") or {}).get("fsGroup")
    mode = (0o1777 if is_in_memory(volume) else 0o777) | (0 if group is None else SET_GROUP)
    return trees.made({"/": folder(mode, time=worker.now)._replace(group=group or 0)})


def is_in_memory(volume: dict) -> bool:
    return (volume.get("emptyDir") or {}).get("medium") == "Memory" or any(
        kind in volume for kind in ("secret", "projected", "downwardAPI")
    )


def _claimed(worker: Worker, name: str) -> dict[str, Any]:
    namespace, store = worker.namespace, worker.world.store
    place = f"{namespace}/{name}"
    if store.get(storage.CLAIMS, namespace, name) is None:
        why = f'failed to fetch PVC from API server: persistentvolumeclaims "{name}" not found'
        raise Unprocessed(f"error processing PVC {place}: {why}")
    bound = storage.mounted(store, namespace, name)
    if bound is None:
        raise Unprocessed(f"error processing PVC {place}: PVC is not bound")
    kind, source = source_of(bound[1])
    if kind == "hostPath":
        _check(worker, source["path"], source.get("type") or "")
    elif kind == "local":
        live = worker.written_on_node(source["path"])
        if disks.stat(worker.world.runtime, worker.node, source["path"], worker.now, live) is None:
            raise Missing(f'path "{source["path"]}" does not exist')
    else:
        raise Missing(_foreign(kind, source))
    return {"disk": source["path"]}


def _check(worker: Worker, path: str, kind: str) -> None:
    """What the type of a hostPath asks for; a folder that is not there is made when a container wants it."""
    runtime, node, now = worker.world.runtime, worker.node, worker.now
    live = worker.written_on_node(path)
    there = disks.stat(runtime, node, path, now, live)
    if there is None and kind == "FileOrCreate":
        disks.make(runtime, node, path, now, 0o644, "file", live)
    elif there is None and kind in ("", "DirectoryOrCreate"):
        disks.make(runtime, node, path, now, 0o777 if path.startswith(_PROVISIONED) else 0o755, "dir", live)
    elif kind and (there is None or there.kind != _TYPES[kind][0]):
        raise Missing(f"hostPath type check failed: {path} is not {_TYPES[kind][1]}")


def _foreign(kind: str, source: dict) -> str:
    """Of drivers and file servers there is none in this cluster."""
    if kind == "csi":
        return f"driver name {source.get('driver')} not found in the list of registered CSI drivers"
    if kind == "nfs":
        return f"mount failed: exit status 32\nOutput: mount.nfs: mounting {source.get('server')}:{source.get('path')} failed, reason given by server: No such file or directory"  # noqa: E501
    return f"no volume plugin matched for {kind or 'an empty source'}"
