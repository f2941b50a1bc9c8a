"""Pages that belong to no lesson: the front page, what is simulated, schemas for the editor, health."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import ensure_csrf_cookie

from cluster.kinds import KINDS
from tutorial.lessons import pages
from tutorial.schemas import compact_schema
from tutorial.share import figures
from tutorial.words import say

DIFFERENCES = Path(__file__).resolve().parent / "differences.yaml"


def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


def front(request):
    """`/`: the home page in the browser's language."""
    language = get_language_from_request(request)
    return redirect("/ko/" if language.startswith("ko") else "/en/")


@ensure_csrf_cookie
def home(request):
    figure = {"tape": reverse("figure-tape", args=["home"]), "grouping": figures.moving()["home"].grouping}
    context = {**pages.context(request, "home"), "courses": pages.courses(request), "figure": figure}
    return render(request, "home.html", context)


def simulated(request):
    """What is simulated, from the engine's own tables, and what differs from the real thing."""
    language = pages.language_of()
    differences = [{"topic": item["topic"][language], "text": item["text"][language]} for item in _differences()]
    return render(
        request,
        "simulated.html",
        {**pages.context(request, "simulated"), "groups": _groups(), "differences": differences},
    )


def schema(request, group: str, version: str, kind: str):
    """The fields of a kind for completion and hover in the editor; `core` is the core group."""
    found = compact_schema("" if group == "core" else group, version, kind)
    if found is None:
        return JsonResponse(
            {"error": {"code": "no_schema", "message": f"no schema for {group}/{version} {kind}"}}, status=404
        )
    return JsonResponse(found, headers={"Cache-Control": "public, max-age=3600"})


def forbidden(request, reason=""):
    """A form or script came without the page's token: cookies are off, or the page is very old."""
    language = pages.browser_language(request)
    if request.headers.get("Accept", "").startswith("text/html"):
        return render(request, "403.html", {"lang": language}, status=403)
    return JsonResponse({"error": {"code": "forbidden", "message": say("forbidden", language)}}, status=403)


def not_found(request, exception):
    return render(request, "404.html", pages.context(request, "home"), status=404)


def _groups() -> list[dict]:
    grouped: dict[tuple, list] = {}
    for kind in KINDS.all:
        entry = {
            name: getattr(kind, name)
            for name in ("kind", "plural", "short_names", "namespaced", "verbs", "subresources")
        }
        grouped.setdefault((kind.group, kind.version), []).append(entry)
    return [
        {"group": group or "core", "version": version, "kinds": sorted(kinds, key=lambda kind: kind["kind"])}
        for (group, version), kinds in sorted(grouped.items())
    ]


@lru_cache(maxsize=1)
def _differences() -> list[dict]:
    return yaml.safe_load(DIFFERENCES.read_text(encoding="utf-8"))
