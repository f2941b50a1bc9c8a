"""Lets virtual time pass for a command that waits, as fast as it can be computed: scripts, tests and the plain
shell."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from cluster.kubectl.waiting import Breath, Edit, Interrupted, Wait

if TYPE_CHECKING:
    from cluster.simulation import Simulation

INTERRUPTED = 130


def drive(
    simulation: Simulation | Callable[[], Simulation],
    steps: Generator[Any, Any, int],
    edit: Callable[[Edit], str | None] | None = None,
    until: int | None = None,
) -> int:
    """Run a command to its end; returns its exit code.

    `edit` answers Edit (None: the person gave up). A command that waits for something when nothing will ever happen
    again, or beyond `until` (virtual µs), is interrupted: 130."""
    current = simulation if callable(simulation) else lambda: simulation
    answer: Any = None
    try:
        while True:
            wish = steps.send(answer)
            answer = None
            if isinstance(wish, Breath):
                continue
            if isinstance(wish, Edit):
                answer = edit(wish) if edit else None
            elif not _advance(current(), wish, until):
                return _interrupt(steps)
    except StopIteration as stop:
        return int(stop.value or 0)


def _advance(simulation: Simulation, wait: Wait, until: int | None) -> bool:
    """Let time pass as far as the command asks; False where it would wait for ever."""
    due = simulation.next_due
    limit = wait.until if until is None else until if wait.until is None else min(wait.until, until)
    if until is not None and simulation.now >= until:
        return False
    if wait.watches and due is not None and (limit is None or due <= limit):
        simulation.step()
        return True
    if limit is None:
        return False
    simulation.run_until(max(limit, simulation.now))
    return until is None or limit < until or limit == wait.until


def _interrupt(steps: Generator[Any, Any, int]) -> int:
    try:
        steps.throw(Interrupted())
    except StopIteration as stop:
        return int(stop.value or INTERRUPTED)
    except Interrupted:
        pass
    steps.close()
    return INTERRUPTED
