"""Field splitting: where one word becomes several arguments.

Source: POSIX Shell Command Language, section 2.6.5 (https://pubs.opengroup.org/onlinepubs/9699919799/).
"""

from __future__ import annotations

import re

from cluster.images.sh import patterns

BLANKS = " \t\n"


class Fields:
    """Arguments that are being put together."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._current: str | None = None

    def add(self, text: str, quoted: bool = False) -> None:
        """Text goes on the argument that is being made; quoted text makes one even where it is empty."""
        if text or quoted:
            self._current = (self._current or "") + text

    def each(self, texts: list[str], quoted: bool) -> None:
        """`$@`: quoted, every text is an argument; else each is split."""
        for index, text in enumerate(texts):
            if index and self._current is not None:
                self._close()
            if quoted:
                self.add(patterns.escaped(text), True)
            else:
                self.split(text)

    def split(self, value: str, separators: str = BLANKS) -> None:
        """`separators`: of $IFS; blanks among them count as one, each other one ends a field."""
        if {*separators} != {*BLANKS}:
            self._split_at(value, separators)
            return
        pieces = value.split()
        if not pieces:
            if value:
                self._close()
            return
        if value[0].isspace():
            self._close()
        for index, piece in enumerate(pieces):
            if index:
                self._close()
            self.add(piece)
        if value[-1].isspace():
            self._close()

    def _split_at(self, value: str, separators: str) -> None:
        blanks = "".join(each for each in separators if each in BLANKS)
        for piece in re.split(f"([{re.escape(separators)}])", value.strip(blanks)) if separators else [value]:
            if piece and piece in separators:
                self._current = self._current if piece in BLANKS else self._current or ""
                self._close()
            else:
                self.add(piece)

    def _close(self) -> None:
        if self._current is not None:
            self._done.append(self._current)
            self._current = None

    def done(self) -> list[str]:
        """The arguments, as patterns: what was quoted is escaped in them."""
        self._close()
        return self._done
