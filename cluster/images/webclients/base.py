"""What every client gets and gives."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

from cluster.images.wire import HttpRequest, Reply, Resolved


class Printed(NamedTuple):
    """`took` in µs; `files`: what it saved, by name."""

    stdout: str = ""
    stderr: str = ""
    code: int = 0
    took: int = 0
    files: dict[str, str] = {}


class Call(NamedTuple):
    """One run of a client; see cluster.images.webclients.run."""

    args: list[str]
    asker: Any
    stdin: str
    now: int
    flavour: str
    version: str
    tty: bool

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        if self.asker is None:
            return Resolved((), error="timeout")
        return self.asker.resolve(name, record, server)

    def request(self, request: HttpRequest) -> Reply:
        return Reply(None, error="resolve", detail="timeout") if self.asker is None else self.asker.request(request)

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        if self.asker is None:
            return Reply(None, error="resolve", detail="timeout")
        return self.asker.connect(host, port, protocol, timeout)


def phrase(code: int) -> str:
    """`404` → `Not Found`."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def seconds(text: str) -> int | None:
    """`2`, `1.5` → µs; None for what is no number."""
    try:
        return max(0, round(float(text) * 1_000_000)) if len(text) < 16 else None
    except (ValueError, OverflowError):
        return None


def size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def parted(url: str) -> tuple[str, str, str, str]:
    """(scheme, host with port, host, port as text or "") of a URL, which may lack its scheme."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "http", url
    place = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    host, colon, port = place.partition(":")
    return scheme.lower(), place, host, port if colon else ""


def moved(url: str, location: str) -> str:
    """Where a redirect leads."""
    if "://" in location:
        return location
    scheme, place, _, _ = parted(url)
    if location.startswith("/"):
        return f"{scheme}://{place}{location}"
    return f"{url.rpartition('/')[0]}/{location}"


def header(headers: dict[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
