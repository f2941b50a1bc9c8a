"""Pages of a lesson: learning, presenting, and the playground that has no lesson."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie

from tutorial.lessons import catalogue, pages
from tutorial.lessons.document import Lesson


@ensure_csrf_cookie
def learn(request, course: str, lesson: str):
    return render(request, "lesson.html", _lesson_context(request, "learn", course, lesson))


@ensure_csrf_cookie
def present(request, course: str, lesson: str):
    return render(request, "present.html", _lesson_context(request, "present", course, lesson))


@ensure_csrf_cookie
def playground(request):
    return render(request, "playground.html", pages.context(request, "learn"))


def _lesson_context(request, mode: str, course: str, lesson: str) -> dict:
    found = next((item for item in pages.courses(request) if item["slug"] == course), None)
    version = catalogue.published(course, lesson)
    if found is None or version is None:
        raise Http404(f"{course}/{lesson}")
    page = pages.lesson_page(Lesson.load(version.content), found, pages.language_of())
    return pages.context(request, mode, course=found, lesson=page)
