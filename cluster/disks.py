"""The file system of a node, as far as volumes show it: what pods find under a hostPath, and what they leave there.

It is kept in the node's runtime under `disk` (a tree of cluster.images.filesystem.trees: only what was changed);
`disk-users` there tells which pods see which folders: {key of the pod: [path, ...]}.
Source: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath; what minikube's machine is:
https://minikube.sigs.k8s.io/docs/handbook/persistent_volumes/; the names that minikube adds to a machine's
/etc/hosts: https://minikube.sigs.k8s.io/docs/handbook/host-access/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from cluster.images.filesystem import trees
from cluster.images.filesystem.files import Clock, FileError, Files
from cluster.images.filesystem.tree import Base, Change, Layer, Node, folder
from cluster.runtime import MACHINE, Runtime

KEY, USERS = "disk", "disk-users"
_FOLDERS = (
    "/bin", "/boot", "/data", "/dev", "/etc", "/etc/kubernetes", "/etc/kubernetes/manifests", "/home", "/home/docker",
    "/lib", "/lib/modules", "/mnt", "/opt", "/opt/cni", "/opt/cni/bin", "/proc", "/root", "/run", "/run/containerd",
    "/srv", "/sys", "/tmp", "/tmp/hostpath-provisioner", "/usr", "/usr/bin", "/usr/local", "/usr/share", "/var",
    "/var/lib", "/var/lib/kubelet", "/var/lib/minikube", "/var/lib/minikube/certs", "/var/lib/minikube/etcd",
    "/var/log", "/var/log/containers", "/var/log/pods", "/var/tmp",
)  # fmt: skip
_SOCKET = "/run/containerd/containerd.sock"
_CHARACTERS = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/kmsg")
_RELEASE = (
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'
    'VERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n'
)
_HOSTS = (
    "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\n"
    "ff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n{address}\t{node}\n"
    "192.168.49.1\thost.minikube.internal\n192.168.49.2\tcontrol-plane.minikube.internal\n"
)


def layer(runtime: Runtime, node: str, without: str = "", more: Iterable[Change] = ()) -> Layer:
    """The node's files; `without` and `more`: see cluster.images.filesystem.trees."""
    stored, address = runtime.get(node, KEY), (runtime.get(node, MACHINE) or {}).get("address", "")
    if stored is None:
        return Layer(_begun(node, address), more)
    known = runtime.cache.get((KEY, node, address))
    if known is None or known[0] is not stored["files"]:
        known = (stored["files"], {**_begun(node, address), **trees.base(stored)})
        runtime.cache[(KEY, node, address)] = known
    return trees.layer(stored, without, more, known[1])


def add(runtime: Runtime, node: str, who: str, changes: list[Change]) -> None:
    """Those changes stay; see trees for `who`."""
    if changes:
        stored = runtime.get(node, KEY) or trees.made({})
        runtime.put(node, KEY, trees.with_changes(stored, who, changes))


def make(
    runtime: Runtime, node: str, path: str, now: int, mode: int = 0o755, kind: str = "dir", live: Iterable[Change] = ()
) -> None:
    """Have a folder (or an empty file) there, with all above. `live`: what is not kept yet of what was written."""
    files = Files(layer(runtime, node, "", live), [], Clock(now))
    if kind == "dir":
        files.mkdir(path, parents=True, mode=mode)
    else:
        files.mkdir(posixpath.dirname(path), parents=True)
        files.write(path, "", mode=mode)
    add(runtime, node, "", [write.change for write in files.written])


def fold(runtime: Runtime, node: str, paths: list[str], before: int) -> None:
    """What happened below those folders before that moment need not be seen coming any more."""
    stored = runtime.get(node, KEY)
    if stored is not None:
        runtime.put(node, KEY, trees.folded(stored, before, lambda path: any(_is_in(path, own) for own in paths)))


def remove(runtime: Runtime, node: str, path: str, now: int) -> None:
    """With all below; nothing when it is not there."""
    files = Files(layer(runtime, node), [], Clock(now))
    try:
        files.remove(path)
    except FileError:
        return
    add(runtime, node, "", [write.change for write in files.written])


def stat(runtime: Runtime, node: str, path: str, now: int, live: Iterable[Change] = ()) -> Node | None:
    """What is there now, links followed; `live` as in `make`."""
    try:
        return Files(layer(runtime, node, "", live), [], Clock(now)).stat(path)
    except FileError:
        return None


def text(runtime: Runtime, node: str, path: str, now: int) -> str:
    """What a file of the node holds at that moment; "" when it cannot be read."""
    try:
        return Files(layer(runtime, node), [], Clock(now)).read(path)
    except FileError:
        return ""


def use(runtime: Runtime, node: str, key: str, paths: list[str]) -> None:
    """The pod of that key sees these folders from now on; none: no more."""
    users = runtime.get(node, USERS) or {}
    if paths:
        runtime.put(node, USERS, {**users, key: paths})
    elif key in users:
        runtime.put(node, USERS, {other: own for other, own in users.items() if other != key})


def users(runtime: Runtime, node: str, path: str) -> list[str]:
    """Keys of pods that see that file or folder, or something below it."""
    return [key for key, own in sorted((runtime.get(node, USERS) or {}).items()) if _meet([path], own)]


def sharing(runtime: Runtime, node: str, key: str) -> list[str]:
    """Keys of other pods that see some of the same files."""
    users = runtime.get(node, USERS) or {}
    own = users.get(key)
    if not own:
        return []
    return [other for other in sorted(users) if other != key and _meet(own, users[other])]


def _meet(some: list[str], others: list[str]) -> bool:
    return any(_is_in(one, other) or _is_in(other, one) for one in some for other in others)


def _is_in(path: str, above: str) -> bool:
    return path == above or above == "/" or path.startswith(above + "/")


def _begun(node: str, address: str) -> Base:
    made = _MADE.get((node, address))
    if made is None:
        made = {"/": folder(), **{path: folder() for path in _FOLDERS}, "/var/run": Node("link", "/run", 0o777)}
        made.update({"/tmp": folder(0o1777), "/tmp/hostpath-provisioner": folder(0o777), "/var/tmp": folder(0o1777)})
        made.update({path: Node("char", "", 0o666) for path in _CHARACTERS})
        made[_SOCKET] = Node("socket", "", 0o660)
        made["/etc/hostname"], made["/etc/os-release"] = Node("file", f"{node}\n"), Node("file", _RELEASE)
        made["/etc/hosts"] = Node("file", _HOSTS.format(address=address, node=node))
        if len(_MADE) > 256:
            _MADE.clear()
        _MADE[(node, address)] = made
    return made


_MADE: dict[tuple[str, str], dict[str, Node]] = {}
