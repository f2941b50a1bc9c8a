"""Programs that take memory: how much, and after which time. Pure functions.

Sources: stress(1); https://github.com/vishh/stress (its flags and their defaults); the memory that a server needs at
least is what it takes at rest (see demand).
"""

from __future__ import annotations

import re
from functools import lru_cache

from cluster.images import demand

RATE = 1_000  # bytes a µs
_MS = 1_000
_UNITS = {"ns": 1e-3, "us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000}
_STARTS = 800 * _MS  # a server fills its memory while it starts
_PRODUCTS = re.compile(r"(?:bytearray|bytes|['\"b\]]\s*\*)\s*\(?\s*([0-9_]+(?:\s*\*{1,2}\s*[0-9_]+)*)")
_MOST = 1 << 60
LEAST = 4 * 1024 * 1024  # bytes without which the runtime cannot start a process


@lru_cache(maxsize=4096)
def exceeds(image: str, program: str, argv: tuple[str, ...], room: int) -> int | None:
    """µs after its start at which the program has taken more than `room` bytes; None: it never does."""
    if room < LEAST:
        return 0  # it cannot even start
    wanted = demand.of(image, program, argv)
    if program == "python":
        taken = max(map(_product, _PRODUCTS.findall(" ".join(argv))), default=0)
        return (room // RATE) if taken > room else None
    if wanted.memory <= room:
        return None
    step, pause = _steps(argv)
    return -(-room // step) * pause if step else _STARTS + room // RATE


def _steps(argv: tuple[str, ...]) -> tuple[int, int]:
    """(bytes at once, µs between two) of vish/stress; (0, 0) for a program that takes all at once."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in argv if word.startswith("-"))
    words = [word.lstrip("-") for word in argv]
    given |= {word: words[index + 1] for index, word in enumerate(words[:-1]) if not given.get(word)}
    if "mem-total" not in given:
        return 0, 0
    size = demand.size_of(given.get("mem-alloc-size", "4Ki")) or 4096
    pause = re.fullmatch(r"([0-9.]+)(ns|us|ms|s|m)", given.get("mem-alloc-sleep", "1ms"))
    return size, int(float(pause[1]) * _UNITS[pause[2]]) if pause else _MS


def _product(text: str) -> int:
    """`1024 * 1024 * 512`, `10**9`."""
    total = 1
    for factor in re.split(r"(?<!\*)\*(?!\*)", text):
        base, _, power = factor.replace("_", "").partition("**")
        total *= min(int(base), _MOST) ** (min(int(power), 64) if power.strip() else 1)
        total = min(total, _MOST)
    return total
