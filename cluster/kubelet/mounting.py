"""A pod's volumes as its containers see them: what is mounted where, and what is in it.

The pod's record holds, under `volumes`, name → {"changes": [...]} of those that live with the pod; volumes that outlive
it (hostPath, claims) have their changes in their node's runtime under `disk/PATH`. Changes: see cluster.images.tree.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from cluster.images.files import Mount, Write
from cluster.images.tree import Node, folder

if TYPE_CHECKING:
    from cluster.kubelet.inside import Held
    from cluster.runtime import Runtime


def put(base: dict[str, Node], path: str, text: str) -> None:
    """Add a file to a tree that is being made."""
    above = posixpath.dirname(path)
    while above not in base:
        base[above] = folder()
        above = posixpath.dirname(above)
    base[path] = Node("file", text)


def mounts(runtime: Runtime, at: Held, writes: list[Write], now: int) -> list[Mount]:
    return []


def keep(runtime: Runtime, at: Held, record: dict, writes: list[Write]) -> dict:
    """The record with what was written into volumes."""
    return record
