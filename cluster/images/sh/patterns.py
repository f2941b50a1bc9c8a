"""What the shell does with patterns: names of files, case and `${name%pattern}`."""

from __future__ import annotations

import posixpath
import re

from cluster.images.filesystem.files import FileError, Files
from cluster.texttools.wildcards import compiled, escaped, has_pattern, matches


def paths(files: Files, cwd: str, pattern: str) -> list[str]:
    """The names that the pattern stands for, sorted; none: the pattern itself is meant."""
    starts = [("/", "")] if pattern.startswith("/") else [(cwd, "")]
    shown = "/" if pattern.startswith("/") else ""
    found = [(place, shown) for place, _ in starts]
    for part in [part for part in pattern.split("/") if part]:
        following = []
        for place, name in found:
            following += _step(files, place, name, part)
        found = following
    if pattern.endswith("/"):
        return [name for place, name in found if files.is_dir(place)]
    return [name.removesuffix("/") for _, name in found]


def _step(files: Files, place: str, name: str, part: str) -> list[tuple[str, str]]:
    plain = re.sub(r"\\(.)", r"\1", part)
    if not has_pattern(part):
        there = posixpath.join(place, plain)
        return [(there, f"{name}{plain}/")] if files.exists(there) else []
    try:
        names = files.list(place)
    except FileError:
        return []
    fits = [n for n in names if matches(part, n) and (not n.startswith(".") or part.startswith("."))]
    return [(posixpath.join(place, n), f"{name}{n}/") for n in fits]


def trimmed(value: str, operator: str, pattern: str) -> str:
    """`${value#pattern}` and its kin."""
    test = compiled(pattern)
    cuts = range(len(value) + 1)
    if operator[0] == "#":
        for cut in cuts if operator == "#" else reversed(cuts):
            if test.fullmatch(value[:cut]):
                return value[cut:]
    else:
        for cut in reversed(cuts) if operator == "%" else cuts:
            if test.fullmatch(value[cut:]):
                return value[:cut]
    return value


__all__ = ["compiled", "escaped", "has_pattern", "matches", "paths", "trimmed"]
