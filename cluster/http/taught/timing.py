"""How long a connection has lasted: Daphne asks the clock on the wall, which may jump (it then drops every socket, or
pings none for as long as the jump was); this is a clock that cannot."""

from __future__ import annotations

from time import monotonic
from types import SimpleNamespace


def install() -> None:
    from daphne import http_protocol, server, ws_protocol

    for module in (http_protocol, server, ws_protocol):
        module.time = SimpleNamespace(time=monotonic)
