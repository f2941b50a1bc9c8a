"""The article's nineteen pictures as figures that live: scripts, played by the engine when somebody first asks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cluster.simulation import DEFAULT_EPOCH, Simulation
from tutorial.lessons.checks import Monitor
from tutorial.lessons.document import Lesson
from tutorial.lessons.engine import check_world
from tutorial.lessons.parts import parts_shown
from tutorial.lessons.script import READING, run_script
from tutorial.lessons.settle import settle
from tutorial.lessons.start import started
from tutorial.share.played import REST, Failed, played
from tutorial.share.verdicts import judged

SCRIPTS = Path(__file__).resolve().parent / "figures.yaml"
SEED = 7  # any: the same figure for everybody, for ever


class Figure(NamedTuple):
    """`title`, `caption`: {"ko", "en"}; `grouping`: by what the diagram groups pods; `number`: as a reader of the
    article counts, 0: none; `poster`: the most telling moment, in virtual seconds after the first command (else the
    end). `beside`: what is shown beside it, under the same clock: {"name", "setup", "script"}; `name` is what it is
    called itself then."""

    slug: str
    nodes: int
    grouping: str
    script: str
    number: int = 0
    title: dict[str, str] = {}
    caption: dict[str, str] = {}
    setup: str = ""
    poster: float | None = None
    name: dict[str, str] = {}
    beside: dict[str, Any] = {}


@lru_cache(maxsize=1)
def figures() -> dict[str, Figure]:
    """slug → figure, in the article's order."""
    return {entry["slug"]: Figure(**entry) for entry in _document()["figures"]}


@lru_cache(maxsize=1)
def moving() -> dict[str, Figure]:
    """All that can be played: the article's figures, those of two clusters, and the one of the front page, `home`."""
    return {**figures(), **pairs(), "home": Figure(**_document()["home"])}


@lru_cache(maxsize=1)
def pairs() -> dict[str, Figure]:
    """slug → figure of two clusters side by side."""
    return {entry["slug"]: Figure(**entry) for entry in _document()["pairs"]}


@lru_cache(maxsize=64)
def tape_of_figure(slug: str) -> dict[str, Any]:
    """Raises KeyError for a slug that no figure has, Failed when its script does not do as it should."""
    figure = moving()[slug]
    simulation = _set_up(figure, figure.setup)
    if not figure.beside:
        tape = played(simulation, figure.script, dict(_document()["files"]))
    else:
        other = _set_up(figure, figure.beside["setup"])
        tape = _side_by_side(figure, simulation, other)
    if figure.poster is not None:
        tape["poster"] = tape["marks"][0]["time"] + round(figure.poster * 1e6)
    return tape


def _set_up(figure: Figure, script: str) -> Simulation:
    """The cluster in which a figure begins. Raises Failed."""
    simulation = Simulation(SEED, figure.nodes, "real", DEFAULT_EPOCH)
    settle(simulation)
    ran = run_script(simulation, script, dict(_document()["files"]))
    if ran.failure:
        raise Failed(f"{figure.slug}: {ran.failure}")
    return simulation


def _side_by_side(figure: Figure, one: Simulation, other: Simulation) -> dict[str, Any]:
    """Two tapes that begin and end at the same moments; the second is `beside` the first."""
    for simulation in (one, other):
        simulation.run_until(max(one.now, other.now))
    files = dict(_document()["files"])
    tape, second = (
        {**played(simulation, script, dict(files)), "name": name}
        for simulation, script, name in (
            (one, figure.script, figure.name),
            (other, figure.beside["script"], figure.beside["name"]),
        )
    )
    end = max(tape["to"], second["to"])
    return {**tape, "to": end, "beside": {**second, "to": end}}


def tape_of_lesson(lesson: Lesson) -> dict[str, Any] | None:
    """What the lesson's shown answer does; None for a lesson that has none. Raises Failed."""
    answer = lesson.shown_answer()
    if answer is None:
        return None
    simulation, files = started(lesson, SEED)
    monitor, since = Monitor(lesson, check_world(simulation, files)), simulation.store.revision
    monitor.ask()
    tape = played(simulation, answer.script, files)
    simulation.run_until(max(simulation.now, tape["to"]))
    return judged(tape, monitor, simulation.store.changes_since(since))


def tape_of_step(lesson: Lesson, step: str) -> dict[str, Any] | None:
    """What a step's part of the shown answer does, after all that comes before it; None where there is none.

    Raises Failed."""
    part = parts_shown(lesson).get(step)
    if part is None:
        return None
    simulation, files = started(lesson, SEED)
    ran = run_script(simulation, part.before, files, READING)
    if ran.failure:
        raise Failed(f"{lesson.slug}/{step}: {ran.failure}")
    tape = played(simulation, part.script, files)
    last = max(one["time"] for kind in ("changes", "terminal", "marks") for one in tape[kind])
    return {**tape, "to": min(tape["to"], last + REST)}  # what a step waits for at its end belongs to the next one


@lru_cache(maxsize=1)
def _document() -> dict:
    return yaml.safe_load(SCRIPTS.read_text(encoding="utf-8"))
