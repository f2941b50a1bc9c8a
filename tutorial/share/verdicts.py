"""What a lesson's checks said, as marks of a tape: in words, since who watches one has no lesson beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutorial.lessons.checks import Monitor
from tutorial.lessons.document import Lesson
from tutorial.lessons.standing import MET


def worded(marks: Iterable[dict], lesson: Lesson | None) -> list[dict]:
    """Marks of a live cluster (a check's `text` is its id), those of checks with `said`, its words by language."""
    checks = (*lesson.goals, *lesson.guards) if lesson else ()
    said = {check.id: check.text for check in checks}
    judged = ("check", "failure")
    return [
        {**mark, "said": said[mark["text"]]} if mark["kind"] in judged and mark["text"] in said else mark
        for mark in marks
    ]


def judged(tape: dict, monitor: Monitor, changes: Iterable[Any]) -> dict:
    """The tape with a mark wherever one of the changes decided a check of `monitor`, which stands at its start."""
    turned = monitor.feed(change for change in changes if change.time <= tape["to"])
    marks = [
        {"time": one.turned.at, "kind": "check" if one.state == MET else "failure", "text": one.check.id}
        for one in turned
        if one.turned
    ]
    return {**tape, "marks": sorted([*tape["marks"], *worded(marks, monitor.lesson)], key=lambda mark: mark["time"])}
