"""rm, rmdir, unlink."""

from __future__ import annotations

import posixpath

from cluster.filetools.call import ABSENT, Call, joined, tool
from cluster.texttools import BadUsage, FileError, Flags

_LONG = {
    "recursive": "r", "force": "f", "verbose": "v", "dir": "d", "no-preserve-root": "N", "interactive": "i",
    "parents": "p", "ignore-fail-on-non-empty": "I",
}  # fmt: skip
_DANGEROUS = "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n"


@tool("rm", "unlink")
def rm(call: Call) -> int:
    flags, names = call.flags("rRfivdI" if call.gnu else "rRfiv", "", _LONG)
    if not names and "f" not in flags:
        raise BadUsage("missing operand")
    code, whole = 0, "r" in flags or "R" in flags
    for name in names:
        if posixpath.basename(name.rstrip("/")) in (".", "..") and (whole or not call.gnu):
            dots = "refusing to remove '.' or '..' directory: skipping"
            code = call.told(f"{dots} '{name}'", "can't remove '.' or '..'")
        elif call.gnu and whole and call.path(name) == "/" and "N" not in flags:
            call.err(_DANGEROUS)
            return 1
        else:
            code = _one(call, name, flags, whole) or code
    return code


def _one(call: Call, name: str, flags: Flags, whole: bool) -> int:
    path = call.path(name)
    try:
        if call.files.stat(path, follow=False).kind == "dir" and not whole:
            if "d" not in flags:
                return call.told(f"cannot remove '{name}': Is a directory", f"'{name}' is a directory")
            if call.files.list(path):
                raise FileError("Directory not empty")
        _remove(call, name, path, "v" in flags)
    except FileError as error:
        if not ("f" in flags and error.text in ABSENT):
            verb = "stat" if error.text == "Not a directory" else "remove"
            return call.told(f"cannot remove '{name}': {error.text}", f"can't {verb} '{name}': {error.text}")
    return 0


def _remove(call: Call, name: str, path: str, tells: bool) -> None:
    """A mount point stays, emptied: as rm -rf leaves it, with a word."""
    folder = call.files.stat(path, follow=False).kind == "dir"
    start = path.rstrip("/") + "/"
    if folder and (tells or any(f"{mount}/".startswith(start) for mount in call.mounted)):
        for inner in call.files.list(path):
            call.step()
            _remove(call, joined(name, inner), joined(path, inner), tells)
    call.files.remove(path)
    if tells:
        call.out(f"removed {'directory' if call.gnu else 'directory:'} '{name}'\n" if folder else f"removed '{name}'\n")


@tool("rmdir")
def rmdir(call: Call) -> int:
    flags, names = call.flags("pv", "", _LONG)
    if not names:
        raise BadUsage("missing operand")
    code = 0
    for name in names:
        each = [name]
        while "p" in flags and (above := posixpath.dirname(each[-1].rstrip("/"))).strip("/"):
            each.append(above)
        for folder in each:
            try:
                if "v" in flags:
                    call.out(f"{call.name}: removing directory, '{folder}'\n")
                if call.files.list(call.path(folder)):
                    raise FileError("Directory not empty")
                call.files.remove(call.path(folder))
            except FileError as error:
                if "I" not in flags:
                    code = call.told(f"failed to remove '{folder}': {error.text}", f"'{folder}': {error.text}")
                break
    return code
