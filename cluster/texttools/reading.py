"""How programs read their files, and their words about those that they cannot read.

Sources: GNU coreutils 9.1, grep 3.8, sed 4.9 and busybox 1.35 as they answer (tests/cluster/texttools)."""

from __future__ import annotations

from collections.abc import Iterator

from cluster.texttools.call import STDIN, Call, FileError

IS_DIR = "Is a directory"
_GNU = {
    "head": "cannot open '{}' for reading: {}", "tail": "cannot open '{}' for reading: {}",
    "tac": "failed to open '{}' for reading: {}", "sort": "cannot read: {}: {}", "rev": "cannot open {}: {}",
    "sed": "can't read {}: {}",
}  # fmt: skip
_GNU_FOLDERS = {
    "head": "error reading '{}': {}", "tail": "error reading '{}': {}", "tac": "{}: read error: {}",
    "sort": "read failed: {}: {}", "uniq": "error reading '{}'", "sed": "read error on {}: {}",
}  # fmt: skip
_BUSYBOX_OPENS = ("cat", "tail", "uniq")  # those that say "can't open"
_CODES = {"sort": 2, "sed": 2}


def unreadable(call: Call, name: str, error: FileError) -> int:
    """Says that a file cannot be read; gives the exit code."""
    folder = error.text == IS_DIR
    if call.gnu:
        form = (_GNU_FOLDERS if folder else _GNU).get(call.name, "{}: {}")
        code = 4 if folder and call.name == "sed" else _CODES.get(call.name, 1)
        return call.fail(form.format(name, error.text), code)
    if folder and call.name in ("cat", "tail"):
        return call.fail(f"read error: {error.text}")
    text = f"can't open '{name}'" if call.name in _BUSYBOX_OPENS else name
    return call.fail(f"{text}: {error.text}", 2 if call.name in ("awk", "grep") else 1)


class Files:
    """The files named, or standard input, one after the other; `code` is what the unreadable ones come to."""

    def __init__(self, call: Call, names: list[str]):
        self._call, self._names = call, names or ["-"]
        self.code = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """(name, text) of each that can be read."""
        for name in self._names:
            try:
                text = self._call.read(name)
            except FileError as error:
                self.code = max(self.code, unreadable(self._call, name, error))
                continue
            yield name, text

    def together(self) -> str:
        """All texts; where one ends without a newline, the next goes on in its line."""
        return "".join(text for _, text in self)

    def whole_lines(self) -> list[str]:
        """The lines of all, without their newlines; each file begins a line of its own."""
        found: list[str] = []
        for _, text in self:
            found += (text[:-1] if text.endswith("\n") else text).split("\n") if text else []
        return found


def streams(names: list[str]) -> bool:
    """Whether only standard input is read, which may still be written while it is."""
    return not names or (len(names) == 1 and names[0] in STDIN)
