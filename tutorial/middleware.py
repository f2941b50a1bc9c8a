"""What stands around every view; the content security policy: scripts strictly from our own files, nothing from other
hosts."""

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


class Around:
    """A middleware for both kinds of views: does something with a request before it is answered, and with the answer.

    https://docs.djangoproject.com/en/stable/topics/http/middleware/#asynchronous-support"""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        self.before(request)
        if iscoroutinefunction(self.get_response):
            return self._later(request)
        return self.after(request, self.get_response(request))

    async def _later(self, request):
        return self.after(request, await self.get_response(request))

    def before(self, request) -> None:
        """The request has come."""

    def after(self, request, response):
        """The response as it shall go."""
        return response


class ContentSecurityPolicy(Around):
    """Adds the policy to every response that has none of its own."""

    def after(self, request, response):
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response
