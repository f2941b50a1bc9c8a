"""What flows into and out of commands: texts with the moment at which they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from cluster.images.filesystem.files import FileError

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell


class Stop(Exception):
    """The shell ends with this exit code."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


class Forever(Exception):
    """From here on nothing ends by itself, or not before the moment up to which is computed."""


class OutOfMemory(Exception):
    """The kernel ends all processes of the container at this moment (virtual µs)."""

    def __init__(self, at: int):
        super().__init__(at)
        self.at = at


class WantsInput(Exception):
    """More is to be read than was typed so far. `lines`: what was printed until then."""

    lines: list = []  # noqa: RUF012


class Input:
    """Standard input: `chunks` of (virtual µs, text). `open`: more may be typed; `endless`: its writer never ends."""

    def __init__(self, chunks: list[tuple[int, str]] | None = None, open: bool = False, endless: bool = False):
        self._chunks, self._open, self._endless = list(chunks or ()), open, endless
        self._rest = ""
        self.given = bool(chunks) or open
        self.flood = 0  # bytes without end of line that come besides, too many to be kept

    def __copy__(self) -> Input:
        twin = Input(self._chunks, self._open, self._endless)
        twin._rest, twin.given, twin.flood = self._rest, self.given, self.flood
        return twin

    def lines(self, shell: Shell) -> Iterator[str]:
        """Each with its newline, at its moment."""
        while (line := self.line(shell)) is not None:
            yield line

    def line(self, shell: Shell) -> str | None:
        while "\n" not in self._rest and self._more(shell):
            pass
        if not self._rest:
            return None
        end = self._rest.find("\n") + 1 or len(self._rest)
        line, self._rest = self._rest[:end], self._rest[end:]
        return line

    def text(self, shell: Shell) -> str:
        """All up to the end."""
        while self._more(shell):
            pass
        found, self._rest = self._rest, ""
        return found

    def _more(self, shell: Shell) -> bool:
        if not self._chunks:
            if self._open:
                raise WantsInput
            if self._endless:
                raise Forever
            return False
        at, text = self._chunks.pop(0)
        shell.clock.now = max(shell.clock.now, at)
        self._rest += text
        return True


class Sink(Protocol):
    def write(self, shell: Shell, text: str) -> None: ...


class Screen:
    """The process's own standard output or error."""

    def __init__(self, stream: str):
        self.stream = stream

    def write(self, shell: Shell, text: str) -> None:
        shell.tape.print(shell.clock.now, text, self.stream)


class Pipe:
    def __init__(self) -> None:
        self.chunks: list[tuple[int, str]] = []
        self.size = 0
        self.flood = 0

    def write(self, shell: Shell, text: str) -> None:
        self.chunks.append((shell.clock.now, text))
        self.size += len(text)
        if self.size > 4_000_000:
            raise Forever  # nobody could hold it

    def text(self) -> str:
        return "".join(text for _, text in self.chunks)


class File:
    """What is written is added; the file was emptied when it was opened. `path`: its links followed."""

    def __init__(self, path: str):
        self.path = path

    def write(self, shell: Shell, text: str) -> None:
        try:
            shell.files.add(self.path, text)
        except FileError as error:
            if error.text != "No space left on device":
                raise


class Nothing:
    def write(self, shell: Shell, text: str) -> None:
        pass
