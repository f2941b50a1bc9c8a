"""Where a command reads from and writes to, after redirections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.images.sh.grammar import Redirect

Write = Callable[[str, str], None]
_AT_ONCE = 50_000  # characters


class Given:
    """A text that commands read one after another, as those in a loop read its input."""

    def __init__(self, text: str):
        self._text, self._at = text, 0

    def line(self) -> str | None:
        """The next line with its newline; None at the end."""
        if self._at >= len(self._text):
            return None
        end = self._text.find("\n", self._at) + 1 or len(self._text)
        found, self._at = self._text[self._at : end], end
        return found

    def rest(self) -> str:
        found, self._at = self._text[self._at :], len(self._text)
        return found


class Streams:
    """`given` is None where nothing is piped in. Small files are written at once, large ones when the
    command is done (`close`)."""

    def __init__(self, files: Any, given: Given | None, write: Write):
        self._files, self.given, self._write = files, given, write
        self._targets: dict[int, str | _Opened] = {1: "stdout", 2: "stderr"}
        self._opened: list[_Opened] = []
        self._stdin: str | None = None
        self.enough = False  # what comes more on standard input is not wanted (head has its lines)

    @property
    def stdin(self) -> str | None:
        """All that is left to read, or None."""
        if self._stdin is None and self.given is not None:
            self._stdin = self.given.rest()
        return self._stdin

    def redirect(self, redirect: Redirect, target: str) -> None:
        """Apply one redirection. OSError where a file cannot be read or written."""
        operator, fd = redirect.operator, redirect.fd
        if operator in ("<<", "<<<"):
            self.given = Given(target + ("\n" if operator == "<<<" else ""))
        elif operator == "<":
            self.given = Given("" if target == "/dev/null" else self._files.read(target))
        elif operator in (">&", "<&") and (target.isdecimal() or target == "-"):
            self._targets[fd] = "nowhere" if target == "-" else self._targets.get(int(target), "nowhere")
        else:
            opened = self._open(target, append=operator.endswith(">>"))
            for each in (1, 2) if operator in ("&>", "&>>", ">&") else (fd,):
                self._targets[each] = opened

    def _open(self, path: str, append: bool) -> str | _Opened:
        known = {"/dev/null": "nowhere", "/dev/stdout": self._targets[1], "/dev/stderr": self._targets[2]}
        if path in known:
            return known[path]
        if self._files.is_dir(path):
            raise IsADirectoryError(path)
        opened = _Opened(path, self._files.read(path) if append and self._files.exists(path) else "")
        if not append:
            self._files.write(path, "")
        self._opened.append(opened)
        return opened

    def out(self, text: str) -> None:
        self._put(1, text)

    def err(self, text: str) -> None:
        self._put(2, text)

    def write(self, stream: str, text: str) -> None:
        """As `out` and `err`: what a command within this one prints."""
        self._put(1 if stream == "stdout" else 2, text)

    def _put(self, fd: int, text: str) -> None:
        target = self._targets[fd]
        if isinstance(target, _Opened):
            target.add(text, self._files.most)
            if target.size <= _AT_ONCE:
                self._files.write(target.path, target.text)
        elif target != "nowhere" and text:
            self._write(target, text)

    def close(self) -> None:
        for opened in self._opened:
            self._files.write(opened.path, opened.text)


class _Opened:
    def __init__(self, path: str, text: str):
        self.path, self._parts, self.size = path, [text], len(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str, most: int | None) -> None:
        """What is beyond the size of a file is not gathered: writing it will be refused."""
        if most is None or self.size <= most:
            self._parts.append(text)
            self.size += len(text)
