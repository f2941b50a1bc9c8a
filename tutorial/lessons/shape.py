"""Reads lesson.yaml's data into a Lesson, and says everything that is wrong with it in one go."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import yaml

from tutorial.lessons import parts
from tutorial.lessons.document import LANGUAGES, SAYS, BadLesson, Check, Lesson, Question, Script, Start, Step
from tutorial.lessons.saying import CHECK_KEYS, read_check

SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
FILE_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
KEYS = {"start", "files", "steps", "goals", "guards", "questions", "answers", "wrong", "show"}
PROFILES = ("lesson", "real")
_QUESTION_TEXTS = ("step", "script", "cel", "among")
TAKES = ("first", "last", "most", "least")


def read_structure(slug: str, data: Any) -> Lesson:
    """The Lesson without its prose. Raises BadLesson with all problems found."""
    reader = _Reader()
    data = reader.mapping("lesson.yaml", data, KEYS)
    if not SLUG.match(slug):
        reader.problem(slug, "is no slug; allowed are lower-case letters, digits and single dashes")
    lesson = Lesson(
        slug,
        start=reader.start(data.get("start")),
        files=reader.files(data.get("files")),
        steps=[Step(item["id"]) for item in reader.items("steps", data, {"id"}, {"id"})],
        goals=reader.checks("goals", data),
        guards=reader.checks("guards", data),
        questions=reader.questions("questions", data),
        answers=reader.scripts("answers", data),
        wrong=reader.scripts("wrong", data),
        show=reader.text("show", data.get("show", "")),
    )
    reader.references(lesson)
    if reader.problems:
        raise BadLesson(slug, reader.problems)
    return lesson


def read_one(source: str) -> Check | None:
    """A check over history written by itself, as YAML without an id and words; None if it is none (but CEL, perhaps).

    Raises BadLesson."""
    try:
        data = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not data.keys() & set(SAYS):
        return None
    reader = _Reader()
    known = reader.mapping("check", data, CHECK_KEYS - {"id", "text"})
    check = read_check(reader, "check", {"id": "check", **known}, goal=None)
    if reader.problems:
        raise BadLesson("check", reader.problems)
    return check


class _Reader:
    def __init__(self) -> None:
        self.problems: list[str] = []

    def problem(self, place: str, message: str) -> None:
        self.problems.append(f"{place} {message}")

    def mapping(self, place: str, value: Any, allowed: set[str], needed: Collection[str] = ()) -> dict:
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.problem(place, f"is {_kind(value)}; it must be a mapping of {', '.join(sorted(allowed))}")
            return {}
        for key in value.keys() - allowed:
            self.problem(f"{place}.{key}", f"is not known; allowed: {', '.join(sorted(allowed))}")
        for key in sorted(set(needed) - value.keys()):
            self.problem(f"{place}.{key}", "is missing")
        return {key: item for key, item in value.items() if key in allowed}

    def text(self, place: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        self.problem(place, f"is {_kind(value)}; it must be text")
        return ""

    def words(self, place: str, value: Any) -> dict[str, str]:
        value = self.mapping(place, value, set(LANGUAGES))
        return {language: self.text(f"{place}.{language}", text) for language, text in value.items()}

    def items(self, name: str, data: dict, allowed: set[str], needed: set[str]) -> list[dict]:
        value = data.get(name) or []
        if not isinstance(value, list):
            self.problem(name, f"is {_kind(value)}; it must be a list")
            return []
        items = [self.mapping(f"{name}[{index}]", item, allowed, needed) for index, item in enumerate(value)]
        ids = [str(item.get("id", "")) for item in items]
        for index, id_ in enumerate(ids):
            if not SLUG.match(id_):
                self.problem(f"{name}[{index}].id", f"{id_!r} is not possible; lower-case letters, digits and dashes")
            if id_ in ids[:index]:
                self.problem(f"{name}[{index}].id", f"{id_!r} is there twice")
        return [{**item, "id": id_} for item, id_ in zip(items, ids, strict=True)]

    def start(self, value: Any) -> Start:
        value = self.mapping("start", value, {"nodes", "profile", "objects", "commands"})
        nodes, profile = value.get("nodes", 1), value.get("profile", "lesson")
        if isinstance(nodes, bool) or not isinstance(nodes, int) or not 0 <= nodes <= 20:
            self.problem("start.nodes", f"{nodes!r} must be a whole number from 0 (no cluster yet) to 20")
            nodes = 1
        if profile not in PROFILES:
            self.problem("start.profile", f"{profile!r} must be one of {', '.join(PROFILES)}")
        objects, commands = value.get("objects") or [], value.get("commands") or []
        if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
            self.problem("start.objects", "must be a list of manifests")
            objects = []
        if not isinstance(commands, list) or not all(isinstance(item, str) for item in commands):
            self.problem("start.commands", "must be a list of script lines")
            commands = []
        return Start(nodes, profile, objects, commands)

    def files(self, value: Any) -> dict[str, str]:
        value = value or {}
        if not isinstance(value, dict):
            self.problem("files", f"is {_kind(value)}; it must be a mapping of file names to contents")
            return {}
        for name in value:
            if not isinstance(name, str) or not FILE_NAME.match(name):
                self.problem("files", f"has a name {name!r}; allowed: letters, digits, dots, dashes, underscores")
        return {str(name): self.text(f"files.{name}", content) for name, content in value.items()}

    def checks(self, name: str, data: dict) -> list[Check]:
        return [
            read_check(self, f"{name}[{index}]", item, goal=name == "goals")
            for index, item in enumerate(self.items(name, data, CHECK_KEYS, {"id", "text"}))
        ]

    def scripts(self, name: str, data: dict) -> list[Script]:
        found = []
        for index, item in enumerate(self.items(name, data, {"id", "script", "breaks", "because"}, {"id", "script"})):
            place = f"{name}[{index}]"
            breaks = item.get("breaks") or []
            if not isinstance(breaks, list):
                self.problem(f"{place}.breaks", "must be a list of ids of guards, or of goals that can be broken")
                breaks = []
            because = self.words(f"{place}.because", item.get("because"))
            found.append(Script(item["id"], self.text(f"{place}.script", item.get("script", "")), breaks, because))
        return found

    def questions(self, name: str, data: dict) -> list[Question]:
        found = []
        needed = {"id", "step", "text", "script", "cel"}
        for index, item in enumerate(self.items(name, data, {*needed, "take", "choices", "among"}, needed)):
            place = f"{name}[{index}]"
            texts: dict[str, Any] = {
                key: self.text(f"{place}.{key}", item.get(key, "")) for key in ("step", "script", "cel", "among")
            }
            take, choices = item.get("take", "last"), item.get("choices") or []
            if take not in TAKES:
                self.problem(f"{place}.take", f"{take!r} is not possible; allowed: {', '.join(TAKES)}")
            if not isinstance(choices, list) or bool(choices) == bool(texts["among"]):
                self.problem(
                    f"{place}.choices", "must be a list of answers, or `among` a CEL list of them; one of both"
                )
                choices = []
            words = self.words(f"{place}.text", item.get("text"))
            found.append(
                Question(item["id"], text=words, take=str(take), choices=[str(one) for one in choices], **texts)
            )
        return found

    def references(self, lesson: Lesson) -> None:
        breakable = [check.id for check in lesson.breakable()]
        answers = {answer.id for answer in lesson.answers}
        steps = [step.id for step in lesson.steps]
        goals = [goal.id for goal in lesson.goals]
        for index, guard in enumerate(lesson.guards):
            if guard.id in goals:
                self.problem(f"guards[{index}].id", f"{guard.id!r} is a goal's id already; a check is known by its id")
        for question in lesson.questions:
            if question.step not in steps:
                place = f"question {question.id}.step"
                self.problem(place, f"{question.step!r} is no step; steps: {', '.join(steps) or 'none'}")
        for answer in lesson.answers:
            for problem in parts.problems(answer.script, steps):
                self.problem(f"answer {answer.id}.script", problem)
        for wrong in lesson.wrong:
            for id_ in wrong.breaks:
                if id_ not in breakable:
                    self.problem(
                        f"wrong {wrong.id}.breaks",
                        f"{id_!r} is no guard; what can be broken: {', '.join(sorted(breakable)) or 'none'}",
                    )
        if lesson.show and lesson.show not in answers:
            self.problem("show", f"{lesson.show!r} is no answer; answers: {', '.join(sorted(answers)) or 'none'}")


def _kind(value: Any) -> str:
    return {list: "a list", dict: "a mapping", str: "text", type(None): "empty"}.get(type(value), type(value).__name__)
