"""stat, du, readlink, realpath, basename, dirname: what there is to say about one file or its name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cluster.filetools import modes
from cluster.filetools.call import Call, Place, joined, last_part, tool
from cluster.filetools.listing import Entry, blocks
from cluster.texttools import BadUsage, FileError

_KINDS = {
    "dir": "directory", "link": "symbolic link", "file": "regular file", "socket": "socket",
    "char": "character special file", "block": "block special file",
}  # fmt: skip


def _filled(form: str, values: dict[str, object]) -> str:
    return re.sub(r"%([a-zA-Z])", lambda found: str(values.get(found[1], "?")), form)


@tool("stat")
def stat(call: Call) -> int:
    flags, names = call.flags("Lft", "c")
    code = 0
    for name in names:
        try:
            node = call.files.stat(call.path(name), follow="L" in flags)
        except FileError as error:
            code = call.told(f"cannot statx '{name}': {error.text}", f"can't stat '{name}': {error.text}")
            continue
        size, when = call.size(call.path(name), node), call.written(node)
        values: dict[str, object] = {
            "n": name, "N": name, "s": size, "a": f"{node.mode & 0o7777:o}", "A": modes.shown(node.kind, node.mode),
            "u": node.owner, "U": call.owner(node.owner), "g": node.group, "G": call.owner(node.group, group=True),
            "Y": int(when.timestamp()), "y": f"{when:%Y-%m-%d %H:%M:%S}.000000000 +0000", "F": _KINDS[node.kind],
        }  # fmt: skip
        form = flags.get("c") or "  File: %n\n  Size: %s\nAccess: (0%a/%A)  Uid: (%u/%U)   Gid: (%g/%G)\nModify: %y"
        call.out(_filled(form, values) + "\n")
    return code


@tool("du")
def du(call: Call) -> int:
    flags, names = call.flags("shkmaxc", "d")
    for name in names or ["."]:
        path = call.path(name)
        place = call.at(path)
        if place is None:
            return call.told(f"cannot access '{name}': No such file or directory", f"{name}: No such file or directory")
        size = sum(blocks(call, Entry("", where, below)) for where, below in _all(call, path, place))
        call.out(f"{_short(size) if 'h' in flags else size}\t{name}\n")
    return 0


def _all(call: Call, path: str, place: Place) -> Iterator[tuple[str, Place]]:
    call.step()
    yield path, place
    for name in call.files.list(path) if place.kind == "dir" else ():
        inner = joined(path, name)
        if (below := call.at(inner)) is not None:
            yield from _all(call, inner, below)


def _short(size: int) -> str:
    """Of kilobytes."""
    unit = next((power for power in (2, 1) if size >= 1 << 10 * power), 0)
    return f"{size / (1 << 10 * unit):.1f}{'KMG'[unit]}"


@tool("readlink", "realpath")
def readlink(call: Call) -> int:
    flags, names = call.flags("fnem")
    for name in names:
        path = call.path(name)
        if call.name == "realpath" or "f" in flags:
            call.out(call.files.find(path)[0] + "\n")
            continue
        node = call.files.find(path, follow=False)[1]
        if node is None or node.kind != "link":
            return 1
        call.out(node.data + "\n")
    return 0


@tool("basename")
def basename(call: Call) -> int:
    flags, names = call.flags_before_words("a", "s") if call.args[:1] != ["--"] else ({}, call.args[1:])
    if not names:
        raise BadUsage("missing operand")
    several = "a" in flags or "s" in flags
    end = flags.get("s", "") if several else "".join(names[1:2])
    for name in names if several else names[:1]:
        last = last_part(name)
        call.out((last.removesuffix(end) if last != end else last) + "\n")
    return 0


@tool("dirname")
def dirname(call: Call) -> int:
    if not call.args:
        raise BadUsage("missing operand")
    for name in call.args:
        call.out((posixpath.dirname(name.rstrip("/")) or ("/" if name.startswith("/") else ".")) + "\n")
    return 0
