"""What a terminal has shown, and when: as much as a page that comes back shows again."""

from __future__ import annotations

CHARACTERS, PIECES = 20_000, 400


class Transcript:
    """The newest CHARACTERS of it, in pieces as they came."""

    def __init__(self, pieces: list[tuple[int, str]] | None = None):
        self._pieces = pieces or []

    def add(self, time: int, text: str) -> None:
        """`text` was shown at the virtual `time` (µs)."""
        self._pieces.append((time, text))
        if len(self._pieces) > PIECES:
            self._pieces = self._newest()

    def text(self) -> str:
        return "".join(text for _, text in self._pieces)[-CHARACTERS:]

    def timed(self) -> list[dict]:
        """[{"time": virtual µs, "text"}], oldest first."""
        return [{"time": time, "text": text} for time, text in self._pieces]

    def until(self, time: int) -> Transcript:
        """What had been shown by the virtual `time` (µs)."""
        return Transcript([piece for piece in self._pieces if piece[0] <= time])

    def dump(self) -> list[tuple[int, str]]:
        return self._newest()

    @classmethod
    def load(cls, data: list | str) -> Transcript:
        """What `dump` gave; a plain text is how it was kept until 2026-11-23."""
        return cls([(0, data)] if isinstance(data, str) else [(time, text) for time, text in data])

    def _newest(self) -> list[tuple[int, str]]:
        kept: list[tuple[int, str]] = []
        left = CHARACTERS
        for time, text in reversed(self._pieces[-PIECES // 2 :]):
            if left <= 0:
                break
            kept.append((time, text[-left:]))
            left -= len(text)
        return kept[::-1]
