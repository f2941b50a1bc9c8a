"""The page behind the link that a presenter gives away. What it may do is decided by the socket (role follower)."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import ensure_csrf_cookie

from tutorial.lessons import pages
from tutorial.lessons.document import Lesson
from tutorial.live import records


@ensure_csrf_cookie
def follow(request, key: str):
    record = records.find(follow_key=key)
    if record is None:
        return _gone(request)
    wanted = request.GET.get("lang") or (record.language if not request.headers.get("Accept-Language") else "")
    language = wanted if wanted in ("ko", "en") else pages.browser_language(request)
    with translation.override(language):
        course = lesson = None
        if record.version:
            slug = record.version.lesson.course.slug
            course = next((item for item in pages.courses(request) if item["slug"] == slug), None)
        if course is not None:
            lesson = pages.lesson_page(Lesson.load(record.version.content), course, language)
        cluster = {"id": record.id, "socket": f"/ws/clusters/{record.id}/?key={key}&lang={language}"}
        context = pages.context(request, "follow", course=course, lesson=lesson, cluster=cluster)
        other = "en" if language == "ko" else "ko"
        context["boot"]["urls"]["other_lang"] = context["other"] = f"{request.path}?lang={other}"
        return render(request, "follow.html", context)


def _gone(request):
    """The cluster of the link was deleted, or there never was one."""
    asked = request.GET.get("lang")
    language = asked if asked in ("ko", "en") else pages.browser_language(request)
    with translation.override(language):
        context = {**pages.context(request, "share"), "lang": language, "gone": "cluster"}
        return render(request, "gone.html", context, status=410)
