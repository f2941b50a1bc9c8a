"""What a program that listens knows of a request, and the registry of those that answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from cluster.images.place import Place
from cluster.images.wire import Answer, Asked, HttpRequest, Reply

Ask = Callable[[HttpRequest], Reply]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Visit(NamedTuple):
    """`argv` of the program that listens in `place`; `ask`: a request that it makes itself to answer."""

    place: Place
    argv: tuple[str, ...]
    port: int
    asked: Asked
    ask: Ask | None = None

    @property
    def path(self) -> str:
        """Without its query."""
        return self.asked.path.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        found = {}
        for part in self.asked.path.partition("?")[2].split("&"):
            name, _, value = part.partition("=")
            if name:
                found[unquoted(name)] = unquoted(value.replace("+", " "))
        return found

    @property
    def memory(self) -> dict[str, Any]:
        """What the program has remembered of requests before (Answer.memory); not to be changed in place."""
        return self.place.memory.get(str(self.port), {})

    def when(self, form: str) -> str:
        return (_EPOCH + timedelta(microseconds=self.asked.at)).strftime(form)


Handler = Callable[[Visit], Answer]
HANDLERS: dict[str, Handler] = {}  # program, or the name of an executable → how it answers


def answers(*names: str) -> Callable[[Handler], Handler]:
    def register(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, function))
        return function

    return register


def plain(text: str, code: int = 200, kind: str = "text/plain; charset=utf-8", **more: str) -> Answer:
    return Answer(code, {"Content-Type": kind, **more}, text)


def unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text, errors="surrogateescape")
