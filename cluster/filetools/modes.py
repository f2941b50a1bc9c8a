"""A file's mode: how it is written, and how chmod's words change it."""

from __future__ import annotations

import re
from typing import Any

_WHO = {"u": 6, "g": 3, "o": 0}
_LETTERS = {"dir": "d", "link": "l", "socket": "s", "char": "c", "block": "b"}


def shown(kind: str, mode: int) -> str:
    """`drwxr-xr-x`"""
    bits = ["rwx"[i % 3] if mode >> (8 - i) & 1 else "-" for i in range(9)]
    for bit, at, letter in ((0o4000, 2, "s"), (0o2000, 5, "s"), (0o1000, 8, "t")):
        if mode & bit:
            bits[at] = letter if bits[at] == "x" else letter.upper()
    return _LETTERS.get(kind, "-") + "".join(bits)


def mode_of(text: str, old: int, folder: bool = False) -> int | None:
    """`755`, `u+x,go-w` → the mode that comes of `old`; None for what is no mode. A umask of 022 is meant."""
    if re.fullmatch("[0-7]{1,4}", text):
        return int(text, 8)
    for part in text.split(","):
        found: Any = re.fullmatch(r"([ugoa]*)((?:[-+=][rwxXst]*)+)", part)
        if not found:
            return None
        who = [_WHO[letter] for letter in ("ugo" if not found[1] or "a" in found[1] else found[1])]
        umask = 0 if found[1] else 0o022
        for sign, letters in re.findall(r"([-+=])([rwxXst]*)", found[2]):
            old = _changed(old, who, sign, letters, umask, folder)
    return old


def _changed(old: int, who: list[int], sign: str, letters: str, umask: int, folder: bool) -> int:
    bits = {"r": 4, "w": 2, "x": 1, "X": 1 if folder or old & 0o111 else 0}
    each = 0
    for letter in letters:
        each |= bits.get(letter, 0)
    mask = 0
    for shift in who:
        mask |= each << shift
    mask &= ~umask
    mask |= 0o1000 if "t" in letters else 0
    mask |= (0o4000 if 6 in who else 0) | (0o2000 if 3 in who else 0) if "s" in letters else 0
    if sign == "=":
        for shift in who:
            old &= ~(7 << shift)
    return old & ~mask if sign == "-" else old | mask
