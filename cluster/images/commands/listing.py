"""Programs that show what files there are: ls, stat, find, du, readlink, basename, dirname, file, tree."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime, timedelta

from cluster.images.commands.base import Call, command
from cluster.images.files import FileError
from cluster.images.sh.patterns import matches
from cluster.images.tree import Node

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUILT = datetime(2025, 10, 7, 12, 0, tzinfo=UTC)  # when what is in the images was made
_BITS = ("r", "w", "x")


@command("ls")
def ls(call: Call) -> int:
    flags, names = call.flags("alA1dhrtRFSLipn", "I")
    code = 0
    folders: list[tuple[str, str, Node]] = []
    plain: list[tuple[str, str, Node]] = []
    for name in names or ["."]:
        path = call.shell.path(name)
        try:
            node = call.files.stat(path, follow="l" not in flags or call.files.is_dir(path) and name.endswith("/"))
            if (
                "l" in flags
                and node.kind == "link"
                and call.files.is_dir(path)
                and "d" not in flags
                and name.endswith("/")
            ):
                node = call.files.stat(path)
        except FileError as error:
            code = (
                call.fail(f"cannot access '{name}': {error.text}", 2)
                if call.gnu
                else call.fail(f"{name}: {error.text}")
            )
            continue
        (folders if node.kind == "dir" and "d" not in flags else plain).append((name, path, node))
    if plain:
        _show(call, flags, [(name, node, path) for name, path, node in plain])
    for index, (name, path, _) in enumerate(folders):
        if len(names) > 1 or "R" in flags:
            call.out(("\n" if index or plain else "") + f"{name}:\n")
        _folder(call, flags, path)
    return code


def _folder(call: Call, flags: dict[str, str], path: str) -> None:
    names = [n for n in call.files.list(path) if "a" in flags or "A" in flags or not n.startswith(".")]
    entries = [(n, call.files.find(posixpath.join(path, n), follow=False)[1], posixpath.join(path, n)) for n in names]
    shown = [(n, node, p) for n, node, p in entries if node is not None]
    if "a" in flags:
        above = posixpath.dirname(path)
        shown = [(".", call.files.stat(path), path), ("..", call.files.stat(above), above), *shown]
    if "l" in flags:
        call.out(f"total {sum(_blocks(node) for _, node, _ in shown)}\n")
    _show(call, flags, shown)


def _blocks(node: Node) -> int:
    return 4 if node.kind == "dir" or node.data and node.kind == "file" else 0


def _show(call: Call, flags: dict[str, str], entries: list[tuple[str, Node, str]]) -> None:
    if "t" in flags:
        entries = sorted(entries, key=lambda entry: -entry[1].time)
    if "S" in flags:
        entries = sorted(entries, key=lambda entry: -len(entry[1].data))
    if "r" in flags:
        entries = entries[::-1]
    if "l" not in flags:
        if call.place.tty and "1" not in flags and len(entries) > 1:
            call.out("  ".join(name for name, _, _ in entries) + "\n")
        else:
            call.out("".join(f"{name}\n" for name, _, _ in entries))
        return
    rows = [(_mode(node), 2 if node.kind == "dir" else 1, _owner(call, node.owner), _owner(call, node.group, True),
             _size(node, flags), _when(call, node), name + (f" -> {node.data}" if node.kind == "link" else ""))
            for name, node, _ in entries]  # fmt: skip
    wide = [max(len(str(row[column])) for row in rows) for column in (1, 2, 3, 4)] if rows else []
    for mode, links, owner, group, size, when, name in rows:
        if call.gnu:
            call.out(
                f"{mode} {links:>{wide[0]}} {owner:<{wide[1]}} {group:<{wide[2]}} {size:>{wide[3]}} {when} {name}\n"
            )
        else:
            call.out(f"{mode}{links:>5} {owner:<8} {group:<8} {size:>9} {when} {name}\n")


def _mode(node: Node) -> str:
    bits = "".join(_BITS[i % 3] if node.mode >> (8 - i) & 1 else "-" for i in range(9))
    if node.mode & 0o2000:
        bits = bits[:5] + ("s" if bits[5] == "x" else "S") + bits[6:]
    if node.mode & 0o4000:
        bits = bits[:2] + ("s" if bits[2] == "x" else "S") + bits[3:]
    if node.mode & 0o1000:
        bits = bits[:8] + ("t" if bits[8] == "x" else "T")
    return {"dir": "d", "link": "l", "socket": "s", "char": "c", "block": "b"}.get(node.kind, "-") + bits


def _owner(call: Call, number: int, group: bool = False) -> str:
    try:
        for line in call.files.read("/etc/group" if group else "/etc/passwd").splitlines():
            fields = line.split(":")
            if len(fields) > 2 and fields[2] == str(number):
                return fields[0]
    except FileError:
        pass
    return str(number)


def _size(node: Node, flags: dict[str, str]) -> str:
    size = 4096 if node.kind == "dir" else len(node.data.encode("utf-8", "surrogateescape"))
    if "h" in flags and size >= 1024:
        return f"{size / 1024:.1f}K"
    return str(size)


def moment(call: Call, node: Node) -> datetime:
    """When the file was last changed."""
    return _BUILT if node.time <= 0 else _EPOCH + timedelta(microseconds=call.place.epoch + node.time)


def _when(call: Call, node: Node) -> str:
    when, now = moment(call, node), _EPOCH + timedelta(microseconds=call.now)
    recent = now - timedelta(days=182) <= when <= now + timedelta(hours=1)
    return f"{when:%b} {when.day:2d} " + (f"{when:%H:%M}" if recent else f" {when:%Y}")


_KINDS = {
    "dir": "directory", "link": "symbolic link", "file": "regular file", "socket": "socket",
    "char": "character special file", "block": "block special file",
}  # fmt: skip


def _filled(form: str, values: dict[str, object]) -> str:
    return re.sub(r"%([a-zA-Z])", lambda found: str(values.get(found[1], "?")), form)


@command("stat")
def stat(call: Call) -> int:
    flags, names = call.flags("Lft", "c")
    code = 0
    for name in names:
        try:
            node = call.files.stat(call.shell.path(name), follow="L" in flags)
        except FileError as error:
            code = call.fail(
                f"cannot statx '{name}': {error.text}" if call.gnu else f"can't stat '{name}': {error.text}"
            )
            continue
        size = len(node.data.encode("utf-8", "surrogateescape")) if node.kind != "dir" else 4096
        when = moment(call, node)
        values: dict[str, object] = {
            "n": name, "N": name, "s": size, "a": f"{node.mode & 0o7777:o}", "A": _mode(node), "u": node.owner,
            "U": _owner(call, node.owner), "g": node.group, "G": _owner(call, node.group, True),
            "Y": int(when.timestamp()), "y": f"{when:%Y-%m-%d %H:%M:%S}.000000000 +0000", "F": _KINDS[node.kind],
        }  # fmt: skip
        form = flags.get("c") or "  File: %n\n  Size: %s\nAccess: (0%a/%A)  Uid: (%u/%U)   Gid: (%g/%G)\nModify: %y"
        call.out(_filled(form, values) + "\n")
    return code


@command("find")
def find(call: Call) -> int:
    starts: list[str] = []
    args = list(call.args)
    while args and not args[0].startswith(("-", "!", "(")):
        starts.append(args.pop(0))
    tests, most, action = {}, 1 << 30, "print"
    while args:
        word = args.pop(0)
        if word in ("-name", "-iname", "-type", "-path", "-mmin", "-newer", "-user", "-perm", "-size") and args:
            tests[word] = args.pop(0)
        elif word == "-maxdepth" and args and args[0].isdigit():
            most = int(args.pop(0))
        elif word == "-delete":
            action = "delete"
        elif word == "-exec":
            action, run = "exec", []
            while args and args[0] not in (";", "+"):
                run.append(args.pop(0))
            args = args[1:]
            tests["-exec"] = "\0".join(run)
        elif word not in ("-print", "-follow", "-xdev"):
            return call.fail(f"unrecognized: {word}" if not call.gnu else f"unknown predicate `{word}'")
    code = 0
    for start in starts or ["."]:
        if call.files.find(call.shell.path(start))[1] is None:
            code = call.fail(
                f"‘{start}’: No such file or directory" if call.gnu else f"{start}: No such file or directory"
            )
            continue
        for name, path, node in list(_walk(call, start, call.shell.path(start), most)):
            if _fits(call, name, node, tests):
                if action == "print":
                    call.out(name + "\n")
                elif action == "delete":
                    call.files.remove(path)
                else:
                    call.shell.execute([part.replace("{}", name) for part in tests["-exec"].split("\0")])
    return code


def _walk(call: Call, name: str, path: str, most: int):
    call.shell.step()
    node = call.files.find(path, follow=False)[1]
    if node is None:
        return
    yield name, path, node
    if node.kind == "dir" and most > 0:
        for inner in call.files.list(path):
            yield from _walk(call, f"{name.rstrip('/')}/{inner}", posixpath.join(path, inner), most - 1)


def _fits(call: Call, name: str, node: Node, tests: dict[str, str]) -> bool:
    base = posixpath.basename(name.rstrip("/")) or name
    for test, value in tests.items():
        if test == "-name" and not matches(value, base):
            return False
        if test == "-iname" and not matches(value.lower(), base.lower()):
            return False
        if test == "-path" and not matches(value, name):
            return False
        if test == "-type" and {"f": "file", "d": "dir", "l": "link"}.get(value) != node.kind:
            return False
        if test == "-mmin" and not _aged(call, node, value):
            return False
    return True


def _aged(call: Call, node: Node, value: str) -> bool:
    call.shell.tape.dated += 1
    age = (call.now - int(moment(call, node).timestamp() * 1e6)) / 60e6
    number = float(value.lstrip("+-")) if value.lstrip("+-").replace(".", "", 1).isdigit() else 0
    return age > number if value.startswith("+") else age < number if value.startswith("-") else int(age) == int(number)


@command("du")
def du(call: Call) -> int:
    flags, names = call.flags("shkmaxc", "d")
    for name in names or ["."]:
        path = call.shell.path(name)
        if call.files.find(path)[1] is None:
            return call.fail(
                f"{name}: No such file or directory"
                if not call.gnu
                else f"cannot access '{name}': No such file or directory"
            )
        size = 0
        for _, where, node in _walk(call, path, path, 64):
            stored = call.shell.tape.stored.get(where)
            size += stored[1] // 1024 if stored else _blocks(node)
        shown = (
            (
                f"{size / 1024 / 1024:.1f}G"
                if size >= 1 << 20
                else f"{size / 1024:.1f}M"
                if size >= 1024
                else f"{size:.1f}K"
            )
            if "h" in flags
            else str(size)
        )
        call.out(f"{shown}\t{name}\n")
    return 0


@command("readlink", "realpath")
def readlink(call: Call) -> int:
    flags, names = call.flags("fnem")
    for name in names:
        path = call.shell.path(name)
        if call.name == "realpath" or "f" in flags:
            call.out(call.files.find(path)[0] + "\n")
            continue
        node = call.files.find(path, follow=False)[1]
        if node is None or node.kind != "link":
            return 1
        call.out(node.data + "\n")
    return 0


@command("basename")
def basename(call: Call) -> int:
    if not call.args:
        return call.fail("missing operand")
    name = posixpath.basename(call.args[0].rstrip("/")) or "/"
    call.out((name.removesuffix(call.args[1]) if len(call.args) > 1 and name != call.args[1] else name) + "\n")
    return 0


@command("dirname")
def dirname(call: Call) -> int:
    for name in call.args:
        call.out((posixpath.dirname(name.rstrip("/")) or ("/" if name.startswith("/") else ".")) + "\n")
    return 0
