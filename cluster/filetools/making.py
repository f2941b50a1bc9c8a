"""mkdir, touch, ln, chmod: programs that make files and folders, or say what they are."""

from __future__ import annotations

import re

from cluster.filetools.call import Call, joined, last_part, tool
from cluster.filetools.modes import mode_of
from cluster.texttools import BadUsage, FileError

_LONG = {"parents": "p", "verbose": "v", "mode": "m"}


@tool("mkdir")
def mkdir(call: Call) -> int:
    flags, names = call.flags("pv", "m", _LONG)
    if not names:
        raise BadUsage("missing operand")
    mode = mode_of(flags["m"], 0o777, True) if "m" in flags else 0o755
    if mode is None:
        return call.fail(f"invalid mode '{flags['m']}'")
    code = 0
    for name in names:
        missing = _missing(call, name) if "p" in flags else [name]
        try:
            for each in missing or [name]:
                if "p" in flags and each != name and call.files.exists(call.path(each)):
                    raise FileError("Not a directory")
                call.files.mkdir(call.path(each), "p" in flags, mode if each == name else 0o755)
                if "v" in flags and missing:
                    call.out(
                        f"{call.name}: created directory '{each}'\n"
                        if call.gnu
                        else f"created directory: '{each}{'' if each == name else '/'}'\n"
                    )
        except FileError as error:
            shown = each if call.gnu or each == name else f"{each}/"
            code = call.told(
                f"cannot create directory '{shown}': {error.text}", f"can't create directory '{shown}': {error.text}"
            )
    return code


def _missing(call: Call, name: str) -> list[str]:
    """The folders on the way to a name that are not there yet, the outermost first."""
    found: list[str] = []
    at = 0
    while at >= 0:
        at = name.find("/", at + 1)
        part = name[:at] if at > 0 else name
        if part.strip("/") and not call.files.is_dir(call.path(part)):
            found.append(part)
    return list(dict.fromkeys(found))


@tool("touch")
def touch(call: Call) -> int:
    long = {"no-create": "c", "date": "d", "reference": "r", "no-dereference": "h"}
    flags, names = call.flags("camh", "drt", long)
    if not names:
        raise BadUsage("missing file operand")
    code = 0
    for name in names:
        try:
            if "c" not in flags or call.files.exists(call.path(name)):
                call.files.touch(call.path(name))
        except FileError as error:
            code = call.told(f"cannot touch '{name}': {error.text}", f"{name}: {error.text}")
    return code


@tool("ln")
def ln(call: Call) -> int:
    flags, names = call.flags("sfnvT", "", {"symbolic": "s", "force": "f", "no-dereference": "n", "verbose": "v"})
    if not names:
        raise BadUsage("missing file operand")
    target, name = names[0], names[1] if len(names) > 1 else last_part(names[0])
    if call.files.is_dir(call.path(name)) and not ("n" in flags or "T" in flags):
        name = joined(name, last_part(target))
    elif len(names) == 1 and call.gnu:
        name = f"./{name}"
    path, kind = call.path(name), "symbolic" if "s" in flags else "hard"
    try:
        if "f" in flags and call.at(path) is not None:
            call.files.remove(path)
        if "s" in flags:
            call.files.link(target, path)
        else:
            call.files.write(path, call.files.read(call.path(target)))
    except FileError as error:
        if kind == "hard" and not call.files.exists(call.path(target)):
            return call.told(f"failed to access '{target}': {error.text}", f"{target}: {error.text}")
        return call.told(f"failed to create {kind} link '{name}': {error.text}", f"{name}: {error.text}")
    return 0


@tool("chmod")
def chmod(call: Call) -> int:
    words = [word for word in call.args if not re.fullmatch(r"-[Rfvc]+|--recursive|--verbose", word)]
    whole = any(re.fullmatch(r"-[fvc]*R[Rfvc]*|--recursive", word) for word in call.args)
    if len(words) < 2:
        raise BadUsage(f"missing operand after '{words[0]}'" if words and call.gnu else "missing operand")
    code = 0
    for name in words[1:]:
        try:
            _chmod(call, call.path(name), words[0], whole)
        except ValueError:
            if call.gnu:
                raise BadUsage(f"invalid mode: '{words[0]}'") from None
            return call.fail(f"invalid mode '{words[0]}'")
        except FileError as error:
            verb = "cannot access" if error.text.startswith("No such") else "changing permissions of"
            code = call.told(f"{verb} '{name}': {error.text}", f"{name}: {error.text}")
    return code


def _chmod(call: Call, path: str, text: str, whole: bool) -> None:
    place = call.files.stat(path)
    mode = mode_of(text, place.mode, place.kind == "dir")
    if mode is None:
        raise ValueError(text)
    call.files.chmod(path, mode)
    if whole and place.kind == "dir":
        for inner in call.files.list(path):
            call.step()
            _chmod(call, joined(path, inner), text, True)
