"""The content security policy: scripts strictly from our own files, nothing from other hosts."""

from __future__ import annotations

from asgiref.sync import iscoroutinefunction, markcoroutinefunction

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # CodeMirror and xterm.js write style elements
        "img-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)

EMBEDDED = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")  # of figures in other people's pages


class ContentSecurityPolicy:
    """Adds the policy to every response that has none of its own."""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self.get_response):
            return self._later(request)
        return _with_policy(self.get_response(request))

    async def _later(self, request):
        return _with_policy(await self.get_response(request))


def _with_policy(response):
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
