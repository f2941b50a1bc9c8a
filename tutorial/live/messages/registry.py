"""What a browser may say: one function for each type of message, giving the `result` of its ack or raising Refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from tutorial.live.viewer import OWNER, Viewer
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host

Result = dict | None


class Handler(NamedTuple):
    run: Callable[..., Any]
    owner_only: bool
    repeatable: bool  # asking again does no harm: the answer is not kept


HANDLERS: dict[str, Handler] = {}


def message(name: str, owner_only: bool = False, repeatable: bool = False):
    def register(function):
        HANDLERS[name] = Handler(function, owner_only, repeatable)
        return function

    return register


async def answer(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> dict:
    """The result of one message. Raises Refusal."""
    handler = HANDLERS.get(given["type"]) if isinstance(given.get("type"), str) else None
    if handler is None:
        raise Refusal("unknown_type", given=repr(given.get("type"))[:80], allowed=", ".join(sorted(HANDLERS)))
    if handler.owner_only and viewer.role != OWNER:
        raise Refusal("read_only")
    result = handler.run(host, live, viewer, given)
    if isinstance(result, Awaitable):
        result = await result
    return result or {}
