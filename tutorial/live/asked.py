"""`why` in the terminal: what a line asks about. The answer is put into words by the page, in its reader's language."""

from __future__ import annotations

import re
import shlex
from typing import Any, NamedTuple

from tutorial.words import say

USAGE = "usage: why [KIND/NAME | KIND NAME | TIME | request] [-n NAMESPACE]\n"
REQUEST = ("request", "requests")
_MOMENT = re.compile(r"^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)(s?)$")


class Asked(NamedTuple):
    """`uid` of what is asked about; "" for "why is nothing happening?", or for the moment `at` (virtual µs), or for the
    last `request`, or for what never was: `place` is (resource, namespace, name) of that. `problem` says why there is
    no answer, if there is none; `help` is what was asked for instead of one."""

    uid: str = ""
    problem: str = ""
    at: int | None = None
    request: bool = False
    help: str = ""
    place: tuple[str, str, str] | None = None


def asked(line: str, simulation: Any, language: str) -> Asked | None:
    """What a line that begins with `why` asks; None for any other line, such as one with a pipe behind it."""
    try:
        words = shlex.split(line)
    except ValueError:
        return None
    if not words or words[0] != "why" or any(mark in line for mark in "|<>;&$`\n"):
        return None
    namespace, rest = _namespace(words[1:])
    if any(word in ("-h", "--help", "help") for word in rest):
        return Asked(help=USAGE + say("why_help", language) + "\n")
    if not rest:
        return Asked()
    if len(rest) == 1 and (rest[0] in REQUEST or (at := _moment(rest[0])) is not None):
        return Asked(request=True) if rest[0] in REQUEST else Asked(at=at)
    kind, name = rest if len(rest) == 2 else (rest[0].split("/", 1) if "/" in rest[0] else (rest[0], ""))
    resource = None if kind.startswith("-") else _resource(simulation, kind.lower())
    if len(rest) > 2 or kind.startswith("-"):
        return Asked(problem=USAGE)
    if resource is None:
        return Asked(problem=f'error: the server doesn\'t have a resource type "{kind}"\n')
    if not name:
        return Asked(problem=say("why_which", language, kind=kind) + "\n" + USAGE)
    uid = _uid(simulation, resource, namespace, name)
    problem = "" if uid else say("why_unknown", language, kind=kind, name=name) + "\n"
    return Asked(uid, problem, place=(resource, namespace, name))


def completed(line: str) -> str | None:
    """The `kubectl` line whose completions are those of a `why` line; None for any other."""
    return f"kubectl get {line[4:]}" if line.startswith("why ") else None


def _moment(word: str) -> int | None:
    """`00:42.6`, `1:02:05` or `42s` as virtual µs; a bare number is none."""
    found = _MOMENT.match(word)
    if not found or (not found[2] and not found[4]):
        return None
    return round((int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + float(found[3])) * 1e6)


def _uid(simulation: Any, resource: str, namespace: str, name: str) -> str:
    """Of what is there, else of what was there last; "" for what never was."""
    for place in (namespace, ""):
        if (obj := simulation.store.get(resource, place, name)) is not None:
            return obj["metadata"]["uid"]
    gone = (
        change.object["metadata"]["uid"]
        for change in reversed(simulation.store.history)
        if (change.resource, change.name) == (resource, name) and change.namespace in (namespace, "")
    )
    return next(gone, "")


def _namespace(words: list[str]) -> tuple[str, list[str]]:
    namespace, rest, waiting = "default", [], False
    for word in words:
        if waiting:
            namespace, waiting = word, False
        elif word in ("-n", "--namespace"):
            waiting = True
        elif word.startswith("--namespace="):
            namespace = word.partition("=")[2]
        else:
            rest.append(word)
    return namespace, rest


def _resource(simulation: Any, word: str) -> str | None:
    for kind in simulation.api.kinds.all:
        group = f"{kind.plural}.{kind.group}" if kind.group else kind.plural
        if word in (kind.plural, kind.singular, kind.kind.lower(), group, *kind.short_names):
            return kind.stored.resource
    return None
