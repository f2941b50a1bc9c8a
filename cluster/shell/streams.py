"""Where a command reads from and writes to, after redirections."""

from __future__ import annotations

from collections.abc import Callable


class Streams:
    """`stdin` is None where nothing is piped in. Files are written when the command is done (`close`)."""

    def __init__(self, files, stdin: str | None, write: Callable[[str, str], None]):
        self._files, self.stdin, self._write = files, stdin, write
        self._targets: dict[str, str | _Opened] = {"stdout": "stdout", "stderr": "stderr"}
        self._opened: list[_Opened] = []

    def redirect(self, mark: str, target: str) -> None:
        """Apply one redirection. OSError where a file cannot be read or written."""
        if mark == "<<":
            self.stdin = target
        elif mark == "<":
            self.stdin = self._files.read(target)
        elif mark == "2>&1":
            self._targets["stderr"] = self._targets["stdout"]
        elif mark == ">&2":
            self._targets["stdout"] = self._targets["stderr"]
        else:
            opened: str | _Opened = "nowhere" if target == "/dev/null" else self._open(target, mark.endswith(">>"))
            for stream in {"&": ("stdout", "stderr"), "2": ("stderr",)}.get(mark[0], ("stdout",)):
                self._targets[stream] = opened

    def _open(self, path: str, append: bool) -> _Opened:
        if self._files.is_dir(path):
            raise IsADirectoryError(path)
        opened = _Opened(path, self._files.read(path) if append and self._files.exists(path) else "")
        if not append:
            self._files.write(path, "")
        self._opened.append(opened)
        return opened

    def out(self, text: str) -> None:
        self._put("stdout", text)

    def err(self, text: str) -> None:
        self._put("stderr", text)

    def _put(self, stream: str, text: str) -> None:
        target = self._targets[stream]
        if isinstance(target, _Opened):
            target.add(text, self._files.most)
        elif target != "nowhere" and text:
            self._write(target, text)

    def close(self) -> None:
        for opened in self._opened:
            self._files.write(opened.path, opened.text)


class _Opened:
    def __init__(self, path: str, text: str):
        self.path, self._parts, self._size = path, [text], len(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str, most: int | None) -> None:
        """What is beyond the size of a file is not gathered: writing it will be refused."""
        if most is None or self._size <= most:
            self._parts.append(text)
            self._size += len(text)
