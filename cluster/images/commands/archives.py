"""tar: packs and unpacks, from and to files or standard input and output. `kubectl cp` lives on it."""

from __future__ import annotations

import fnmatch
import posixpath

from cluster.images.commands.base import BadUsage, Call, command
from cluster.images.filesystem.archive import Damaged, Entry, pack, unpack
from cluster.images.filesystem.files import FileError

_LETTERS = "cxtzvmpPOkhS"
_IGNORED = ("no-same-permissions", "no-same-owner", "same-owner", "numeric-owner", "warning", "no-recursion", "touch")
_LONG = {
    "create": "c", "extract": "x", "get": "x", "list": "t", "gzip": "z", "verbose": "v", "file": "f", "directory": "C",
    "exclude": "X", "strip-components": "s", "to-stdout": "O", "null": "0", "files-from": "T",
}  # fmt: skip


@command("tar")
def tar(call: Call) -> int:
    flags, names = _read(call)
    modes = [letter for letter in "cxt" if letter in flags]
    if len(modes) != 1:
        told = "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n"
        call.err(f"tar: {told}Try 'tar --help' or 'tar --usage' for more information.\n" if call.gnu else _USAGE)
        return 2 if call.gnu else 1
    folder = call.shell.path(flags.get("C", "."))
    if not call.files.is_dir(folder):
        return _cannot_open(call, flags["C"])
    return {"c": _create, "x": _extract, "t": _list}[modes[0]](call, flags, names, folder)


def _cannot_open(call: Call, name: str) -> int:
    if call.gnu:
        call.err(f"tar: {name}: Cannot open: No such file or directory\n")
        call.err("tar: Error is not recoverable: exiting now\n")
        return 2
    return call.fail(f"can't change directory to '{name}': No such file or directory")


# -- creating ----------------------------------------------------------------------------------------------------------


def _create(call: Call, flags: dict[str, str], names: list[str], folder: str) -> int:
    entries: list[Entry] = []
    code = 0
    if not names:
        call.err("tar: Cowardly refusing to create an empty archive\n" if call.gnu else "tar: empty archive\n")
        return 2 if call.gnu else 1
    if any(name.startswith("/") for name in names) and "P" not in flags:
        call.err(
            "tar: Removing leading `/' from member names\n"
            if call.gnu
            else "tar: removing leading '/' from member names\n"
        )
    for name in names:
        try:
            _add(call, posixpath.join(folder, name), name, flags, entries)
        except FileError as error:
            code = 2 if call.gnu else 1
            call.err(f"tar: {name}: Cannot stat: {error.text}\n" if call.gnu else f"tar: {name}: {error.text}\n")
    if "v" in flags:
        (call.err if flags.get("f", "-") == "-" else call.out)("".join(f"{each.name}\n" for each in entries))
    text = pack(entries, "z" in flags)
    if flags.get("f", "-") == "-":
        call.out(text)
    else:
        try:
            call.files.write(call.shell.path(flags["f"]), text)
        except FileError as error:
            return call.fail(f"{flags['f']}: Cannot open: {error.text}", 2)
    if code and call.gnu:
        call.err("tar: Exiting with failure status due to previous errors\n")
    elif code:
        call.err("tar: error exit delayed from previous errors\n")
    return code


def _add(call: Call, path: str, name: str, flags: dict[str, str], entries: list[Entry]) -> None:
    """A file, or a folder with all below. Raises FileError."""
    call.shell.tape.step(call.shell.clock.now)
    node = call.files.stat(path, follow="h" in flags)
    shown = name if "P" in flags else name.lstrip("/") or "./"
    if "X" in flags and fnmatch.fnmatch(shown, flags["X"]):
        return
    seconds = (call.place.epoch + node.time) // 1_000_000
    if node.kind == "dir":
        entries.append(Entry(shown.rstrip("/") + "/", "dir", "", node.mode, seconds))
        for below in call.files.list(path):
            _add(call, posixpath.join(path, below), posixpath.join(name, below), flags, entries)
    elif node.kind == "link":
        entries.append(Entry(shown, "link", node.data, 0o777, seconds))
    else:
        entries.append(Entry(shown, "file", call.files.read(path), node.mode, seconds))


# -- extracting --------------------------------------------------------------------------------------------------------


def _extract(call: Call, flags: dict[str, str], names: list[str], folder: str) -> int:
    entries, code = _entries(call, flags)
    for entry in entries:
        name = _stripped(entry.name, int(flags.get("s", "0") or 0))
        if not name or not _wanted(entry.name, names):
            continue
        call.shell.tape.step(call.shell.clock.now)
        if "v" in flags:
            call.out(f"{entry.name}\n")
        if "O" in flags:
            call.out(entry.data if entry.kind == "file" else "")
            continue
        try:
            _put(call, posixpath.join(folder, name), entry)
        except FileError as error:
            code = 2 if call.gnu else 1
            call.err(
                f"tar: {name}: Cannot open: {error.text}\n" if call.gnu else f"tar: can't open '{name}': {error.text}\n"
            )
    if code == 2 and entries:
        call.err("tar: Exiting with failure status due to previous errors\n")
    return code


def _put(call: Call, path: str, entry: Entry) -> None:
    if entry.kind == "dir":
        call.files.mkdir(path, parents=True, mode=entry.mode)
        return
    call.files.mkdir(posixpath.dirname(path), parents=True)
    if entry.kind == "link":
        if call.files.find(path, follow=False)[1] is not None:
            call.files.remove(path)
        call.files.link(entry.data, path)
    else:
        call.files.write(path, entry.data, mode=entry.mode)


def _list(call: Call, flags: dict[str, str], names: list[str], folder: str) -> int:
    entries, code = _entries(call, flags)
    call.out(
        "".join(
            f"{entry.name}{'/' if entry.kind == 'dir' else ''}\n" for entry in entries if _wanted(entry.name, names)
        )
    )
    return code


def _entries(call: Call, flags: dict[str, str]) -> tuple[list[Entry], int]:
    """(what is in the archive, the exit code if it cannot be read)."""
    source = flags.get("f", "-")
    try:
        return unpack(call.read(source)), 0
    except FileError as error:
        call.err(f"tar: {source}: Cannot open: {error.text}\ntar: Error is not recoverable: exiting now\n" if call.gnu
                 else f"tar: can't open '{source}': {error.text}\n")  # fmt: skip
    except Damaged:
        call.err("tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n"
                 if call.gnu else "tar: invalid tar magic\n")  # fmt: skip
    return [], 2 if call.gnu else 1


def _stripped(name: str, count: int) -> str:
    """Without `/` in front, `..`, and so many folders."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return "/".join(parts[count:])


def _wanted(name: str, names: list[str]) -> bool:
    clean = name.rstrip("/")
    return not names or any(clean == each.rstrip("/") or clean.startswith(each.rstrip("/") + "/") for each in names)


# -- options -----------------------------------------------------------------------------------------------------------


def _read(call: Call) -> tuple[dict[str, str], list[str]]:
    """Options as tar takes them: the first word may be letters without a dash, whose values follow in order."""
    found: dict[str, str] = {}
    left: list[str] = []
    args = list(call.args)
    if args and not args[0].startswith("-"):
        args[0] = "-" + args[0]
    while args:
        word = args.pop(0)
        if word == "--":
            return found, left + args
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in _IGNORED:
                continue
            if name not in _LONG:
                raise BadUsage(f"unrecognized option '--{name}'")
            letter = _LONG[name]
            found[letter] = value if equals or letter not in "fCXsT" else _next(args, name)
        elif word.startswith("-") and word != "-":
            for index, letter in enumerate(word[1:]):
                if letter in "fCXT":
                    rest = word[index + 2 :] if word[index + 2 : index + 3] not in _LETTERS else ""
                    found[letter] = rest or _next(args, letter)
                    if rest:
                        break
                elif letter in _LETTERS:
                    found[letter] = ""
                else:
                    raise BadUsage(f"invalid option -- '{letter}'")
        else:
            left.append(word)
    return found, left


def _next(args: list[str], name: str) -> str:
    if not args:
        raise BadUsage(f"option requires an argument -- '{name}'")
    return args.pop(0)


_USAGE = "BusyBox v1.37.0 multi-call binary.\n\nUsage: tar c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [FILE]...\n"
