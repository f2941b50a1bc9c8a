"""The programs that images carry: a registry of small ones. A module of this folder adds its own with `@command`.

Those for texts and files are everybody's (cluster.texttools, cluster.filetools); here is how they see a container."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cluster import filetools, texttools
from cluster.filetools.call import Place
from cluster.images.filesystem.files import FileError, Files
from cluster.images.sh.streams import Forever, Pipe
from cluster.texttools import BadUsage
from cluster.texttools.reading import unreadable

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

COMMANDS: dict[str, Callable[..., int | None]] = {**texttools.TOOLS, **filetools.TOOLS}
BUILTINS: dict[str, Callable[[Call], int | None]] = {}  # what only a shell has


def command(*names: str) -> Callable:
    def register(function: Callable) -> Callable:
        COMMANDS.update(dict.fromkeys(names, function))
        return function

    return register


def builtin(*names: str) -> Callable:
    def register(function: Callable) -> Callable:
        BUILTINS.update(dict.fromkeys(names, function))
        return function

    return register


class Call(filetools.Call):
    """One call of a program in a container."""

    files: Files

    def __init__(self, shell: Shell, name: str, args: list[str], typed: str = ""):
        self.shell, self.name, self.args, self.typed = shell, name, args, typed or name
        self.place = shell.place
        self.files = shell.files
        self.gnu = shell.place.image.family in ("debian", "ubuntu")
        self.tty, self.dialect, self.epoch = shell.place.tty, shell.dialect, shell.place.epoch
        self.mounted = tuple(mount.path for mount in shell.files.mounts)

    def out(self, text: str) -> None:
        self.shell.out(text)

    def err(self, text: str) -> None:
        self.shell.err(text)

    @property
    def now(self) -> int:  # type: ignore[override]
        """µs since 1970."""
        return self.place.epoch + self.shell.clock.now

    def path(self, name: str) -> str:
        return self.shell.path(name)

    def size(self, path: str, place: Place) -> int:
        """Of large files only the size is kept."""
        stored = self.shell.tape.stored.get(path)
        return stored[1] if stored else super().size(path, place)

    def dated(self) -> None:
        if isinstance(self.shell.fds[1], Pipe) and self.shell.depth:
            self.shell.tape.dated += 1

    def given(self) -> str:
        return self.shell.fds[0].text(self.shell)

    def lines(self) -> Iterator[str]:
        return self.shell.fds[0].lines(self.shell)

    def read(self, name: str) -> str:
        if name in ("-", "/dev/stdin"):
            return self.given()
        path = self.shell.path(name)
        return SPECIAL_FILES[path](self) if path in SPECIAL_FILES else self.files.read(path)

    def write(self, name: str, text: str, append: bool = False) -> None:
        self.files.write(self.shell.path(name), text, append=append)

    def inside(self, name: str) -> list[str] | None:
        path = self.shell.path(name)
        return self.files.list(path) if self.files.is_dir(path) else None

    def step(self) -> None:
        self.shell.step()

    def follow(self, names: list[str], sizes: dict[str, int]) -> None:
        """What is written later appears when it is written."""
        shell = self.shell
        while (moment := self.files.next_change()) is not None:
            shell.pass_time(moment)
            for name in names:
                try:
                    text = self.read(name)
                except FileError:
                    continue
                self.out(text[sizes.get(name, 0) :] if len(text) >= sizes.get(name, 0) else text)
                sizes[name] = len(text)
            shell.step()
        shell.tape.endless = shell.tape.endless or shell.is_main
        raise Forever

    def opened(self, name: str, error: FileError) -> int:
        """Says that a file cannot be read; gives the exit code."""
        return unreadable(self, name, error)


SPECIAL_FILES: dict[str, Callable[[Call], str]] = {"/dev/null": lambda call: ""}  # computed when read

__all__ = ["BUILTINS", "COMMANDS", "SPECIAL_FILES", "BadUsage", "Call", "builtin", "command"]
