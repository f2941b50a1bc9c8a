"""Sockets are opened by our own pages only: the Origin's host and port are those that the browser connected to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_own_origin(headers: list[tuple[bytes, bytes]]) -> bool:
    """True when the Origin names the Host of this very request, and that host is one of ours."""
    found = {name.decode("latin1").lower(): value.decode("latin1") for name, value in headers}
    try:
        origin = urlsplit(found.get("origin", ""))
        host = urlsplit(f"//{found.get('host', '')}")
        if origin.scheme not in DEFAULT_PORTS or not origin.hostname or not host.hostname:
            return False
        default = DEFAULT_PORTS[origin.scheme]
        same = (origin.hostname, origin.port or default) == (host.hostname, host.port or default)
    except ValueError:
        return False
    name = f"[{host.hostname}]" if ":" in host.hostname else host.hostname
    return same and validate_host(name, settings.ALLOWED_HOSTS)


class SameOrigin:
    """ASGI: refuses (403) WebSockets that other sites opened."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        if is_own_origin(scope.get("headers", [])):
            return await self.application(scope, receive, send)
        return await refuse(scope, receive, send)


async def refuse(scope, receive, send) -> None:
    """ASGI: turns a WebSocket away before it is open."""
    await receive()
    await send({"type": "websocket.close", "code": 4403})
