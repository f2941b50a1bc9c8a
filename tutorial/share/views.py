"""Pages of recordings: to watch, to embed, to take home. They need no account; what is embedded sets no cookie."""

from __future__ import annotations

import gzip
import logging
import re
import zlib
from collections.abc import Callable
from functools import lru_cache, wraps

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import ensure_csrf_cookie

from tutorial.lessons import catalogue, pages
from tutorial.lessons.document import LANGUAGES, Lesson
from tutorial.lessons.parts import parts_shown
from tutorial.middleware import EMBEDDED
from tutorial.share import figures as drawn
from tutorial.share import sharing
from tutorial.share.single import single_file
from tutorial.share.tape import packed
from tutorial.words import say

log = logging.getLogger(__name__)
GONE = 410
CACHED = {"Cache-Control": "public, max-age=3600"}


class Gone(Exception):
    """A recording that was taken back, that never was, or that cannot be read any more."""


def kindly(answer: Callable) -> Callable:
    """A view of a recording; `answer(request)` is for who comes when it is gone."""

    def around(view: Callable) -> Callable:
        @wraps(view)
        def seen(request, key: str):
            try:
                return view(request, key)
            except Gone:
                return answer(request)

        return seen

    return around


# -- recordings --------------------------------------------------------------------------------------------------------


@kindly(lambda request: _gone_page(request))
@ensure_csrf_cookie
def recording(request, key: str):
    """The page of a link: anybody may watch, wind it back, and go on from it."""
    made = _recording(key)
    context = pages.context(request, "share")
    mine = bool((made.browser and made.browser == request.browser) or (made.user and made.user == request.user))
    share = {
        "go_on": reverse("recording-go-on", args=[key]),
        "withdraw": reverse("recording-withdraw", args=[key]) if mine else None,
        "title": made.title,
        **sharing.addresses(request, key),
    }
    context["boot"] |= {"share": share, "lang": _language(request)}
    return render(request, "recording.html", {**context, "share": share, "made_at": made.made_at})


@xframe_options_exempt
@kindly(lambda request: _gone_embed(request))
def recording_embed(request, key: str):
    made = _recording(key)
    figure = {
        "title": made.title,
        "tape": reverse("recording-tape", args=[key]),
        "page": reverse("recording", args=[key]),
    }
    return _embed(request, figure)


@kindly(lambda request: _gone_tape(request))
def recording_tape(request, key: str):
    return _tape(request, bytes(_recording(key).tape))


@kindly(lambda request: _gone_page(request))
def recording_file(request, key: str):
    made = _recording(key)
    return _file(request, bytes(made.tape), made.title, "", reverse("recording", args=[key]))


# -- figures -----------------------------------------------------------------------------------------------------------


def figures(request):
    """The article's pictures, each of them alive."""
    shown = [_figure(request, slug) for slug in (*drawn.figures(), *drawn.pairs())]
    return render(request, "figures.html", {**pages.context(request, "figures"), "figures": shown})


@xframe_options_exempt
def figure_embed(request, slug: str):
    return _embed(request, _figure(request, slug))


def figure_tape(request, slug: str):
    return _tape(request, _packed_figure(_known(slug)))


def figure_file(request, slug: str):
    figure = _figure(request, slug)
    return _file(request, _packed_figure(slug), figure["title"], figure["caption"], figure["page"], figure["grouping"])


# -- lessons -----------------------------------------------------------------------------------------------------------


@xframe_options_exempt
def lesson_embed(request, course: str, lesson: str):
    return _embed(request, _lesson_figure(request, course, lesson))


def lesson_tape(request, course: str, lesson: str):
    return _tape(request, _packed_lesson(_version(course, lesson)))


def lesson_file(request, course: str, lesson: str):
    figure = _lesson_figure(request, course, lesson)
    tape = _packed_lesson(_version(course, lesson))
    return _file(request, tape, figure["title"], "", figure["page"], figure["grouping"])


@xframe_options_exempt
def step_embed(request, course: str, lesson: str, step: str):
    return _embed(request, _step_figure(request, course, lesson, step))


def step_tape(request, course: str, lesson: str, step: str):
    return _tape(request, _packed_lesson(_version(course, lesson), step))


def step_file(request, course: str, lesson: str, step: str):
    figure = _step_figure(request, course, lesson, step)
    tape = _packed_lesson(_version(course, lesson), step)
    return _file(request, tape, figure["title"], figure["caption"], figure["page"], figure["grouping"])


# -- inside ------------------------------------------------------------------------------------------------------------


def _embed(request, figure: dict):
    """A figure for another page's `<iframe>`: ?lang=ko|en, ?theme=light|dark (else as the reader's system)."""
    theme = request.GET.get("theme")
    context = {"figure": figure, "lang": _language(request), "theme": theme if theme in ("light", "dark") else ""}
    response = render(request, "embed.html", context)
    response.headers["Content-Security-Policy"] = EMBEDDED
    return response


def _tape(request, data: bytes) -> HttpResponse:
    headers = {**CACHED, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(data, content_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(data), content_type="application/json", headers=headers)


def _file(request, tape: bytes, title: str, caption: str, page: str, grouping: str = "node") -> HttpResponse:
    figure = {"title": title, "caption": caption, "page": request.build_absolute_uri(page), "grouping": grouping}
    text = single_file(figure, gzip.decompress(tape).decode(), _language(request))
    name = re.sub(r"[^\w-]+", "-", page.strip("/").split("/")[-1]).strip("-") or "orrery"
    return HttpResponse(text, headers={"Content-Disposition": f'attachment; filename="orrery-{name}.html"'})


def _figure(request, slug: str) -> dict:
    figure, language = drawn.moving()[_known(slug)], _language(request)
    return {
        "slug": slug,
        "number": figure.number,
        "title": figure.title.get(language, ""),
        "caption": figure.caption.get(language, ""),
        "grouping": figure.grouping,
        "tape": reverse("figure-tape", args=[slug]),
        "embed": reverse("figure-embed", args=[slug]),
        "file": f"{reverse('figure-file', args=[slug])}?lang={language}",
        "page": f"/{language}/figures/#{slug}" if figure.title else f"/{language}/",
    }


def _lesson_figure(request, course: str, lesson: str) -> dict:
    language = _language(request)
    title = _version(course, lesson).content["title"]
    return {
        "title": _in(title, language) or lesson,
        "caption": "",
        "grouping": "owner",
        "tape": reverse("lesson-tape", args=[course, lesson]),
        "page": f"/{language}/courses/{course}/{lesson}/",
    }


def _step_figure(request, course: str, lesson: str, step: str) -> dict:
    """One step: its title, and the lesson's as what it is taken from."""
    content, language = _version(course, lesson).content, _language(request)
    found = next((one for one in content["steps"] if one["id"] == step), None)
    if found is None or step not in parts_shown(Lesson.load(content)):
        raise Http404(f"{course}/{lesson} has no answer for a step {step}")
    whole = _lesson_figure(request, course, lesson)
    return {
        **whole,
        "title": _in(found["title"], language) or step,
        "caption": whole["title"],
        "tape": reverse("step-tape", args=[course, lesson, step]),
        "page": f"{whole['page']}#step-{step}",
    }


def _in(words: dict, language: str) -> str:
    return words.get(language) or next((text for text in words.values() if text), "")


def _known(slug: str) -> str:
    if slug not in drawn.moving():
        raise Http404(f"there is no figure {slug}; there are {', '.join(drawn.figures())}")
    return slug


def _recording(key: str):
    made = sharing.find(key)
    if made is None or made.withdrawn:
        raise Gone(key)
    try:
        gzip.decompress(bytes(made.tape))
    except (OSError, EOFError, zlib.error) as error:
        log.error("recording %s is damaged (%s): its link says that it is gone; a backup may have it", key, error)
        raise Gone(key) from error
    return made


def _gone_page(request):
    context = {**pages.context(request, "share"), "lang": _language(request), "gone": "recording"}
    return render(request, "gone.html", context, status=GONE)


def _gone_embed(request):
    """Small enough for a blog's column, and with nothing that a reader has to press."""
    theme = request.GET.get("theme")
    words = say("no_recording", _language(request))
    context = {"words": words, "lang": _language(request), "theme": theme if theme in ("light", "dark") else ""}
    response = render(request, "embed-gone.html", context, status=GONE)
    response.headers["Content-Security-Policy"] = EMBEDDED
    return response


def _gone_tape(request) -> JsonResponse:
    message = say("no_recording", _language(request))
    return JsonResponse({"error": {"code": "no_recording", "message": message}}, status=GONE)


def _version(course: str, lesson: str):
    version = catalogue.published(course, lesson)
    if version is None:
        raise Http404(f"{course}/{lesson}")
    return version


@lru_cache(maxsize=64)
def _packed_figure(slug: str) -> bytes:
    return packed(drawn.tape_of_figure(slug))


@lru_cache(maxsize=256)
def _packed_content(version: int, step: str) -> bytes | None:
    from tutorial.lessons.models import Version

    lesson = Lesson.load(Version.objects.get(pk=version).content)
    tape = drawn.tape_of_step(lesson, step) if step else drawn.tape_of_lesson(lesson)
    return packed(tape) if tape else None


def _packed_lesson(version, step: str = "") -> bytes:
    """The tape of a lesson's shown answer, or of one step's part of it; a published version never changes."""
    data = _packed_content(version.pk, step)
    if data is None:
        raise Http404("there is no answer to be shown")
    return data


def _language(request) -> str:
    """?lang=, else the page's or the browser's."""
    asked = request.GET.get("lang")
    if asked in LANGUAGES:
        return asked
    match = request.resolver_match
    return pages.language_of() if match and match.url_name == "figures" else pages.browser_language(request)
