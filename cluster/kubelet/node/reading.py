"""What others may read of what runs on a node: it is not in the API, and not written when it changes."""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubelet.node.machine import MACHINE, OUTAGES, PODS, STOPPED
from cluster.runtime import Runtime


class Progress(NamedTuple):
    """`pull`: (start, end) of the running image pull, `backoff`: until when the container waits; virtual µs or None."""

    pull: tuple[int, int] | None
    backoff: int | None


def progress(runtime: Runtime, pod: dict, now: int) -> dict[str, Progress]:
    """Container name → what it is waiting for; containers that wait for nothing are left out."""
    node, metadata = pod["spec"].get("nodeName"), pod["metadata"]
    record = runtime.get(node, f"{PODS}{metadata['namespace']}/{metadata['name']}") if node else None
    if record is None or record["uid"] != metadata["uid"]:
        return {}
    found = {}
    for name, container in record["containers"].items():
        pull = container.get("pull") if container["state"] == "pulling" else None
        waits = container["state"] == "waiting" and container.get("reason") in ("CrashLoopBackOff", "ImagePullBackOff")
        if pull or waits:
            found[name] = Progress(
                (pull["start"], pull["end"]) if pull else None, container["until"] if waits else None
            )
    return found


def stopped_since(runtime: Runtime, node: str) -> int | None:
    """Since when (virtual µs) the machine is switched off, or None."""
    return runtime.get(node, STOPPED)


def outages(runtime: Runtime, node: str) -> list[tuple[int, int | None]]:
    """When the machine was switched off, and on again (virtual µs; None: it is off), oldest first."""
    before = [(start, end) for start, end in runtime.get(node, OUTAGES, [])]
    since = stopped_since(runtime, node)
    return before if since is None else [*before, (since, None)]


def exists(runtime: Runtime, node: str) -> bool:
    """Whether there is a machine behind the Node object."""
    return runtime.get(node, MACHINE) is not None
