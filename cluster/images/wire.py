"""What travels between programs: the plain values by which clients, the network and servers speak to one another.

Everything is text or a whole number, so that it can be recorded as JSON; times are virtual microseconds.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Source(NamedTuple):
    """Who asks. `kind` is "pod" (with its container, if that matters), "node", or "outside": the learner's machine."""

    kind: str
    namespace: str = ""
    name: str = ""
    container: str = ""


OUTSIDE = Source("outside")


DATAGRAM = "UDP"  # the method of what is no HTTP: `body` goes as it is by that protocol, the answer is of code 0


class HttpRequest(NamedTuple):
    """What a client sends. How long it waits, in µs (None: as long as the kernel does): `timeout` for the whole with
    the name's lookup, `connect_timeout` for the same up to the connection, `idle` for each step after the lookup."""

    method: str
    url: str
    headers: dict[str, str] = {}
    body: str = ""
    timeout: int | None = None
    connect_timeout: int | None = None
    idle: int | None = None


class Asked(NamedTuple):
    """The request as the program that listens sees it. `path` with its query; header names in lower case; `client` is
    the address it comes from; `at` in µs since 1970."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    host: str
    client: str
    port: int
    at: int
    tls: bool = False


class Answer(NamedTuple):
    """What a program says. `took`: µs it needed; `log`: what it prints about it (with newline); `error`: "" or "reset"
    (hangs up without a word) or "hang" (never answers). A program that does not speak HTTP answers code 0 with what it
    sends as `body`. `throttled`: per cent of its CPU limit that the container would take, where it is made to wait;
    `memory`: what the program remembers of it for requests to come (None: what it knew before)."""

    code: int
    headers: dict[str, str] = {}
    body: str = ""
    took: int = 1000
    log: str = ""
    error: str = ""
    throttled: int = 0
    memory: dict[str, Any] | None = None  # plain JSON
    lasts: bool = True  # as far as is known it is the same until something happens


class Resolved(NamedTuple):
    """The answer to a DNS question. `names`: the full name that was found, canonical names after it; of other records
    their texts; `error`: "", "nxdomain", "nodata" or "timeout"; `server`: the address that was asked; `asked`: every
    full name that was tried."""

    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    error: str = ""
    server: str = ""
    asked: tuple[str, ...] = ()
    took: int = 0
    trace: tuple[dict[str, Any], ...] = ()


class Reply(NamedTuple):
    """What came of a request. `code` is None where there was no HTTP answer; `error`: "", "resolve", "refused",
    "timeout", "reset", "unreachable"; `peer`: address and port that the client spoke to, as it saw them; `took` µs;
    `trace`: the hops {"at" (µs after the start), "kind", "ref", "code", "params"}."""

    code: int | None
    headers: dict[str, str] = {}
    body: str = ""
    error: str = ""
    detail: str = ""
    peer: str = ""
    took: int = 0
    trace: tuple[dict[str, Any], ...] = ()
    certificate: str = ""  # what the server called itself, for https


class Question(NamedTuple):
    """What a program asks of the network: `kind` is "resolve" (name, record, server), "request" (the fields of an
    HttpRequest) or "connect" (host, port, protocol, timeout)."""

    kind: str
    asked: tuple

    @property
    def text(self) -> str:
        return json.dumps([self.kind, *self.asked])

    @property
    def key(self) -> tuple:
        """What its draws hang on, beside who asks and when."""
        return self.asked[1:2] if self.kind == "request" else self.asked[: 2 if self.kind == "connect" else 1]

    def told(self, found: Any) -> list:
        """The answer as JSON, without its trace."""
        if self.kind == "resolve":
            return [[*found.addresses], [*found.names], found.error, found.server, [*found.asked], found.took]
        return [found.code, found.headers, found.body, found.error, found.detail, found.peer, found.took,
                found.certificate]  # fmt: skip

    def answer(self, told: list) -> Any:
        """The answer of what `told` gave."""
        if self.kind == "resolve":
            return Resolved(tuple(told[0]), tuple(told[1]), told[2], told[3], tuple(told[4]), told[5])
        return Reply(*told[:7])._replace(certificate=told[7])


def question(text: str) -> Question:
    """The one of that `text`."""
    kind, *asked = json.loads(text)
    return Question(kind, tuple(asked))
