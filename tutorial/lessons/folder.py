"""A course as a folder: course.yaml, and for each lesson a folder with lesson.yaml, ko.md and en.md.

Export → import → export gives the same bytes.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from tutorial.lessons.document import LANGUAGES, BadLesson, Check, Course, Lesson, Question, Script, Start
from tutorial.lessons.lines import located
from tutorial.lessons.prose import read_prose, write_prose
from tutorial.lessons.shape import SLUG, read_structure

MOST_BYTES = 1_000_000  # of one file
MOST_ALIASES = 20  # few, so that they cannot stand for millions of values


def read_course(folder: Path) -> Course:
    """The course in `folder`. Raises BadLesson naming the file and what is wrong in it."""
    slug, titles, lessons = read_outline(folder)
    return Course(slug, titles, [read_lesson(folder / name) for name in lessons])


def read_outline(folder: Path) -> tuple[str, dict[str, str], list[str]]:
    """(slug, titles, lessons' slugs) of course.yaml. Raises BadLesson."""
    data = _load(folder / "course.yaml")
    problems = [
        f"{key} is not known; allowed: lessons, slug, titles"
        for key in data
        if key not in ("slug", "titles", "lessons")
    ]
    slug, titles, lessons = data.get("slug"), data.get("titles"), data.get("lessons")
    if not isinstance(slug, str) or not SLUG.match(slug):
        problems.append(f"slug {slug!r} must be lower-case letters, digits and dashes")
    if (
        not isinstance(titles, dict)
        or set(titles) != set(LANGUAGES)
        or not all(isinstance(t, str) for t in titles.values())
    ):
        problems.append("titles must be {ko: ..., en: ...}")
    if not isinstance(lessons, list) or not all(isinstance(item, str) and SLUG.match(item) for item in lessons):
        problems.append("lessons must be a list of folder names")
    elif len(set(lessons)) != len(lessons):
        problems.append("lessons has a name twice")
    if problems:
        raise BadLesson(str(folder / "course.yaml"), problems)
    return str(slug), dict(titles or {}), list(lessons or ())


def read_lesson(folder: Path) -> Lesson:
    """The lesson in `folder`; a language whose file is missing is left out (the prover complains about it)."""
    file = folder / "lesson.yaml"
    data = _load(file)
    try:
        lesson = read_structure(folder.name, data)
    except BadLesson as error:
        raise BadLesson(str(file), located(_read(file), error.problems)) from error
    for language in LANGUAGES:
        file = folder / f"{language}.md"
        if file.exists():
            read_prose(lesson, language, _read(file))
    return lesson


def write_course(course: Course, folder: Path) -> None:
    """Write the course's files into `folder`, which is made when needed."""
    _write(
        folder / "course.yaml",
        dump({"slug": course.slug, "titles": course.titles, "lessons": [x.slug for x in course.lessons]}),
    )
    for lesson in course.lessons:
        _write(folder / lesson.slug / "lesson.yaml", dump(structure(lesson)))
        for language in LANGUAGES:
            if language in lesson.title:
                _write(folder / lesson.slug / f"{language}.md", write_prose(lesson, language))


def structure(lesson: Lesson) -> dict:
    """The data of lesson.yaml; what is empty or the default is left out."""
    data: dict[str, Any] = {
        "start": _start(lesson.start),
        "files": lesson.files,
        "steps": [{"id": step.id} for step in lesson.steps],
        "goals": [_check(check) for check in lesson.goals],
        "guards": [_check(check) for check in lesson.guards],
        "questions": [_question(question) for question in lesson.questions],
        "answers": [_script(script) for script in lesson.answers],
        "wrong": [_script(script) for script in lesson.wrong],
        "show": lesson.show,
    }
    return {key: value for key, value in data.items() if value}


def dump(data: Any) -> str:
    """YAML in one fixed layout: block style, keys in the given order, texts of several lines as literal blocks."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _start(start: Start) -> dict:
    given = {"nodes": start.nodes, "profile": start.profile, "objects": start.objects, "commands": start.commands}
    return {key: value for key, value in given.items() if value or key == "nodes"}


def _check(check: Check) -> dict:
    said: dict[str, Any] = {check.says or "cel": check.cel}
    if check.says == "before":
        said = {"before": {"first": check.first, "then": check.cel, **({"apart": check.apart} if check.apart else {})}}
    window = {"from": check.since, "until": check.until, "text": check.text, "detail": check.detail}
    return {"id": check.id, **said, **{key: value for key, value in window.items() if value or key == "text"}}


def _question(question: Question) -> dict:
    data = {key: value for key, value in asdict(question).items() if value}
    if question.take == Question.take:
        del data["take"]
    return data


def _script(script: Script) -> dict:
    extra = {"breaks": script.breaks, "because": script.because}
    return {"id": script.id, "script": script.script, **{key: value for key, value in extra.items() if value}}


def _load(path: Path) -> dict:
    text = _read(path)
    try:
        aliases = sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader))
        data = yaml.safe_load(text) if aliases <= MOST_ALIASES else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadLesson(str(path), [f"does not parse: {error}"]) from error
    if aliases > MOST_ALIASES:
        raise BadLesson(str(path), [f"has {aliases} aliases (*name); allowed: {MOST_ALIASES}"])
    if not isinstance(data, dict):
        raise BadLesson(str(path), ["must be a mapping"])
    return data


def _read(path: Path) -> str:
    """A file's text. Raises BadLesson naming it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadLesson(str(path), [f"has {path.stat().st_size} bytes; allowed: {MOST_BYTES}"])
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BadLesson(str(path), ["there is no such file"]) from error
    except UnicodeDecodeError as error:
        raise BadLesson(str(path), [f"is not UTF-8: {error}"]) from error
    except OSError as error:
        raise BadLesson(str(path), [f"cannot be read: {error.strerror}"]) from error


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
