"""curl, wget, nslookup and their kin in a container: the words of cluster.images.webclients with a shell's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster.images.commands.base import Call


def run(call: Call) -> int:
    """Without a network (a moment at which none is known) no name resolves."""
    names = [argument for argument in call.args if not argument.startswith("-")]
    call.err(f"{call.name}: bad address '{names[-1] if names else ''}'\n")
    return 1
