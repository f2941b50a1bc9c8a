"""Which inputs one step back takes away."""

from __future__ import annotations

from collections.abc import Sequence

from cluster.inputs import Input


def last_done(inputs: Sequence[Input], start: int) -> Input | None:
    """The first input of the last thing that was done after input number `start`; None when nothing was.

    A command that is many requests (drain, apply -f DIR) is one thing: neighbours that share actor and command line. A
    request that comes again begins another: the same line typed twice is two things."""
    done = [given for given in inputs if given.sequence > start and "branch" not in given.request]
    first, seen = None, set[str]()
    for given in reversed(done):
        if first is not None and (given.actor, given.command) != (first.actor, first.command):
            break
        if _ask(given) in seen:
            break
        first = given
        seen.add(_ask(given))
    return first


def _ask(given: Input) -> str:
    http = given.request.get("http")
    return f"{http['method']} {http['path']}" if http else str(sorted(given.request.items()))
