"""The programs that images carry: a registry of small ones. A module of this folder adds its own with `@command`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cluster.images.files import FileError

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell

COMMANDS: dict[str, Callable[[Call], int | None]] = {}
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


class Call:
    """One call of a program: `name` as it calls itself, `args` without it."""

    def __init__(self, shell: Shell, name: str, args: list[str], typed: str = ""):
        self.shell, self.name, self.args, self.typed = shell, name, args, typed or name
        self.place = shell.place
        self.files = shell.files

    def out(self, text: str) -> None:
        self.shell.out(text)

    def err(self, text: str) -> None:
        self.shell.err(text)

    def fail(self, text: str, code: int = 1) -> int:
        """`name: text` on standard error."""
        self.shell.err(f"{self.name}: {text}\n")
        return code

    @property
    def gnu(self) -> bool:
        """Does the image have GNU's programs, or busybox's?"""
        return self.shell.place.image.family in ("debian", "ubuntu")

    @property
    def now(self) -> int:
        """µs since 1970."""
        return self.place.epoch + self.shell.clock.now

    def given(self) -> str:
        """All of standard input."""
        return self.shell.fds[0].text(self.shell)

    def lines(self) -> Iterator[str]:
        return self.shell.fds[0].lines(self.shell)

    def read(self, name: str) -> str:
        """A file's text, `-` for standard input. Raises FileError."""
        if name in ("-", "/dev/stdin"):
            return self.given()
        path = self.shell.path(name)
        return SPECIAL_FILES[path](self) if path in SPECIAL_FILES else self.files.read(path)

    def opened(self, name: str, error: FileError) -> int:
        """The word about a file that cannot be read, as cat, head and their kin say it."""
        if self.gnu:
            return self.fail(
                f"{name}: {error.text}"
                if self.name in ("cat", "wc", "grep", "ls")
                else f"cannot open '{name}' for reading: {error.text}"
            )
        if error.text == "Is a directory":
            return self.fail(f"read error: {error.text}")
        return self.fail(f"can't open '{name}': {error.text}")

    def flags(self, known: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
        """(flag → its value or "", what is left). `known`: letters; `valued`: those with a value. BadUsage else."""
        found: dict[str, str] = {}
        left: list[str] = []
        args = list(self.args)
        while args:
            word = args.pop(0)
            if word == "--":
                return found, left + args
            if not word.startswith("-") or word == "-":
                left.append(word)
            elif word.startswith("--"):
                name, equals, value = word[2:].partition("=")
                found[name] = value if equals else ""
            else:
                self._letters(word[1:], known, valued, found, args)
        return found, left

    def flags_before_words(self, known: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
        """The same for programs that run another: everything from its name on is left."""
        found: dict[str, str] = {}
        args = list(self.args)
        while args and args[0].startswith("-") and args[0] != "-":
            word = args.pop(0)
            if word == "--":
                break
            self._letters(word[1:], known, valued, found, args)
        return found, args

    def _letters(self, letters: str, known: str, valued: str, found: dict[str, str], args: list[str]) -> None:
        for index, letter in enumerate(letters):
            if letter in valued:
                rest = letters[index + 1 :]
                if not rest and not args:
                    raise BadUsage(
                        f"option requires an argument -- '{letter}'"
                        if self.gnu
                        else f"option requires an argument: {letter}"
                    )
                found[letter] = rest or args.pop(0)
                return
            if letter not in known:
                raise BadUsage(f"invalid option -- '{letter}'" if self.gnu else f"unrecognized option: {letter}")
            found[letter] = ""


class BadUsage(ValueError):
    """The call cannot be understood; the text is the program's."""


SPECIAL_FILES: dict[str, Callable[[Call], str]] = {"/dev/null": lambda call: ""}  # computed when read
