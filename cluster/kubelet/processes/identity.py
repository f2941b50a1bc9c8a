"""As whom a container runs: user, group and supplementary groups.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.images.catalogue import Image
from cluster.images.filesystem.roots import tree
from cluster.images.serving import servers


class Identity(NamedTuple):
    user: int
    group: int
    groups: tuple[int, ...]


class MustNotRun(ValueError):
    """runAsNonRoot forbids it; the message is the kubelet's."""


def of(pod: dict, spec: dict, image: Image) -> Identity:
    whole, own = pod["spec"].get("securityContext") or {}, spec.get("securityContext") or {}
    user = own.get("runAsUser", whole.get("runAsUser", servers.program(image).user))
    group = own.get("runAsGroup", whole.get("runAsGroup", _group_of(image, user)))
    more = [group]
    if whole.get("supplementalGroupsPolicy") != "Strict":
        more += _member_of(image, user)
    more += whole.get("supplementalGroups") or ()
    more += [whole["fsGroup"]] if "fsGroup" in whole else []
    return Identity(user, group, tuple(dict.fromkeys(more)))


def check(pod: dict, spec: dict, image: Image) -> None:
    """Raises MustNotRun."""
    whole, own = pod["spec"].get("securityContext") or {}, spec.get("securityContext") or {}
    if not own.get("runAsNonRoot", whole.get("runAsNonRoot")):
        return
    metadata = pod["metadata"]
    name = f'pod: "{metadata["name"]}_{metadata["namespace"]}({metadata["uid"]})", container: {spec["name"]}'
    user = own.get("runAsUser", whole.get("runAsUser"))
    if user == 0:
        raise MustNotRun(f"container's runAsUser breaks non-root policy ({name})")
    if user is None and servers.program(image).user == 0:
        raise MustNotRun(f"container has runAsNonRoot and image will run as root ({name})")


def _group_of(image: Image, user: int) -> int:
    for fields in _entries(image, "/etc/passwd"):
        if fields[2:3] == [str(user)] and len(fields) > 3 and fields[3].isdecimal():
            return int(fields[3])
    return 0


def _member_of(image: Image, user: int) -> list[int]:
    """The groups of the image's /etc/group that name the user."""
    names = [fields[0] for fields in _entries(image, "/etc/passwd") if fields[2:3] == [str(user)]]
    found = []
    for fields in _entries(image, "/etc/group"):
        if len(fields) > 3 and names and names[0] in fields[3].split(",") and fields[2].isdecimal():
            found.append(int(fields[2]))
    return found


def _entries(image: Image, path: str) -> list[list[str]]:
    node = tree(image).get(path)
    return [line.split(":") for line in node.data.splitlines()] if node is not None else []
