"""`why` in the terminal: what a line asks about. The answer is put into words by the page, in its reader's language."""

from __future__ import annotations

import shlex
from typing import Any, NamedTuple

from tutorial.words import say

USAGE = "usage: why [KIND/NAME | KIND NAME] [-n NAMESPACE]\n"


class Asked(NamedTuple):
    """`uid` of what is asked about; "" for "why is nothing happening?"; `problem` says why there is no answer."""

    uid: str
    problem: str = ""


def asked(line: str, simulation: Any, language: str) -> Asked | None:
    """What a line that begins with `why` asks; None for any other line, such as one with a pipe behind it."""
    try:
        words = shlex.split(line)
    except ValueError:
        return None
    if not words or words[0] != "why" or any(mark in line for mark in "|<>;&$`\n"):
        return None
    namespace, rest = _namespace(words[1:])
    if not rest:
        return Asked("")
    kind, name = rest if len(rest) == 2 else (rest[0].split("/", 1) if "/" in rest[0] else (rest[0], ""))
    if len(rest) > 2 or not name or kind.startswith("-"):
        return Asked("", USAGE)
    resource = _resource(simulation, kind.lower())
    if resource is None:
        return Asked("", f'error: the server doesn\'t have a resource type "{kind}"\n')
    for place in (namespace, ""):
        if (obj := simulation.store.get(resource, place, name)) is not None:
            return Asked(obj["metadata"]["uid"])
    gone = (
        change.object["metadata"]["uid"]
        for change in reversed(simulation.store.history)
        if (change.resource, change.name) == (resource, name) and change.namespace in (namespace, "")
    )
    uid = next(gone, "")
    return Asked(uid, "" if uid else say("why_unknown", language, kind=kind, name=name) + "\n")


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
        if word in (kind.plural, kind.singular, kind.kind.lower(), *kind.short_names):
            return kind.stored.resource
    return None
