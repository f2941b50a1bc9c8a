"""A lesson's prose file: front matter (title), an introduction, `## step: id Title` and `## hint` sections.

---
title: A pod
---
Markdown before the first section is the introduction.

## step: make-pod Make a pod
Markdown of the step.

## hint
Three of these, the weakest first.
"""

from __future__ import annotations

import re

import yaml

from tutorial.lessons.document import BadLesson, Lesson

_HEADING = re.compile(r"^## (?:step: *(?P<step>\S+) *(?P<title>.*)|(?P<hint>hint)\s*)$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


def read_prose(lesson: Lesson, language: str, text: str) -> None:
    """Fill in the lesson's words of one language. Raises BadLesson with all problems found."""
    place = f"{lesson.slug}/{language}.md"
    problems: list[str] = []
    title, body = _front_matter(text, problems)
    lesson.title[language] = title
    steps = {step.id: step for step in lesson.steps}
    lesson.hints[language] = []
    for kind, name, heading, content in _sections(body):
        if kind == "intro":
            lesson.intro[language] = content
        elif kind == "hint":
            lesson.hints[language].append(content)
        elif name not in steps:
            problems.append(f"`## step: {name}` is not among the steps of lesson.yaml ({', '.join(steps) or 'none'})")
        elif language in steps[name].prose:
            problems.append(f"`## step: {name}` is there twice")
        else:
            steps[name].title[language], steps[name].prose[language] = heading, content
    if problems:
        raise BadLesson(place, problems)


def write_prose(lesson: Lesson, language: str) -> str:
    """The prose file of one language; `read_prose` gives the same words again."""
    front = yaml.safe_dump({"title": lesson.title.get(language, "")}, allow_unicode=True, sort_keys=False, width=1000)
    parts = [f"---\n{front}---\n"]
    if lesson.intro.get(language):
        parts.append(f"{lesson.intro[language]}\n")
    for step in lesson.steps:
        heading = f"## step: {step.id} {step.title.get(language, '')}".rstrip()
        parts.append(f"\n{heading}\n\n{step.prose.get(language, '')}".rstrip("\n") + "\n")
    for hint in lesson.hints.get(language, []):
        parts.append(f"\n## hint\n\n{hint}\n")
    return "".join(parts)


def _front_matter(text: str, problems: list[str]) -> tuple[str, str]:
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    found = re.match(r"^---\n(.*?)\n---\n?(.*)$", text, re.S)
    if not found:
        problems.append("must begin with front matter: a line ---, title: ..., a line ---")
        return "", text
    try:
        front = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        problems.append(f"front matter does not parse: {error}")
        return "", found[2]
    title = front.get("title") if isinstance(front, dict) else None
    if not isinstance(title, str) or not title.strip() or set(front) != {"title"}:
        problems.append("front matter must be title: and nothing else")
    return str(title or ""), found[2]


def _sections(body: str):
    """(kind, name, heading, content) of each section; headings inside code fences are content."""
    kind, name, heading, lines, fence = "intro", "", "", [], ""
    for line in body.split("\n"):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        found = None if fence else _HEADING.match(line)
        if not found:
            lines.append(line)
            continue
        yield kind, name, heading, "\n".join(lines).strip("\n")
        kind, name, heading = ("hint", "", "") if found["hint"] else ("step", found["step"], found["title"].strip())
        lines = []
    yield kind, name, heading, "\n".join(lines).strip("\n")
