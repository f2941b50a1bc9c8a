"""Every lesson proves itself.

At the start each goal fails; each answer reaches all goals and breaks nothing; each wrong answer fails, and breaks what
it says it breaks; what can be broken is broken by some wrong answer, and each guard is put to the test by some answer;
over several seeds, in both time profiles; prose, hints and labels are complete in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.simulation import Simulation
from tutorial.lessons import predicting
from tutorial.lessons.cel import BadExpression
from tutorial.lessons.checks import Monitor
from tutorial.lessons.document import HINTS, LANGUAGES, Check, Lesson, Question, Script
from tutorial.lessons.engine import check_world
from tutorial.lessons.parts import parts_shown
from tutorial.lessons.script import READING, run_script
from tutorial.lessons.settle import settle
from tutorial.lessons.standing import MET, Standing
from tutorial.lessons.start import BadStart, started

SEEDS = (0, 1, 2)
PROFILES = ("lesson", "real")


def prove(lesson: Lesson, seeds: tuple[int, ...] = SEEDS, profiles: tuple[str, ...] = PROFILES) -> list[str]:
    """What is wrong with the lesson, one sentence each; [] when it is proved."""
    failures = [*_words(lesson), *_shape(lesson), *_expressions(lesson)]
    if failures:
        return failures
    for profile in profiles:
        for seed in seeds:
            failures += [f"{why} (profile {profile}, seed {seed})" for why in _played(lesson, seed, profile)]
            if failures:
                return failures  # the same story with another seed says nothing new
    return failures


# -- what can be seen without playing ----------------------------------------------------------------------------------


def _words(lesson: Lesson) -> Iterator[str]:
    """Prose, hints and labels in every language."""
    for language in LANGUAGES:
        if not lesson.title.get(language):
            yield f"{language}: there is no title (is there a {language}.md?)"
            continue
        if not lesson.intro.get(language):
            yield f"{language}: there is no introduction before the first step"
        if len(lesson.hints.get(language, [])) != HINTS or not all(lesson.hints[language]):
            yield f"{language}: there are {len(lesson.hints.get(language, []))} hints; there must be {HINTS}"
        for step in lesson.steps:
            if not step.title.get(language) or not step.prose.get(language):
                yield f"{language}: step {step.id} has no {'text' if step.title.get(language) else 'title'}"
        for check in (*lesson.goals, *lesson.guards):
            if not check.text.get(language):
                yield f"{language}: {check.id} has no text"
        for question in lesson.questions:
            if not question.text.get(language):
                yield f"{language}: question {question.id} has no text"
        for wrong in lesson.wrong:
            if not wrong.because.get(language):
                yield f"{language}: wrong answer {wrong.id} does not say because of what"


def _shape(lesson: Lesson) -> Iterator[str]:
    if not lesson.steps:
        yield "there are no steps"
    if lesson.goals and not lesson.answers:
        yield "there are goals, but no answer"
    if lesson.goals and not lesson.wrong:
        yield "there are goals, but no wrong answer"
    if (lesson.answers or lesson.guards) and not lesson.goals:
        yield "there are answers or guards, but no goal"
    broken = {id_ for wrong in lesson.wrong for id_ in wrong.breaks}
    for check in lesson.breakable():
        if check.id not in broken:
            yield f"{'guard' if check in lesson.guards else 'goal'} {check.id} is broken by no wrong answer"


def _expressions(lesson: Lesson) -> Iterator[str]:
    for check in (*lesson.goals, *lesson.guards):
        try:
            Standing(check, check.says or "sometime")
        except BadExpression as error:
            yield f"cel of {error}"

    for question in lesson.questions:
        try:
            predicting.asked(question)
            if question.among:
                predicting.among(question)
        except BadExpression as error:
            yield f"cel of question {error}"


# -- playing -----------------------------------------------------------------------------------------------------------


def _played(lesson: Lesson, seed: int, profile: str) -> Iterator[str]:
    try:
        simulation, files = started(lesson, seed, profile=profile)
    except BadStart as error:
        yield str(error)
        return
    at_start = Monitor(lesson, check_world(simulation, files))
    at_start.ask()
    for goal in lesson.goals:
        if goal.id in at_start.met:
            yield f"goal {goal.id} is reached before anything was done"
    for id_ in at_start.broken:
        yield f"{id_} is broken before anything was done"
    yield from _mistakes("the start", at_start)
    for question in lesson.questions:
        yield from _question(question, simulation, files)
    watched: set[str] = set()
    for answer in lesson.answers:
        yield from _answer(lesson, answer, simulation.branch(), files, watched)
    yield from _parts(lesson, simulation.branch(), dict(files))
    for guard in lesson.guards:
        if guard.id not in watched:
            yield f"guard {guard.id} is put to the test by no answer: {_untested(guard)}"
    for wrong in lesson.wrong:
        yield from _wrong(lesson, wrong, simulation.branch(), files)


def _question(question: Question, simulation: Simulation, files: dict[str, str]) -> Iterator[str]:
    """At the start its answer can be computed, depends on the cluster, and is among what can be chosen."""
    try:
        seen = predicting.lived(question, simulation, files)
        answer = predicting.TAKES[question.take](seen).value
        possible = predicting.choices(question, simulation, files)
    except predicting.CannotTell as error:
        yield f"question {question.id}: {error}"
        return
    if answer not in possible:
        yield f"question {question.id}: its answer {answer!r} is not among {', '.join(possible)}"
    if not predicting.depends(question, seen):
        yield f"question {question.id}: its answer {answer!r} does not depend on the cluster; ask for what will happen"


def _untested(guard: Check) -> str:
    if guard.says in ("sometime", "before"):
        return "what it waits for never happens"
    return "its `until` never holds" if guard.until else "its `from` never holds"


def _answer(
    lesson: Lesson, answer: Script, simulation: Simulation, files: dict[str, str], watched: set[str]
) -> Iterator[str]:
    """What is wrong with it; guards that it puts to the test go into `watched`."""
    name = f"answer {answer.id}"
    monitor, said = play(lesson, answer.script, simulation, files)
    if said:
        yield f"{name} stops: {said}"
    for goal in lesson.goals:
        if goal.id not in monitor.met:
            detail = monitor.missing(goal)
            yield f"{name} does not reach goal {goal.id}" + (f" ({detail})" if detail else "")
    for id_ in monitor.broken:
        yield f"{name} breaks {_where(monitor, id_)}"
    for one in monitor.guards.values():
        decides = one.check.until or one.verb in ("sometime", "before")
        if one.state == MET or (one.watching and not decides):
            watched.add(one.check.id)
    yield from _mistakes(name, monitor)


def _parts(lesson: Lesson, simulation: Simulation, files: dict[str, str]) -> Iterator[str]:
    """Played at a reader's pace, each step's part of the shown answer does as it should, and gives something to see."""
    for part in parts_shown(lesson).values():
        revision = simulation.store.revision
        ran = run_script(simulation, part.script, files, READING)
        if ran.failure:
            yield f"the shown answer stops in its part for step {part.step}: {ran.failure}"
            return
        printed = any(not line.startswith(("$ ", "> ")) for line in ran.transcript.splitlines())
        if simulation.store.revision == revision and not printed:
            yield f"the shown answer's part for step {part.step} changes nothing and prints nothing"


def _wrong(lesson: Lesson, wrong: Script, simulation: Simulation, files: dict[str, str]) -> Iterator[str]:
    name = f"wrong answer {wrong.id}"
    monitor, said = play(lesson, wrong.script, simulation, files)
    if said:
        yield f"{name} stops: {said} (a line that must fail begins with `! `)"
    if monitor.solved:
        yield f"{name} solves the lesson"
    for id_ in wrong.breaks:
        if id_ not in monitor.broken:
            yield f"{name} does not break {_kind(monitor, id_)} {id_}"
    yield from _mistakes(name, monitor)


def play(lesson: Lesson, script: str, simulation: Simulation, files: dict[str, str]) -> tuple[Monitor, str]:
    """Run a script in the lesson's world and let the world come to rest; (checks, what stopped the script or "")."""
    files = dict(files)
    monitor = Monitor(lesson, check_world(simulation, files))
    monitor.ask()
    since = simulation.store.revision
    ran = run_script(simulation, script, files)
    settle(simulation)
    monitor.feed(simulation.store.changes_since(since))
    return monitor, ran.failure


def _kind(monitor: Monitor, id_: str) -> str:
    return "guard" if id_ in monitor.guards else "goal"


def _where(monitor: Monitor, id_: str) -> str:
    """`guard serving at 12.300 s: MODIFIED Pod/web (kubelet.stop), after `kubectl delete pod web``."""
    line = next(line for line in monitor.report("en") if line["id"] == id_)
    return f"{line['kind']} {id_} at {told(line)}"


def told(line: dict) -> str:
    """Of the line of a check that is decided: `12.3 s: MODIFIED Pod/web (kubelet.stop), after `kubectl delete …``."""
    moment, said = line["moment"], f"{line['at'] / 1e6:.3f} s"
    if moment:
        reason = f" ({moment['reason']['code']})" if moment["reason"] else ""
        said += f": {moment['op']} {moment['object']['kind']}/{moment['object']['name']}{reason}"
        said += f", after `{moment['command'].splitlines()[0]}`" if moment["command"] else ""
    return said + (f"; {line['detail']}" if line["detail"] else "")


def _mistakes(where: str, monitor: Monitor) -> Iterator[str]:
    """Expressions that could not be evaluated: the author's mistakes."""
    for id_, error in monitor.errors.items():
        yield f"cel of {id_} at {where}: {error}"
