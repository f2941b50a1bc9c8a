"""The shell's patterns: `*`, `?`, `[a-z]`, in file names, case and `${name%pattern}`."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from cluster.images.files import FileError, Files

_SPECIAL = set("*?[")


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern:
    """`\\*` stands for the character itself. Between stars the first place that fits is as good as any: no going back,
    so that no pattern costs more than its length times the text's."""
    pieces, at = [""], 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            pieces.append("")
            continue
        if char == "\\" and at < len(pattern):
            piece, at = re.escape(pattern[at]), at + 1
        elif char == "[" and (end := pattern.find("]", at + 1 + (pattern[at : at + 1] in ("!", "^")))) >= 0:
            if pattern.startswith("[:", at) and pattern.find(":]]", at) >= 0:
                end = pattern.find(":]]", at) + 2
            piece, at = _bracket(pattern[at:end]), end + 1
        else:
            piece = "." if char == "?" else re.escape(char)
        pieces[-1] += piece
    first, last = pieces[0], pieces[-1]
    middle = "".join(f"(?>.*?{piece})" for piece in pieces[1:-1] if piece)
    try:
        return re.compile(f"{first}{middle}.*{last}" if len(pieces) > 1 else first, re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))


def _bracket(inner: str) -> str:
    inner = inner.replace("\\", "\\\\").replace("[:", "\0").replace("[", "\\[").replace("\0", "[:")
    inner = "^" + inner[1:] if inner[:1] == "!" else inner
    for name, letters in (("digit", "0-9"), ("alpha", "a-zA-Z"), ("alnum", "a-zA-Z0-9"), ("space", "\\s"),
                          ("upper", "A-Z"), ("lower", "a-z")):  # fmt: skip
        inner = inner.replace(f"[:{name}:]", letters)
    return f"[{inner}]"


def matches(pattern: str, text: str) -> bool:
    return compiled(pattern).fullmatch(text) is not None


def escaped(text: str) -> str:
    """Text that stands for itself in a pattern."""
    return re.sub(r"([*?\[\]\\])", r"\\\1", text)


def has_pattern(text: str) -> bool:
    return any(char in _SPECIAL and (not at or text[at - 1] != "\\") for at, char in enumerate(text))


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
