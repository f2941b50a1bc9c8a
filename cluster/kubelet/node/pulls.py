"""A node's images: which it has, and the one pull at a time that brings more (serialised, as kubelet's default is).

Sources: https://kubernetes.io/docs/concepts/containers/images/ (pull policy, serial pulls).
In the runtime: `images` {canonical name: {"size", "digest", "since"}}, `puller` µs at which it is free.
"""

from __future__ import annotations

from typing import Any

from cluster.component import World
from cluster.images.catalogue import PullError, find
from cluster.images.catalogue.names import canonical

IMAGES, PULLER = "images", "puller"
_S = 1_000_000

Pull = dict[str, Any]  # {"asked","start","end": µs, "size": bytes, "digest"} or with "error": text


def present(world: World, node: str, image: str) -> dict | None:
    """What the node knows of the image, or None while it does not have it."""
    found = world.runtime.get(node, IMAGES, {}).get(canonical(image))
    return found if found and found["since"] <= world.now else None


def begin(world: World, node: str, image: str) -> Pull:
    """Queue a pull. What the node already has costs only a look at the registry."""
    start = max(world.now, world.runtime.get(node, PULLER, 0))
    try:
        found = find(image)
    except PullError as error:
        pull = {"asked": world.now, "start": start, "end": start + world.latency.pull_start, "error": str(error)}
    else:
        have = world.runtime.get(node, IMAGES, {})
        cached = have.get(found.name)
        known = cached is not None and cached["since"] <= start
        takes = world.latency.pull_check if known else world.latency.pull_start + _download(world, found.size)
        end = start + takes
        pull = {"asked": world.now, "start": start, "end": end, "size": found.size, "digest": found.digest}
        if not known:
            image_there = {"size": found.size, "digest": found.digest, "since": end}
            world.runtime.put(node, IMAGES, {**have, found.name: image_there})
    world.runtime.put(node, PULLER, pull["end"])
    return pull


def _download(world: World, size: int) -> int:
    return size * _S // world.latency.pull_bytes_per_s
