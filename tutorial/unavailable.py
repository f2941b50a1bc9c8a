"""What is answered while the database is in trouble: 503 with what it is and when to try again, in the reader's
language. Nothing of it needs a session or the database."""

from __future__ import annotations

import logging
import sys

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, get_language_from_request
from django.views import defaults

from tutorial.live.trouble import RETRY_S, Trouble, trouble_of
from tutorial.middleware import EMBEDDED, Around
from tutorial.words import LANGUAGES, say, say_cause

log = logging.getLogger(__name__)
DATA = {
    "clusters",
    "object",
    "token",
    "progress",
    "share",
    "recording-go-on",
    "recording-withdraw",
    "preview",
    "schema",
}


class DatabaseTrouble(Around):
    """Answers for a view that could not go on because of the database."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        trouble = _trouble(exception)
        return None if trouble is None else unavailable(request, trouble)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an exception that left a middleware (a session that could not be saved) or that is our mistake."""
    trouble = _trouble(sys.exc_info()[1])
    return render(None, "500.html", status=500) if trouble is None else unavailable(request, trouble)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django takes a session that could not be saved for one that was ended elsewhere: see `_trouble`."""
    trouble = _trouble(exception)
    return defaults.bad_request(request, exception) if trouble is None else unavailable(request, trouble)


def unavailable(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """A page, a figure for another page's `<iframe>`, or JSON: as what was asked for would have been."""
    log.error("%s %s: %s: %s", request.method, request.path, trouble.code, trouble.advice)
    language, name = _language(request), _name(request)
    headers = {"Retry-After": str(RETRY_S), "Cache-Control": "no-store"}
    if _is_data(request, name):
        body = {"error": {"code": trouble.code, "message": say(trouble.code, language)}}
        return JsonResponse(body, status=503, headers=headers)
    embedded, sent = name.endswith("embed"), request.method not in ("GET", "HEAD")
    theme = request.GET.get("theme")
    context = {
        "lang": language,
        "cause": say_cause(trouble.code, language),
        "sent": sent,
        "again": request.get_full_path(),
        "theme": theme if theme in ("light", "dark") else "",
    }
    text = render_to_string("embed-waits.html" if embedded else "503.html", context)
    response = HttpResponse(text, status=503, headers=headers)
    if embedded:
        response.headers["Content-Security-Policy"] = EMBEDDED
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


def _trouble(error: BaseException | None) -> Trouble | None:
    while isinstance(error, (SessionInterrupted, UpdateError)):  # what they were raised for is behind them
        error = error.__context__
    return trouble_of(error) if isinstance(error, (Error, Trouble)) else None


def _name(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""


def _is_data(request: HttpRequest, name: str) -> bool:
    """Does a script read it? Who says so is believed; scripts that say nothing in particular: by what they ask for."""
    accept = request.headers.get("Accept", "")
    if "text/html" in accept:
        return False
    return accept.startswith("application/json") or name in DATA or name.endswith("-tape")


def _language(request: HttpRequest) -> str:
    """?lang=, else the address's, else the browser's."""
    asked = request.GET.get("lang", "")
    found = get_language_from_path(request.path_info) or get_language_from_request(request)
    return asked if asked in LANGUAGES else ("ko" if found.startswith("ko") else "en")
