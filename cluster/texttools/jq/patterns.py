"""jq's functions of regular expressions. They are matched by RE2, in time that grows with the text: what only other
engines know (look-around, back-references) is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from cluster.texttools.jq.functions import FUNCTIONS, Plain, Special
from cluster.texttools.jq.nodes import Node, Scope, Values
from cluster.texttools.jq.values import JqError, kind, shown


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Any:
    options = re2.Options()
    options.log_errors, options.case_sensitive = False, "i" not in flags
    options.dot_nl = "s" in flags or "p" in flags
    try:
        return re2.compile(pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!"), options)
    except re2.error as wrong:
        raise JqError(f"{pattern} (at offset 0) is not a valid regex: {wrong}") from None


def _matches(value: Any, pattern: Any, flags: str | None) -> list[dict]:
    if not isinstance(value, str) or not isinstance(pattern, str):
        wrong = pattern if isinstance(value, str) else value
        raise JqError(f"{kind(wrong)} ({shown(wrong)}) cannot be matched, as it is not a string")
    flags = flags or ""
    for flag in flags:
        if flag not in "gimnpslx":
            raise JqError(f"{flags} is not a valid modifier string")
    compiled, found, at = _compiled(pattern, flags), [], 0
    names = {number: name for name, number in compiled.groupindex.items()}
    while at <= len(value) and (hit := compiled.search(value, at)) is not None:
        found.append(_told(hit, compiled.groups, names))
        if "g" not in flags:
            break
        at = hit.end() if hit.end() > hit.start() else hit.end() + 1
    return found


def _told(hit: Any, count: int, names: dict[int, str]) -> dict:
    captures = []
    for number in range(1, count + 1):
        text = hit.group(number)
        offset = hit.start(number) if text is not None else -1
        captures.append({"offset": offset, "length": len(text or ""), "string": text, "name": names.get(number)})
    return {"offset": hit.start(), "length": hit.end() - hit.start(), "string": hit.group(), "captures": captures}


def _of(pattern: Any, flags: Any) -> tuple[Any, Any]:
    """`test([pattern, flags])` is `test(pattern; flags)`."""
    return (pattern[0], pattern[1] if len(pattern) > 1 else None) if isinstance(pattern, list) else (pattern, flags)


def _match(scope: Scope, value: Any, pattern: Node, flags: Node | None = None) -> Values:
    for wish in pattern.run(scope, value):
        for how in flags.run(scope, value) if flags else [None]:
            yield from _matches(value, *_of(wish, how))


def captured(match: dict) -> dict:
    """The named groups of a match."""
    return {group["name"]: group["string"] for group in match["captures"] if group["name"]}


def _replaced(scope: Scope, value: Any, pattern: Node, new: Node, flags: Node | None = None, more: str = "") -> Values:
    for wish in pattern.run(scope, value):
        for how in flags.run(scope, value) if flags else [""]:
            yield from _joined(scope, value, _matches(value, wish, (how or "") + more), new)


def _joined(scope: Scope, text: str, matches: list[dict], new: Node) -> Values:
    results = [""]
    at = 0
    for match in matches:
        before, at = text[at : match["offset"]], match["offset"] + match["length"]
        put = list(new.run(scope, captured(match)))
        for each in put:
            if not isinstance(each, str):
                raise JqError(f"{kind(match)} ({shown(captured(match))}) cannot be added to a string")
        results = [done + before + each for each in put for done in results]
    yield from (done + text[at:] for done in results)


for _count in (1, 2):
    FUNCTIONS["match", _count] = Special(_match)
    FUNCTIONS["sub", _count + 1] = Special(_replaced)
    FUNCTIONS["gsub", _count + 1] = Special(lambda s, v, p, n, f=None: _replaced(s, v, p, n, f, "g"))
FUNCTIONS["test", 1] = Plain(lambda value, pattern: bool(_matches(value, *_of(pattern, None))))
FUNCTIONS["test", 2] = Plain(lambda value, pattern, flags: bool(_matches(value, pattern, flags)))
FUNCTIONS["__captured", 0] = Plain(captured)
FUNCTIONS["split", 2] = Plain(
    lambda value, pattern, flags: _parts(value, _matches(value, pattern, (flags or "") + "g"))
)


def _parts(text: str, matches: list[dict]) -> list[str]:
    found, at = [], 0
    for match in matches:
        found.append(text[at : match["offset"]])
        at = match["offset"] + match["length"]
    return [*found, text[at:]]
