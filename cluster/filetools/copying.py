"""cp and mv."""

from __future__ import annotations

import posixpath

from cluster.filetools.call import ABSENT, Call, joined, last_part, tool
from cluster.texttools import BadUsage, FileError, Flags

_LONG = {
    "recursive": "r", "archive": "a", "force": "f", "verbose": "v", "no-clobber": "n", "target-directory": "t",
    "no-target-directory": "T", "update": "u", "no-dereference": "P", "dereference": "L", "preserve": "p",
}  # fmt: skip


class _Refused(Exception):
    """(GNU's words, busybox's words)"""


@tool("cp")
def cp(call: Call) -> int:
    flags, names = call.flags("rRafpdvnLPHTui", "t", _LONG)
    return _all(call, flags, names, _copy)


@tool("mv")
def mv(call: Call) -> int:
    flags, names = call.flags("fvnTui", "t", _LONG)
    return _all(call, flags, names, _move)


def _all(call: Call, flags: Flags, names: list[str], act) -> int:
    """`act(call, flags, source, goal)` for each; names are as they were typed."""
    if "t" in flags:
        names = [*names, flags["t"]]
    if len(names) < 2:
        raise BadUsage("missing file operand" if not names else f"missing destination file operand after '{names[0]}'")
    *sources, target = names
    into = call.files.is_dir(call.path(target)) and "T" not in flags
    if not call.gnu and "T" in flags and call.files.is_dir(call.path(target)):
        return call.fail(f"'{target}' is a directory")
    if not into and call.gnu and (len(sources) > 1 or "t" in flags):
        wrong = "Not a directory" if call.files.exists(call.path(target)) else ABSENT[0]
        return call.fail(f"target '{target}': {wrong}")
    code = 0
    for source in sources:
        name = "" if last_part(source) == "." else last_part(source)
        goal = joined(target, name) if into or len(sources) > 1 else target
        try:
            if not ("n" in flags and call.at(call.path(goal)) is not None):
                act(call, flags, source, goal)
        except _Refused as refused:
            code = call.told(*refused.args)
    return code


def _look(call: Call, source: str, follow: bool, verb: str):
    try:
        return call.files.stat(call.path(source), follow=follow)
    except FileError as error:
        raise _Refused(f"cannot stat '{source}': {error.text}", f"can't {verb} '{source}': {error.text}") from None


def _same(call: Call, source: str, goal: str) -> bool:
    return posixpath.normpath(call.path(source)) == posixpath.normpath(call.path(goal))


def _below(call: Call, source: str, goal: str) -> bool:
    return f"{posixpath.normpath(call.path(goal))}/".startswith(f"{posixpath.normpath(call.path(source))}/")


# -- cp ----------------------------------------------------------------------------------------------------------------


def _copy(call: Call, flags: Flags, source: str, goal: str) -> None:
    whole = any(letter in flags for letter in "rRa")
    follow = "L" in flags or "H" in flags or not (whole or "d" in flags or "P" in flags)
    place = _look(call, source, follow, "stat")
    if place.kind == "dir" and not whole:
        raise _Refused(f"-r not specified; omitting directory '{source}'", f"omitting directory '{source}'")
    if place.kind == "dir" and _below(call, source, goal):
        raise _Refused(
            f"cannot copy a directory, '{source}', into itself, '{goal}'",
            f"recursion detected, omitting directory '{goal}'",
        )
    if _same(call, source, goal) or (call.gnu and place.kind == "file" and _is_its_link(call, source, goal)):
        same = f"'{source}' and '{goal}' are the same file"
        raise _Refused(same, same)
    _copied(call, source, goal, follow, "v" in flags)


def _is_its_link(call: Call, source: str, goal: str) -> bool:
    there = call.at(call.path(goal))
    found = [call.files.find(call.path(name))[0] for name in (source, goal)]
    return there is not None and there.kind == "link" and found[0] == found[1]


def _copied(call: Call, source: str, goal: str, follow: bool, tells: bool) -> None:
    place, there = _look(call, source, follow, "stat"), call.at(call.path(goal))
    if place.kind == "dir" and there is not None and not call.files.is_dir(call.path(goal)):
        told = f"cannot overwrite non-directory '{goal}' with directory '{source}'"
        raise _Refused(told, f"can't stat '{joined(goal, last_part(source))}': Not a directory")
    if place.kind != "dir" and there is not None and there.kind == "dir":
        raise _Refused(f"cannot overwrite directory '{goal}' with non-directory", f"'{goal}' is a directory")
    line = f"'{source}' -> '{goal}'\n" if tells else ""
    try:
        if place.kind == "dir":
            call.out(line if call.gnu and there is None else "")
            call.files.mkdir(call.path(goal), parents=there is not None)
            for name in call.files.list(call.path(source)):
                call.step()
                _copied(call, joined(source, name), joined(goal, name), False, tells)
            call.out("" if call.gnu else line)
            return
        if place.kind == "link":
            if there is not None:
                call.files.remove(call.path(goal))
            call.files.link(place.data, call.path(goal))
        else:
            _no_folder(goal)
            call.files.write(call.path(goal), call.files.read(call.path(source)), mode=place.mode)
        call.out(line)
    except FileError as error:
        if error.text == "Not a directory" and not goal.endswith("/"):
            raise _Refused(f"cannot stat '{goal}': {error.text}", f"can't stat '{goal}': {error.text}") from None
        kind = {"dir": "directory", "link": "symbolic link"}.get(place.kind, "regular file")
        raise _Refused(f"cannot create {kind} '{goal}': {error.text}", f"can't create '{goal}': {error.text}") from None


def _no_folder(goal: str) -> None:
    """A name with a slash at its end can only be a folder's."""
    if goal.endswith("/"):
        raise FileError("Not a directory")


# -- mv ----------------------------------------------------------------------------------------------------------------


def _move(call: Call, flags: Flags, source: str, goal: str) -> None:
    place, there = _look(call, source, False, "rename"), call.at(call.path(goal))
    busybox = f"can't rename '{source}': "
    if place.kind == "dir" and _below(call, source, goal):
        raise _Refused(f"cannot move '{source}' to a subdirectory of itself, '{goal}'", busybox + "Invalid argument")
    if _same(call, source, goal):
        if not call.gnu:
            return
        raise _Refused(f"'{source}' and '{goal}' are the same file", "")
    if there is not None and (there.kind == "dir") != (place.kind == "dir"):
        raise _Refused(
            f"cannot overwrite non-directory '{goal}' with directory '{source}'"
            if place.kind == "dir"
            else f"cannot overwrite directory '{goal}' with non-directory",
            busybox + ("Not a directory" if place.kind == "dir" else "Is a directory"),
        )
    try:
        if there is not None and there.kind == "dir" and call.files.list(call.path(goal)):
            raise FileError("Directory not empty")
        if place.kind != "dir":
            _no_folder(goal)
        if there is not None:
            call.files.remove(call.path(goal))
        _copied(call, source, goal, False, False)
        call.files.remove(call.path(source))
    except FileError as error:
        raise _Refused(f"cannot move '{source}' to '{goal}': {error.text}", busybox + error.text) from None
    except _Refused as refused:
        text = refused.args[0].rpartition(": ")[2]
        raise _Refused(f"cannot move '{source}' to '{goal}': {text}", busybox + text) from None
    if "v" in flags:
        call.out(f"renamed '{source}' -> '{goal}'\n" if call.gnu else f"'{source}' -> '{goal}'\n")
