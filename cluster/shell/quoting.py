"""Words as they must be written to be read as they are."""

import re

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+\Z")


def quoted(word: str) -> str:
    """`word`, in single quotes where it needs them.

    >>> quoted("a b")
    "'a b'"
    """
    return word if _PLAIN.match(word) else "'" + word.replace("'", "'\"'\"'") + "'"
