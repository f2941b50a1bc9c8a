"""A sed script read piece by piece: numbers, delimited texts, rests of lines; and what a replacement is made of."""

from __future__ import annotations

import re

from cluster.texttools.regular import BadPattern, Regular


class BadScript(ValueError):
    """`at`: after how many characters it was found."""

    def __init__(self, text: str, at: int):
        super().__init__(text)
        self.at = at


class Scanner:
    def __init__(self, text: str, extended: bool):
        self._text, self._at, self._extended = text, 0, extended

    def _regular(self, text: str, folded: bool) -> Regular | None:
        if not text:
            return None
        try:
            return Regular(text, self._extended, folded=folded)
        except BadPattern as error:
            raise BadScript(str(error), self._at) from None

    def _until(self, mark: str, broken: str, replacement: bool = False) -> str:
        """Up to the next `mark`, which a backslash takes its meaning from."""
        found, text, bracket = "", self._text, False
        while self._at < len(text) and (text[self._at] != mark or bracket):
            char = self._take()
            if char == "\\" and not bracket:
                following = self._take()
                if following == mark:
                    found += mark if not (replacement and mark == "&") else "\\&"
                    continue
                char += following if following != "\n" or replacement else "n"
            elif char == "\n" and not replacement:
                raise BadScript(broken, self._at)
            elif not replacement and char == "[" and not bracket:
                close = _bracket_end(text, self._at)
                if close:
                    char, self._at = char + text[self._at : close], close
            found += char
        if self._at >= len(text):
            raise BadScript(broken, self._at)
        self._at += 1
        return found

    def _end(self) -> None:
        self._skip(" \t")
        if self._peek() and self._peek() not in "\n;}#":
            self._at += 1
            self._fail("extra characters after command")

    def _rest(self) -> str:
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        found, self._at = self._text[self._at : end].strip(), end
        return found

    def _number(self) -> int:
        found = re.compile(r"\d*").match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return int(found[0][:15] or 0)

    def _skip(self, chars: str) -> None:
        while self._at < len(self._text) and self._text[self._at] in chars:
            self._at += 1

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        found, self._at = self._peek(), self._at + 1
        return found

    def _fail(self, text: str) -> None:
        raise BadScript(text, min(self._at, len(self._text)))


def _bracket_end(text: str, at: int) -> int:
    """Behind the `]` of the bracket that was opened before `at`; 0 when it is not closed."""
    first = at + (text[at : at + 1] == "^")
    at = first
    while at < len(text) and text[at] != "\n":
        named = text.find(":]", at) if text.startswith("[:", at) else -1
        if named >= 0:
            at = named + 2
        elif text[at] == "]" and at > first:
            return at + 1
        else:
            at += 1
    return 0


GNU_CASES = "LUluE"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


def replacement(text: str) -> list:
    """Texts, numbers of groups, and ("case", letter) for GNU's changes of case."""
    parts: list = []
    for found in re.finditer(r"\\(.)|&|[^\\&]+|\\$", text, flags=re.DOTALL):
        char = found[1]
        if found[0] == "&":
            parts.append(0)
        elif char is None:
            parts.append(found[0])
        elif char.isdecimal():
            parts.append(int(char))
        elif char in GNU_CASES:
            parts.append(("case", char))
        else:
            parts.append(_ESCAPES.get(char, char))
    return parts


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text, flags=re.DOTALL)
