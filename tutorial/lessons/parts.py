"""Which part of an answer belongs to which step: the lines after a comment `# step: ID`, up to the next one.

    # step: create
    kubectl create -f pod-definition.yaml
    # step: look
    kubectl get pods

What stands before the first mark belongs to no step. A mark inside a here-document is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cluster.shell.terminal import Terminal
from tutorial.lessons.document import Lesson

_MARK = re.compile(r"^\s*#\s*step:\s*(\S*)\s*$")


class Part(NamedTuple):
    """`before`: the answer up to here; `script`: the step's own commands."""

    step: str
    before: str
    script: str


def parts(script: str) -> list[Part]:
    """The parts of an answer, in its order."""
    found: list[tuple[str, int]] = []
    lines = script.splitlines(keepends=True)
    waiting = ""
    for number, line in enumerate(lines):
        mark = None if waiting else _MARK.match(line)
        if mark:
            found.append((mark[1], number))
        elif waiting or (line.strip() and not line.lstrip().startswith("#")):
            waiting += line if line.endswith("\n") else line + "\n"
            if not Terminal.needs_more(waiting):
                waiting = ""
    bounds = pairwise([*found, ("", len(lines))])
    return [Part(step, "".join(lines[:begin]), "".join(lines[begin + 1 : end])) for (step, begin), (_, end) in bounds]


def parts_shown(lesson: Lesson) -> dict[str, Part]:
    """step → its part of the answer that "show me" types; {} where there is none."""
    answer = lesson.shown_answer()
    return {part.step: part for part in parts(answer.script)} if answer else {}


def problems(script: str, steps: list[str]) -> Iterator[str]:
    """What is wrong with the marks of an answer in a lesson of these steps."""
    seen: list[str] = []
    for part in parts(script):
        if part.step not in steps:
            yield f"marks {part.step!r}, which is no step; steps: {', '.join(steps) or 'none'}"
        elif part.step in seen:
            yield f"marks step {part.step} twice"
        elif seen and steps.index(part.step) < steps.index(seen[-1]):
            yield f"marks step {part.step} after {seen[-1]}; the steps' order is {', '.join(steps)}"
        elif not any(line.strip() and not line.lstrip().startswith("#") for line in part.script.splitlines()):
            yield f"has no command for step {part.step}, which it marks"
        else:
            seen.append(part.step)
