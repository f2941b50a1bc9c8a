"""ls. Its words and columns are GNU coreutils' and busybox's: recorded from both in tests/cluster/filetools."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from cluster.filetools import modes
from cluster.filetools.call import Call, Place, joined, tool
from cluster.filetools.layout import Cell, columns, human, lines
from cluster.texttools import FileError, Flags
from cluster.texttools.call import Refused

_LONG = {
    "all": "a", "almost-all": "A", "directory": "d", "classify": "F", "human-readable": "h", "recursive": "R",
    "reverse": "r", "size": "s", "numeric-uid-gid": "n", "no-group": "G", "color": "0", "dereference": "L",
    "full-time": "T", "group-directories-first": "D", "indicator-style": "0", "width": "0",
}  # fmt: skip
_NOT_KNOWN = "ivbQzIZcuX"
_ENDS = {"dir": "/", "link": "@", "socket": "="}


class Entry(NamedTuple):
    name: str
    path: str
    place: Place


@tool("ls")
def ls(call: Call) -> int:
    flags, names = call.flags("alA1dhrtRFSLpngoGsUCmkH" + _NOT_KNOWN, "", _LONG)
    strange = next((letter for letter in _NOT_KNOWN if letter in flags), None)
    if strange:
        raise Refused(f"the option -{strange} is not simulated")
    if any(letter in flags for letter in "ngoT"):
        flags.add("l", "")
    files, folders, code = _named(call, flags, sorted(names) or ["."])
    _show(call, flags, files)
    headed = len(names) > 1 or "R" in flags
    for number, entry in enumerate(folders):
        _folder(call, flags, entry, headed, bool(number or files))
    return code


def _named(call: Call, flags: Flags, names: list[str]) -> tuple[list[Entry], list[Entry], int]:
    """What the words stand for: files, folders to be opened, and the exit code."""
    files: list[Entry] = []
    folders: list[Entry] = []
    code = 0
    itself = "d" in flags or "l" in flags or "F" in flags
    for name in names:
        path = call.path(name)
        try:
            follow = not itself or "L" in flags or "H" in flags or name.endswith("/")
            place = call.files.stat(path, follow and (not call.gnu or "L" in flags or call.files.exists(path)))
        except FileError as error:
            code = call.told(f"cannot access '{name}': {error.text}", f"{name}: {error.text}", 2 if call.gnu else 1)
            continue
        (folders if place.kind == "dir" and "d" not in flags else files).append(Entry(name, path, place))
    return files, folders, code


def _folder(call: Call, flags: Flags, folder: Entry, headed: bool, apart: bool) -> None:
    """What is in it, and with -R what is below."""
    call.step()
    path = folder.path
    try:
        names = [n for n in call.files.list(path) if "a" in flags or "A" in flags or not n.startswith(".")]
    except FileError as error:
        call.told(f"cannot open directory '{folder.name}': {error.text}", f"can't open '{folder.name}': {error.text}")
        return
    if headed:
        call.out(("\n" if apart else "") + f"{folder.name}:\n")
    found = [Entry(n, joined(path, n), place) for n in names if (place := call.at(joined(path, n))) is not None]
    shown = found
    if "a" in flags and "A" not in flags:
        above = path.rpartition("/")[0] or "/"
        shown = [
            Entry(".", path, call.files.stat(path)),
            Entry("..", above, call.at(above) or call.files.stat(path)),
            *found,
        ]
    if "l" in flags or "s" in flags:
        total = sum(blocks(call, entry) for entry in shown)
        call.out(f"total {human(total * 1024, call.gnu) if 'h' in flags else total}\n")
    _show(call, flags, shown)
    if "R" in flags:
        for entry in _sorted(call, flags, found):
            if entry.place.kind == "dir":
                _folder(call, flags, entry._replace(name=joined(folder.name, entry.name)), True, True)


def blocks(call: Call, entry: Entry) -> int:
    """Kilobytes on the disk."""
    if entry.place.kind in ("file", "dir"):
        return -(-call.size(entry.path, entry.place) // 4096) * 4
    return 0


def _sorted(call: Call, flags: Flags, entries: list[Entry]) -> list[Entry]:
    if "t" in flags:
        entries = sorted(entries, key=lambda entry: -entry.place.time)
    elif "S" in flags:
        entries = sorted(entries, key=lambda entry: -call.size(entry.path, entry.place))
    entries = entries[::-1] if "r" in flags and "U" not in flags else entries
    return sorted(entries, key=lambda entry: not call.files.is_dir(entry.path)) if "D" in flags else entries


def _show(call: Call, flags: Flags, entries: list[Entry]) -> None:
    entries = _sorted(call, flags, entries)
    names = [_name(call, flags, entry) for entry in entries]
    if not entries:
        return
    if "l" in flags:
        call.out(lines([_row(call, flags, entry, name) for entry, name in zip(entries, names, strict=True)], call.gnu))
    elif "m" in flags:
        call.out(", ".join(names) + "\n")
    elif "C" in flags or (call.tty and "1" not in flags):
        call.out(columns(names, call.gnu))
    else:
        call.out("".join(f"{name}\n" for name in names))


def _name(call: Call, flags: Flags, entry: Entry) -> str:
    kind, mode = entry.place.kind, entry.place.mode
    end = ""
    if "F" in flags:
        end = _ENDS.get(kind, "*" if kind == "file" and mode & 0o111 else "")
    elif "p" in flags and kind == "dir":
        end = "/"
    if "l" in flags:
        return (
            f"{entry.name} -> {entry.place.data}{_target_end(call, flags, entry)}"
            if kind == "link"
            else entry.name + end
        )
    size = f"{blocks(call, entry):>{0 if call.gnu else 6}} " if "s" in flags else ""
    return f"{size}{entry.name}{end}"


def _target_end(call: Call, flags: Flags, entry: Entry) -> str:
    return "/" if ("F" in flags or "p" in flags) and call.files.is_dir(entry.path) else ""


def _row(call: Call, flags: Flags, entry: Entry, name: str) -> list[Cell]:
    """The columns of `ls -l`."""
    place, numbers = entry.place, "n" in flags
    links = (
        2 + sum(call.files.is_dir(joined(entry.path, n)) for n in _inside(call, entry)) if place.kind == "dir" else 1
    )
    size = call.size(entry.path, place)
    row = [Cell(modes.shown(place.kind, place.mode), 0, True), Cell(str(links), 4)]
    if "g" not in flags:
        row.append(Cell(str(place.owner) if numbers else call.owner(place.owner), 8, True))
    if "o" not in flags and "G" not in flags:
        row.append(Cell(str(place.group) if numbers else call.owner(place.group, group=True), 8, True))
    row.append(Cell(human(size, call.gnu), 7) if "h" in flags else Cell(str(size), 9))
    head = [Cell(str(blocks(call, entry)), 6)] if "s" in flags else []
    return [*head, *row, Cell(_when(call, flags, place), 0), Cell(name, 0, True)]


def _inside(call: Call, entry: Entry) -> list[str]:
    try:
        return [
            n for n in call.files.list(entry.path) if (there := call.at(joined(entry.path, n))) and there.kind != "link"
        ]
    except FileError:
        return []


def _when(call: Call, flags: Flags, place: Place) -> str:
    when, now = call.written(place), call.moment
    if "T" in flags:
        return f"{when:%Y-%m-%d %H:%M:%S}{f'.{when:%f}000' if call.gnu else ''} +0000"
    recent = now - timedelta(days=182) <= when <= now + timedelta(hours=0 if call.gnu else 1)
    return f"{when:%b} {when.day:2d} " + (f"{when:%H:%M}" if recent else f" {when:%Y}")
