"""Regular expressions as Go knows them (RE2): linear in time, whatever the pattern and the text.

Source: https://pkg.go.dev/regexp/syntax; errors in Go's words.
"""

from __future__ import annotations

from functools import lru_cache

import re2

# What the library calls a mistake → what Go calls it (and shows behind it, in backquotes).
_WORDS = (
    ("missing ): ", "missing closing ): "),
    ("missing ]: ", "missing closing ]: "),
    ("unexpected ): ", "unexpected ): "),
    ("no argument for repetition operator: ", "missing argument to repetition operator: "),
    ("bad repetition operator: ", "invalid nested repetition operator: "),
    ("invalid repetition size: ", "invalid repeat count: "),
    ("invalid escape sequence: ", "invalid escape sequence: "),
    ("invalid perl operator: ", "invalid or unsupported Perl syntax: "),
    ("invalid character class range: ", "invalid character class range: "),
    ("trailing \\", "trailing backslash at end of expression: "),
)


class BadPattern(ValueError):
    """No regular expression; the text is Go's."""


@lru_cache(maxsize=4096)
def compiled(pattern: str):
    """The pattern, ready. Raises BadPattern."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise BadPattern(_in_words_of_go(error, pattern)) from None


def found(pattern: str, text: str) -> bool:
    """Whether the pattern is found anywhere in the text. Raises BadPattern."""
    return compiled(pattern).search(text) is not None


def _in_words_of_go(error: Exception, pattern: str) -> str:
    told = error.args[0] if error.args else ""
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    for theirs, words in _WORDS:
        if text.startswith(theirs):
            rest = text.removeprefix(theirs)
            return f"error parsing regexp: {words}`{_shown(words, rest, pattern)}`"
    return f"error parsing regexp: {text}"


def _shown(words: str, rest: str, pattern: str) -> str:
    """Go shows the whole pattern where it cannot point at a place."""
    if words.startswith(("missing closing )", "unexpected )")):
        return pattern
    return "" if words.startswith("trailing") else rest
