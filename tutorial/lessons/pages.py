"""What every page's template gets: the boot JSON of the working contract, and the words around it."""

from __future__ import annotations

from django.conf import settings
from django.middleware.csrf import get_token
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_from_request

from tutorial.lessons import models, progress
from tutorial.lessons.document import LANGUAGES, Lesson
from tutorial.lessons.markdown import to_html
from tutorial.lessons.parts import parts_shown


def language_of() -> str:
    """The page's language: ko or en."""
    return "ko" if (get_language() or "").startswith("ko") else "en"


def browser_language(request) -> str:
    """The language that the browser asks for, on pages without one in their address."""
    return "ko" if get_language_from_request(request).startswith("ko") else "en"


def courses(request) -> list[dict]:
    """All courses with their published lessons and what this learner has done; `url` is the first lesson not done."""
    language, done = language_of(), progress.of_learner(request.browser, request.user)
    found = []
    for course in models.Course.objects.prefetch_related("lessons__published"):
        lessons = [_entry(course, row, number, language, done) for number, row in enumerate(_published(course), 1)]
        if lessons:
            url = next((lesson["url"] for lesson in lessons if not lesson["done"]), lessons[0]["url"])
            found.append({"slug": course.slug, "title": course.title(language), "lessons": lessons, "url": url})
    return found


def boot(
    request, mode: str, course: dict | None = None, lesson: dict | None = None, cluster: dict | None = None
) -> dict:
    """The JSON that the page's scripts start from."""
    language = language_of()
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    urls = {
        "clusters": reverse("clusters"),
        "progress": reverse("progress"),
        "schema": "/schema/",
        "home": reverse("home"),
        "playground": reverse("playground"),
        "simulated": reverse("simulated"),
        "figures": reverse("figures"),
        "admin": reverse("admin:index"),
        "login": reverse("login"),
        "logout": reverse("logout"),
        "other_lang": translate_url(request.get_full_path(), other) if request.path != "/" else f"/{other}/",
        "present": reverse("present", args=[course["slug"], lesson["slug"]]) if course and lesson else None,
        "learn": reverse("lesson", args=[course["slug"], lesson["slug"]]) if course and lesson else None,
    }
    return {
        "lang": language,
        "mode": mode,
        "course": course
        and {
            **course,
            "lessons": [{key: x[key] for key in ("slug", "title", "done", "url")} for x in course["lessons"]],
        },
        "lesson": lesson,
        "urls": urls,
        "csrf": get_token(request),
        "user": request.user.get_username() if request.user.is_authenticated else None,
        "cluster": cluster,
        "limits": {"file_bytes": settings.CLUSTER_LIMITS["file_bytes"]},
    }


def context(request, mode: str, **parts) -> dict:
    """The template's context: boot and what templates show themselves."""
    made = boot(request, mode, **parts)
    return {
        "boot": made,
        "lang": made["lang"],
        "other": made["urls"]["other_lang"],
        "course": parts.get("course"),
        "lesson": made["lesson"],
    }


def lesson_page(lesson: Lesson, course: dict, language: str) -> dict:
    """The lesson as its page shows it: safe HTML in one language; no answers."""
    slugs = [item["slug"] for item in course["lessons"]]
    figures = parts_shown(lesson)
    index = slugs.index(lesson.slug) if lesson.slug in slugs else 0
    around = [course["lessons"][at]["url"] if 0 <= at < len(slugs) else None for at in (index - 1, index + 1)]
    return {
        "slug": lesson.slug,
        "number": index + 1,
        "of": len(slugs),
        "title": _in(lesson.title, language) or lesson.slug,
        "html": to_html(_in(lesson.intro, language)),
        "steps": [
            {
                "id": s.id,
                "title": _in(s.title, language),
                "html": to_html(_in(s.prose, language)),
                "figure": _figure(course["slug"], lesson.slug, s.id) if s.id in figures else None,
            }
            for s in lesson.steps
        ],
        "goals": [{"id": check.id, "text": _in(check.text, language)} for check in lesson.goals],
        "guards": [{"id": check.id, "text": _in(check.text, language)} for check in lesson.guards],
        "questions": [
            {"id": one.id, "step": one.step, "text": _in(one.text, language), "script": one.script}
            for one in lesson.questions
        ],
        "hints": [to_html(hint) for hint in lesson.hints.get(language, [])],
        "files": list(lesson.files),
        "previous": around[0],
        "next": around[1],
    }


def _figure(course: str, lesson: str, step: str) -> dict:
    """Addresses of a step as a figure (tutorial/share)."""
    return {name: reverse(f"step-{name}", args=[course, lesson, step]) for name in ("embed", "file", "tape")}


def _in(words: dict, language: str) -> str:
    return words.get(language) or next((text for text in words.values() if text), "")


def _published(course: models.Course) -> list[models.Lesson]:
    return [row for row in course.lessons.all() if row.published]


def _entry(course: models.Course, row: models.Lesson, number: int, language: str, done: dict) -> dict:
    title = row.published.content["title"]
    return {
        "slug": row.slug,
        "number": number,
        "title": title.get(language) or next(iter(title.values()), row.slug),
        "done": done.get(f"{course.slug}/{row.slug}", {}).get("solved", False),
        "url": reverse("lesson", args=[course.slug, row.slug]),
    }
