"""A pod's volumes as one of its containers sees them: what is mounted where, and what is in it.

What is kept of them stands in the pod's record (see cluster.kubelet.volumes); what its containers' main processes write
is worked out (see inside and sharing) and kept once they have ended.
Source: https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cluster import disks
from cluster.images.catalogue import find
from cluster.images.commandline import expand
from cluster.images.filesystem import trees
from cluster.images.filesystem.files import ROOT, Clock, FileError, Files, Mount, Write
from cluster.images.filesystem.roots import tree
from cluster.images.filesystem.tree import Layer, Node, folder
from cluster.kubelet.volumes import kinds, projection, tokens
from cluster.runtime import Runtime

if TYPE_CHECKING:
    from cluster.kubelet.processes.inside import Held

DISK = "disk:"  # the key of the node's files, of which a mount shows a folder


class BadSubPath(ValueError):
    """The message is the kubelet's."""


def put(base: dict[str, Node], path: str, text: str) -> None:
    """Add a file to a tree that is being made."""
    above = posixpath.dirname(path)
    while above not in base:
        base[above] = folder()
        above = posixpath.dirname(above)
    base[path] = Node("file", text)


# -- seeing ------------------------------------------------------------------------------------------------------------


def mounts(runtime: Runtime, at: Held, run: dict, live: Iterable[Write], without: str, env: dict) -> list[Mount]:
    """Those of the container's `run`. `live`: what main processes write, as far as it is not kept yet; `without`: the
    run whose own writes are left out, since they are being worked out."""
    wanted, kept = at.spec.get("volumeMounts"), at.record.get("volumes")
    if not wanted or not kept:
        return []
    volumes = {volume["name"]: volume for volume in at.pod["spec"].get("volumes") or ()}
    found, layers = [], {}
    for mount in wanted:
        name = mount["name"]
        if name not in kept:
            continue
        volume, key = kept[name], DISK if "disk" in kept[name] else name
        if key not in layers:
            layers[key] = _layer(runtime, at, volumes[name], volume, key, list(live), without)
        layer, below = layers[key], sub_path(mount, env)
        fixed = not ("disk" in volume or "files" in volume)
        if fixed and below:
            layer = _as_it_was(layer, run["started"])
        below = _absolute(f"{volume.get('disk', '')}/{below}") if below or "disk" in volume else ""
        below = _resolved(layer, below, run["started"]) if below else ""
        path, kind = (
            _absolute(mount["mountPath"]),
            "tmpfs" if kinds.is_in_memory(volumes[name]) else "ext4",
        )
        found.append(Mount(path, key, layer, bool(mount.get("readOnly")) or fixed, below, kind))
    return found


def _absolute(path: str) -> str:
    return posixpath.normpath("/" + path.strip("/"))


def sub_path(mount: dict, env: dict[str, str]) -> str:
    """The part of the volume that is mounted; "": all of it."""
    return expand(mount["subPathExpr"], env) if mount.get("subPathExpr") else mount.get("subPath") or ""


def check(spec: dict, env: dict[str, str]) -> None:
    """Raises BadSubPath for a subPath that leads elsewhere once its variables are known."""
    for mount in spec.get("volumeMounts") or ():
        if not mount.get("subPathExpr"):
            continue
        below = sub_path(mount, env)
        if missing := re.search(r"\$\(([^()]*)\)", below):
            raise BadSubPath(f'missing value for "{missing[1]}"')
        if below.startswith("/"):
            raise BadSubPath(f"error SubPath `{below}` must not be an absolute path")
        if ".." in below.split("/"):
            raise BadSubPath(f"unable to provision SubPath `{below}`: must not contain '..'")


def check_links(runtime: Runtime, at: Held, env: dict[str, str], now: int) -> None:
    """Raises BadSubPath for a subPath that is a link, or lies behind one, that leads out of its volume.

    Source: https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath and the kubelet's subpath package."""
    for mount in at.spec.get("volumeMounts") or ():
        volume, below = (at.record.get("volumes") or {}).get(mount["name"]), sub_path(mount, env)
        if not below or volume is None:
            continue
        files = _whole(runtime, at, {"started": now}, mount["name"], now)
        path, disk = posixpath.join("/v", below), volume.get("disk")
        try:
            if not _has_link(files, path):
                continue
            inside, end = ("/v", files.find(path)[0]) if disk is None else (disk, _on_disk(files, disk, below))
        except FileError:
            inside, end = "/v", ""
        if not f"{end}/".startswith(f"{inside.rstrip('/')}/"):
            where = f'volumeMount "{mount["name"]}" of container "{at.spec["name"]}"'
            raise BadSubPath(f"failed to prepare subPath for {where}")


def _has_link(files: Files, path: str) -> bool:
    parts = path.strip("/").split("/")
    nodes = (files.find("/" + "/".join(parts[:count]), follow=False)[1] for count in range(2, len(parts) + 1))
    return any(node is not None and node.kind == "link" for node in nodes)


def _on_disk(files: Files, disk: str, below: str) -> str:
    """Where links on a node's disk lead: they are followed on the node, not in the volume."""
    mount = next(mount for mount in files.mounts if mount.path == "/v")
    return _resolved(mount.layer, _absolute(f"{disk}/{below}"), files.clock.now)


def _layer(
    runtime: Runtime, at: Held, volume: dict, kept: dict[str, Any], key: str, live: list[Write], without: str
) -> Layer:
    more = [write.change for write in live if write.key == key]
    if "disk" in kept:
        return disks.layer(runtime, at.node, without, more)
    if "files" in kept:
        return trees.layer(kept, without, more)
    if "image" in kept:
        return Layer(tree(find(kept["image"])))
    return _written(runtime, at, volume, kept)


def _written(runtime: Runtime, at: Held, volume: dict, kept: dict[str, Any]) -> Layer:
    versions = kept.get("versions") or [[kept["token"], None]]
    group = (at.pod["spec"].get("securityContext") or {}).get("fsGroup")
    memory, of_tokens = kinds.is_in_memory(volume), tokens.sources(volume)

    def made(moment: int) -> dict[str, Node]:
        held = projection.at_last(versions, moment)
        files = next(version[1] for version in versions if version[0] == held)
        files = tokens.usual_files(volume, at.pod) if files is None else files
        owned = {}
        if of_tokens:
            own = tokens.files(volume, at.pod, kept, moment, runtime.epoch, runtime.seed)
            files = {**files, **own}
            owned = dict.fromkeys(own, tokens.owner(at.pod) or 0)
        return projection.tree(files, moment, runtime.epoch, memory, group, owned)

    def latest(now: int) -> int:
        moment = projection.at_last(versions, now)
        return max([moment, *(tokens.renewed(source, kept, now) for source in of_tokens)])

    return projection.Written([version[0] for version in versions], made, latest)


def _as_it_was(layer: Layer, moment: int) -> Layer:
    """What a subPath of a written volume shows: it is not brought up to date."""
    was = layer.fork()
    was.sync(moment)
    return Layer({path: node for path in was.paths() if (node := was.get(path)) is not None})


def _resolved(layer: Layer, below: str, moment: int) -> str:
    """The folder or file itself, where links lead to it."""
    try:
        return Files(layer.fork(), [], Clock(moment)).find(below)[0]
    except FileError:
        return below


# -- keeping -----------------------------------------------------------------------------------------------------------


def keep(runtime: Runtime, node: str, record: dict, writes: list[Write], who: str = "") -> dict:
    """The record with what was written into volumes by `who` (a run; "": a command beside it)."""
    changes: dict[str, list] = {}
    for write in writes:
        if write.key != ROOT:
            changes.setdefault(write.key, []).append(write.change)
    disks.add(runtime, node, who, changes.pop(DISK, []))
    if not changes:
        return record
    kept = dict(record["volumes"])
    for name, own in changes.items():
        kept[name] = trees.with_changes(kept[name], who, own)
    return {**record, "volumes": kept}


def read(runtime: Runtime, at: Held, volume: str, path: str, now: int) -> str | None:
    """A file in one of the pod's volumes, as the kubelet sees it; None when it is not there."""
    try:
        return _whole(runtime, at, {"started": now}, volume, now).read(posixpath.join("/v", path))
    except FileError:
        return None


def _whole(runtime: Runtime, at: Held, run: dict, volume: str, now: int) -> Files:
    """One volume of the pod at /v."""
    spec = {**at.spec, "volumeMounts": [{"name": volume, "mountPath": "/v"}]}
    return Files(Layer(), mounts(runtime, at._replace(spec=spec), run, (), "", {}), Clock(now))


def prepare(runtime: Runtime, at: Held, run: dict, env: dict[str, str]) -> None:
    """Make the folders of subPaths that are not there. Changes the record of `at`, which is being worked on."""
    for mount in at.spec.get("volumeMounts") or ():
        volume, below = (at.record.get("volumes") or {}).get(mount["name"]), sub_path(mount, env)
        if not below or volume is None or not ("disk" in volume or "files" in volume):
            continue
        files = _whole(runtime, at, run, mount["name"], run["started"])
        try:
            files.mkdir(posixpath.join("/v", below), parents=True, mode=files.stat("/v").mode)
        except FileError:
            continue
        at.record.update(keep(runtime, at.node, at.record, files.written))
