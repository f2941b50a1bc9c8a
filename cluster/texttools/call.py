"""One call of a text tool: what it was given, what it reads and writes. Containers and the page's terminal each have
their own; the tools are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

TOOLS: dict[str, Tool] = {}
STDIN = ("-", "/dev/stdin")
# GNU programs that end with another code than 1 when they are called wrongly.
_USAGE_CODES = {"grep": 2, "egrep": 2, "fgrep": 2, "sort": 2, "awk": 2, "ls": 2, "diff": 2}


class FileError(OSError):
    """`text` as strerror says it: `No such file or directory`."""

    def __init__(self, text: str):
        super().__init__(text)
        self.text = text


class BadUsage(ValueError):
    """The call cannot be understood; the text is the program's."""


class Refused(ValueError):
    """What was given cannot be used; the text is the program's, without a word about usage."""


class Flags(dict[str, str]):
    """Option → its last value, "" for one without; `every` has all values, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, list[str]] = {}

    def add(self, name: str, value: str) -> None:
        self[name] = value
        self._values.setdefault(name, []).append(value)

    def every(self, name: str) -> list[str]:
        return self._values.get(name, [])


class Call:
    """`name` as the program calls itself, `args` without it. `gnu`: GNU's programs, else busybox's."""

    name: str
    args: list[str]
    gnu = True
    now = 0  # µs since 1970

    # -- what a place has to offer -----------------------------------------------------------------------------------

    def out(self, text: str) -> None:
        raise NotImplementedError

    def err(self, text: str) -> None:
        raise NotImplementedError

    def given(self) -> str:
        """All of standard input."""
        raise NotImplementedError

    def lines(self) -> Iterator[str]:
        """Standard input line by line, each with its newline, at its moment."""
        raise NotImplementedError

    def read(self, name: str) -> str:
        """A file's text, `-` for standard input. Raises FileError."""
        raise NotImplementedError

    def write(self, name: str, text: str, append: bool = False) -> None:
        """Raises FileError."""
        raise NotImplementedError

    def inside(self, name: str) -> list[str] | None:
        """The names in a folder, sorted; None for what is none."""
        raise NotImplementedError

    def changed(self, name: str) -> int:
        """When the file was last written, µs since 1970."""
        return 0

    def step(self) -> None:
        """One more unit of work; stops what would go on for ever."""

    def enough(self) -> None:
        """Nothing more is going to be read: who writes may stop."""

    def follow(self, names: list[str], sizes: dict[str, int]) -> None:
        """`tail -f`: print what comes beyond these sizes."""

    # -- what the tools share ------------------------------------------------------------------------------------------

    def fail(self, text: str, code: int = 1) -> int:
        """`name: text` on standard error."""
        self.err(f"{self.name}: {text}\n")
        return code

    def flags(self, known: str, valued: str = "", long: dict[str, str] | None = None) -> tuple[Flags, list[str]]:
        """(options, what is left). `known`: letters; `valued`: those with a value; `long`: long name → letter. Long
        options without such a table keep their names. BadUsage for any other."""
        found, args = Flags(), list(self.args)
        left: list[str] = []
        while args:
            word = args.pop(0)
            if word == "--":
                return found, left + args
            if not word.startswith("-") or word == "-":
                left.append(word)
            elif word.startswith("--"):
                self._long(word, valued, long, found, args)
            else:
                self._letters(word[1:], known, valued, found, args)
        return found, left

    def flags_before_words(self, known: str, valued: str = "") -> tuple[Flags, list[str]]:
        """The same for programs that run another: everything from its name on is left."""
        found, args = Flags(), list(self.args)
        while args and args[0].startswith("-") and args[0] != "-":
            word = args.pop(0)
            if word == "--":
                break
            self._letters(word[1:], known, valued, found, args)
        return found, args

    def _long(self, word: str, valued: str, long: dict[str, str] | None, found: Flags, args: list[str]) -> None:
        name, equals, value = word[2:].partition("=")
        if long is None:
            found.add(name, value)
            return
        letter = long.get(name)
        if letter is None:
            raise BadUsage(f"unrecognized option '--{name}'" if self.gnu else f"unrecognized option: {name}")
        if letter in valued and not equals:
            if not args:
                raise BadUsage(f"option '--{name}' requires an argument")
            value = args.pop(0)
        found.add(letter, value)

    def _letters(self, letters: str, known: str, valued: str, found: Flags, args: list[str]) -> None:
        for index, letter in enumerate(letters):
            if letter in valued:
                rest = letters[index + 1 :]
                if not rest and not args:
                    text = "option requires an argument -- '{}'" if self.gnu else "option requires an argument: {}"
                    raise BadUsage(text.format(letter))
                found.add(letter, rest or args.pop(0))
                return
            if letter not in known:
                text = "invalid option -- '{}'" if self.gnu else "unrecognized option: {}"
                raise BadUsage(text.format(letter))
            found.add(letter, "")


Tool = Callable[[Call], int]


def tool(*names: str) -> Callable[[Tool], Tool]:
    """Register a program under its names."""

    def register(function: Tool) -> Tool:
        TOOLS.update(dict.fromkeys(names, function))
        return function

    return register


def run(call: Call, function: Callable[..., int | None]) -> int:
    """The exit code, after a word about what the program cannot use."""
    try:
        return int(function(call) or 0)
    except BadUsage as wrong:
        code = call.fail(str(wrong), _USAGE_CODES.get(call.name, 1) if call.gnu else 1)
        if call.gnu and call.name in ("grep", "egrep", "fgrep"):
            call.err("Usage: grep [OPTION]... PATTERNS [FILE]...\n")
        if call.gnu:
            own = "diff: " if call.name == "diff" else ""
            call.err(f"{own}Try '{call.name} --help' for more information.\n")
        return code
    except Refused as wrong:
        return call.fail(str(wrong), _USAGE_CODES.get(call.name, 1) if call.gnu else 1)
    except FileError as wrong:
        return call.fail(wrong.text)


def split_lines(text: str) -> list[str]:
    """Lines with their newlines; other marks that Unicode takes for line ends are none."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def bare_lines(text: str) -> list[str]:
    """Lines without their newlines."""
    return (text[:-1] if text.endswith("\n") else text).split("\n") if text else []


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def from_bytes(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
