"""What all that stays open has in common: things are told as they happen, and the client is heard meanwhile.

A watch tells events, a followed log lines, exec and port-forward bytes; over HTTP or over a WebSocket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cluster.http.application import Backend

FOREVER_S = 3600.0
BOOKMARKS_S = 60.0  # who asked for bookmarks gets one although nothing has changed
TOGETHER = 100  # events of a watch that are told in one piece: what waits for a slow client is bounded by it
_GONE = ("http.disconnect", "websocket.disconnect")


class Client:
    """The other side of a connection. `gone` once it has left."""

    def __init__(self, receive: Callable[[], Awaitable[dict]]):
        self._receive = receive
        self._next: asyncio.Future = asyncio.ensure_future(receive())
        self.gone = False

    async def hear(self, news: Awaitable[int]) -> tuple[int | None, dict | None]:
        """(what the news are, what the client has said): of the two what comes first, None for what has not come."""
        waiting = asyncio.ensure_future(news)
        await asyncio.wait((self._next, waiting), return_when=asyncio.FIRST_COMPLETED)
        told = waiting.result() if waiting.done() else None
        waiting.cancel()
        if not self._next.done():
            return told, None
        message = self._next.result()
        self.gone = message["type"] in _GONE
        if not self.gone:
            self._next = asyncio.ensure_future(self._receive())
        return told, message

    def leave(self) -> None:
        self._next.cancel()


async def watch(
    watching: Any, seconds: float, backend: Backend, client: Client, tell: Callable[[list[dict]], Awaitable[None]]
) -> None:
    """Events as they come, until the client goes, `seconds` (0: for ever) have passed on the wall, or it ends."""
    watching.deadline = None
    now = asyncio.get_running_loop().time
    end = now() + (seconds or 10 * FOREVER_S)
    revision = 0
    try:
        while not client.gone:
            for events in _in_pieces(watching.poll()):
                await tell(events)
            left = end - now()
            if watching.closed or left <= 0:
                break
            told, _ = await client.hear(backend.changed(revision, min(left, BOOKMARKS_S), watching.resource))
            revision = revision if told is None else told
    finally:
        watching.close()
        client.leave()


async def talk(
    backend: Backend,
    client: Client,
    give: Callable[[], Iterable[dict]],
    done: Callable[[], bool],
    send: Callable[[dict], Awaitable[None]],
    take: Callable[[dict], Awaitable[None]] | None = None,
) -> bool:
    """What `give` has goes out and what the client says goes to `take`, until it is `done`; False when the client has
    left before."""
    moves = await backend.moved(-1, FOREVER_S)
    while True:
        for message in give():
            await send(message)
        if done():
            return True
        told, said = await client.hear(backend.moved(moves, FOREVER_S))
        moves = moves if told is None else told
        if client.gone:
            return False
        if said is not None and take is not None:
            await take(said)


def _in_pieces(events: list[dict]) -> Iterator[list[dict]]:
    for start in range(0, len(events), TOGETHER):
        yield events[start : start + TOGETHER]
