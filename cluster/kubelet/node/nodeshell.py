"""A command on a node itself, as `minikube ssh` runs it: on the node's files, which hostPath volumes show.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-persistent-volume-storage/#create-an-index-html-file-on-your-node
"""

from __future__ import annotations

from typing import Any

from cluster import disks
from cluster.images import running
from cluster.images.catalogue import find
from cluster.images.filesystem.files import Clock, Files
from cluster.images.place import Place
from cluster.kubelet.node import machine
from cluster.kubelet.processes import inside, settling, sharing
from cluster.runtime import Runtime

_SYSTEM = "debian:12"


def run(runtime: Runtime, node: str, words: list[str], now: int) -> dict[str, Any]:
    """{"code", "lines": [[stream, text], ...]}; what it writes stays. `sudo` before it changes nothing: it is root.

    ValueError: it does not end."""
    words = words[1:] if words[:1] == ["sudo"] else words
    live = settling.live(runtime, node, "/", now)
    place = Place(
        image=find(_SYSTEM),
        files=Files(disks.layer(runtime, node, "", live), [], Clock(now)),
        env={"PATH": inside.PATH, "HOME": "/root", "HOSTNAME": node},
        hostname=node,
        ip=runtime.get(node, machine.MACHINE)["address"],
        epoch=runtime.epoch,
        cwd="/root",
        node=node,
    )
    if error := running.cannot_start(place, words):
        return {"code": 127, "lines": [["stderr", f"bash: line 1: {words[0]}: {_why(error)}\n"]]}
    ran = running.run(place, words)
    if ran.ends is None:
        raise ValueError(f"{' '.join(words)!r} does not end by itself")
    if ran.writes:
        disks.add(runtime, node, "", [write.change for write in ran.writes])
        for key in disks.users(runtime, node, "/"):
            sharing.look_again(runtime, node, key)
    return {"code": ran.code, "lines": [[line.stream, line.text] for line in ran.lines]}


def _why(error: str) -> str:
    return "command not found" if "$PATH" in error else "No such file or directory"
