"""Who is at the other end without an account: a random token in a cookie."""

from __future__ import annotations

import re
import secrets

from django.conf import settings

from tutorial.middleware import Around

COOKIE = "orrery_browser"
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")


def token_of(cookies: dict) -> str:
    """The browser's token, or "" when it has none (or one that we did not make)."""
    token = cookies.get(COOKIE, "")
    return token if _TOKEN.match(token) else ""


def ensure_token(request) -> str:
    """The browser's token; a new one is given to it with the response."""
    if not request.browser:
        request.browser = secrets.token_urlsafe(32)
    return request.browser


class BrowserMiddleware(Around):
    """Sets `request.browser`, and the cookie when a view called `ensure_token`."""

    def before(self, request) -> None:
        request.browser = token_of(request.COOKIES)

    def after(self, request, response):
        if request.browser and request.browser != request.COOKIES.get(COOKIE):
            response.set_cookie(
                COOKIE,
                request.browser,
                max_age=settings.SESSION_COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
