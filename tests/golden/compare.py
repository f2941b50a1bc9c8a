"""Expected against actual. Placeholders of FORMAT.md (`<uid>`, `web-<hash>-<rand>`, ...) match what they stand for."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

PLACEHOLDERS = {
    "uid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "time": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)"
    r"|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000",  # as kubectl describes it
    "rv": r"\d+",
    "ip": r"(?:10\.\d{1,3}|172\.17)\.\d{1,3}\.\d{1,3}",
    "nodePort": r"3[0-2]\d{3}",
    "continue": r"\S+",
    "id": r"\S+?",
    "age": r"(?:\d+(?:\.\d+)?(?:ms|[smhdy]))+|<invalid>",
    "hash": r"[a-z0-9]{1,10}",
    "rand": r"[a-z0-9]{5}",
    "ptr": r"[0-9a-f]+",
    "template": r"\{.*\}",  # of rules: a pod template as JSON, whose internal names of fields are not known
    "commit": r"[0-9a-f]{40}",  # of rules
    "go": r"go1\.\d+(?:\.\d+)?",
}
PLACEHOLDER = re.compile(r"<(" + "|".join(PLACEHOLDERS) + r")(?::\w+)?>")
DROPPED = ("managedFields", "selfLink")
SHOWN = 300


def differences(expected: Any, actual: Any, ignore: Iterable[str] = (), path: str = "") -> list[str]:
    """What differs, one line each: JSON pointer, expected, actual. Pointers in `ignore` are not looked at.

    `metadata.managedFields` and `selfLink` count only where the expectation has them (FORMAT.md, Normalisation).
    """
    if path in ignore:
        return []
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _dict_differences(expected, actual, ignore, path)
    if isinstance(expected, list) and isinstance(actual, list):
        return _list_differences(expected, actual, ignore, path)
    return [] if same(expected, actual) else [f"{path or '/'}: expected {_show(expected)}, got {_show(actual)}"]


def same(expected: Any, actual: Any) -> bool:
    """Equal scalars; a placeholder matches text or a number that looks like it. True is not 1, 1 is 1.0."""
    if isinstance(expected, str) and PLACEHOLDER.search(expected) and not isinstance(actual, (dict, list, bool)):
        return pattern(expected).fullmatch(str(actual)) is not None
    if isinstance(expected, bool) != isinstance(actual, bool):
        return False
    return bool(expected == actual)


@lru_cache(maxsize=4096)
def pattern(expected: str) -> re.Pattern[str]:
    """The regular expression of a text with placeholders."""
    parts, position = [], 0
    for match in PLACEHOLDER.finditer(expected):
        parts += [re.escape(expected[position : match.start()]), f"(?:{PLACEHOLDERS[match[1]]})"]
        position = match.end()
    return re.compile("".join(parts) + re.escape(expected[position:]), re.DOTALL)


def _dict_differences(expected: dict, actual: dict, ignore: Iterable[str], path: str) -> list[str]:
    found = []
    for key in [*expected, *(key for key in actual if key not in expected)]:
        at = f"{path}/{key}"
        if at in ignore or (key in DROPPED and key not in expected):
            continue
        if key not in actual:
            found.append(f"{at}: expected {_show(expected[key])}, got nothing")
        elif key not in expected:
            found.append(f"{at}: expected nothing, got {_show(actual[key])}")
        else:
            found += differences(expected[key], actual[key], ignore, at)
    return found


def _list_differences(expected: list, actual: list, ignore: Iterable[str], path: str) -> list[str]:
    found = []
    for index, (want, have) in enumerate(zip(expected, actual, strict=False)):
        found += differences(want, have, ignore, f"{path}/{index}")
    if len(expected) != len(actual):
        extra, word = (expected, "missing") if len(expected) > len(actual) else (actual, "unexpected")
        rest = extra[min(len(expected), len(actual)) :]
        found.append(f"{path}: {len(expected)} items expected, got {len(actual)}; {word}: {_show(rest)}")
    return found


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
