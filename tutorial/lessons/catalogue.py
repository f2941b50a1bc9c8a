"""Between the document of a course and its rows: loading a folder, publishing versions, finding what to show."""

from __future__ import annotations

import json
from hashlib import sha256

import yaml
from django.db import models as dbmodels
from django.db import transaction

from tutorial.lessons import models
from tutorial.lessons.document import LANGUAGES, BadLesson, Course, Lesson, Step
from tutorial.lessons.folder import dump, structure
from tutorial.lessons.lines import located
from tutorial.lessons.shape import read_structure


def course_digest(course: Course) -> str:
    parts = [course.slug, course.titles, [lesson.digest() for lesson in course.lessons]]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def save_course(course: Course) -> bool:
    """Make or update the rows of a course and publish what changed; False when nothing had changed."""
    digest = course_digest(course)
    row = models.Course.objects.filter(slug=course.slug).first()
    if row and row.digest == digest:
        return False
    titles = {f"title_{language}": course.titles.get(language, "") for language in LANGUAGES}
    row, _ = models.Course.objects.update_or_create(slug=course.slug, defaults={**titles, "digest": digest})
    row.lessons.exclude(slug__in=[lesson.slug for lesson in course.lessons]).delete()
    for position, lesson in enumerate(course.lessons):
        publish(save_lesson(row, lesson, position), lesson)
    return True


def save_lesson(course: models.Course, lesson: Lesson, position: int) -> models.Lesson:
    """Make or update the editable rows of one lesson."""
    outline = {key: value for key, value in structure(lesson).items() if key != "steps"}
    fields = {
        f"{name}_{language}": getattr(lesson, name).get(language, "")
        for name in ("title", "intro")
        for language in LANGUAGES
    }
    fields |= {"position": position, "structure": dump(outline) if outline else ""}
    row, _ = models.Lesson.objects.update_or_create(course=course, slug=lesson.slug, defaults=fields)
    row.steps.all().delete()
    row.hints.all().delete()
    for index, step in enumerate(lesson.steps):
        words = {
            f"{name}_{language}": getattr(step, name).get(language, "")
            for name in ("title", "prose")
            for language in LANGUAGES
        }
        models.Step.objects.create(lesson=row, slug=step.id, position=index, **words)
    for index in range(max((len(hints) for hints in lesson.hints.values()), default=0)):
        words = {
            f"text_{language}": "".join(lesson.hints.get(language, [])[index : index + 1]) for language in LANGUAGES
        }
        models.Hint.objects.create(lesson=row, position=index, **words)
    return row


def lesson_document(row: models.Lesson) -> Lesson:
    """The document of the rows as they are now. Raises BadLesson when `structure` is wrong."""
    try:
        data = yaml.safe_load(row.structure) or {}
    except yaml.YAMLError as error:
        raise BadLesson(row.slug, [f"structure does not parse: {error}"]) from error
    if isinstance(data, dict) and "steps" in data:
        raise BadLesson(row.slug, ["structure.steps does not belong here: steps are edited below"])
    try:
        lesson = read_structure(row.slug, data)
    except BadLesson as error:
        raise BadLesson(row.slug, [f"structure {why}" for why in located(row.structure, error.problems)]) from error
    for language in LANGUAGES:
        title = getattr(row, f"title_{language}")
        if title:
            lesson.title[language] = title
            lesson.intro[language] = _lines(getattr(row, f"intro_{language}"))
            lesson.hints[language] = [
                _lines(text) for hint in row.hints.all() if (text := getattr(hint, f"text_{language}"))
            ]
    for item in row.steps.all():
        words = {name: {x: _lines(getattr(item, f"{name}_{x}")) for x in lesson.title} for name in ("title", "prose")}
        lesson.steps.append(Step(item.slug, **words))
    return lesson


def course_document(row: models.Course) -> Course:
    """The whole course as its rows are now, for export."""
    return Course(
        row.slug, {"ko": row.title_ko, "en": row.title_en}, [lesson_document(lesson) for lesson in row.lessons.all()]
    )


def publish(row: models.Lesson, lesson: Lesson) -> models.Version:
    """Make `lesson` the version that learners get from now on; the one there is, if it says the same."""
    digest = lesson.digest()
    if row.published and row.published.digest == digest:
        return row.published
    number = (row.versions.aggregate(last=dbmodels.Max("number"))["last"] or 0) + 1
    row.published = models.Version.objects.create(lesson=row, number=number, digest=digest, content=lesson.dump())
    row.save(update_fields=["published"])
    return row.published


def published(course: str, lesson: str) -> models.Version | None:
    """The version that a learner who starts now gets."""
    return (
        models.Version.objects.select_related("lesson__course")
        .filter(lesson__course__slug=course, lesson__slug=lesson, id=dbmodels.F("lesson__published"))
        .first()
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n")
