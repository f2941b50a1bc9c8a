"""`{a,b}` and `{1..3}`, as bash has them before all other expansions.

Source: GNU Bash manual, section 3.5.1.
"""

from __future__ import annotations

import re

from cluster.images.sh.words import Part, Word

_MOST = 1000  # words that one becomes
_GROUP = re.compile(r"\{([^{}]*,[^{}]*|-?\d{1,9}\.\.-?\d{1,9}(?:\.\.-?\d{1,9})?|[A-Za-z]\.\.[A-Za-z])\}")


def expanded(word: Word) -> list[Word]:
    """The words that one word stands for; only what is not quoted is looked at."""
    for index, part in enumerate(word):
        found = _GROUP.search(part.value) if part.kind == "text" and not part.quoted else None
        if found is None:
            continue
        made: list[Word] = []
        for choice in _choices(found[1]):
            text = part.value[: found.start()] + choice + part.value[found.end() :]
            pieces = (Part("text", text),) if text else ()
            made += expanded((*word[:index], *pieces, *word[index + 1 :]))
            if len(made) > _MOST:
                return [word]
        return made
    return [word]


def _choices(text: str) -> list[str]:
    if "," in text:
        return text.split(",")
    first, last, *rest = text.split("..")
    if first.isalpha():
        step = 1 if first <= last else -1
        return [chr(code) for code in range(ord(first), ord(last) + step, step)]
    start, end = int(first), int(last)
    step = abs(int(rest[0])) if rest and int(rest[0]) else 1
    step = step if start <= end else -step
    padded = any(re.match(r"-?0\d", each) for each in (first, last))
    width = max(len(first), len(last)) if padded else 0
    return [f"{number:0{width}d}" for number in range(start, end + (1 if step > 0 else -1), step)[: _MOST + 1]]
