"""Files that the kubelet writes, as they lie in a volume: in a folder named after the moment, to which `..data` points
and, through it, every name in the volume; so a new content comes all at once.

Source: https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically;
k8s.io/kubernetes, pkg/volume/util/atomic_writer.go (the layout), pkg/volume/volume_linux.go (ownership by fsGroup).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta

from cluster.images.filesystem.tree import DIRECTORY, Change, Layer, Node
from cluster.kubelet.volumes.config import Files

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SET_GROUP = 0o2000

Look = Callable[[int], tuple[int, int | None]]


class Written(Layer):
    """A layer that only the kubelet writes. `moments`: when it did (virtual µs, ascending); `made(moment)`: the tree
    from then on, worked out when somebody looks; `latest(now)`: the moment that holds."""

    def __init__(self, moments: list[int], made: Callable[[int], dict[str, Node]], latest: Callable[[int], int]):
        super().__init__()
        self._moments, self._grown, self._latest = moments, made, latest
        self._now, self._held = moments[0], -1

    def fork(self) -> Layer:
        return copy(self)

    def sync(self, now: int) -> None:
        self._now = max(now, self._moments[0])
        moment = self._latest(self._now)
        if moment != self._held:
            self._base, self._held = self._grown(moment), moment

    def differs(self, other: Layer) -> Iterator[tuple[int, Change | None]]:
        before = other._moments if isinstance(other, Written) else []
        news = sorted({*self._moments} ^ {*before})
        if news:
            yield news[0], None

    def coming(self) -> list[Change]:
        return [[moment, "link", "/..data"] for moment in self._moments if moment > self._now]

    def next_change(self) -> int | None:
        return next((moment for moment in self._moments if moment > self._now), None)


def tree(files: Files, at: int, epoch: int, memory: bool, group: int | None, owned: dict[str, int]) -> dict[str, Node]:
    """Path → what is there. `at`: virtual µs at which it was written; `memory`: the volume lies in memory; `group`: of
    the pod's volumes; `owned`: path → user that owns the file, where it is not root."""
    folder = f"/..{_EPOCH + timedelta(microseconds=epoch + at):%Y_%m_%d_%H_%M_%S}.{(epoch + at) * 7919 % 4_294_967_291}"
    made: dict[str, Node] = {"/": _dir(0o1777 if memory else 0o777, at, group), folder: _dir(0o755, at, group)}
    made["/..data"] = Node("link", folder[1:], 0o777, time=at)
    for path in sorted(files):
        text, mode = files[path]
        above = ""
        parts = path.split("/")
        for part in parts[:-1]:
            above = f"{above}/{part}"
            made.setdefault(folder + above, _dir(0o755, at, group))
        mode = mode if group is None else mode | 0o440
        made[f"{folder}/{path}"] = Node("file", text, mode, owned.get(path, 0), group or 0, at)
        made.setdefault(f"/{parts[0]}", Node("link", f"..data/{parts[0]}", 0o777, time=at))
    return made


def _dir(mode: int, at: int, group: int | None) -> Node:
    if group is not None:
        mode |= SET_GROUP | 0o550
    return DIRECTORY._replace(mode=mode, group=group or 0, time=at)


def at_last(versions: list[list], now: int) -> int:
    """The moment of the version that holds."""
    return max((version[0] for version in versions if version[0] <= now), default=versions[0][0])
