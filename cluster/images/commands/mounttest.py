"""agnhost's `mounttest`: makes files with given permissions, tells file systems, modes, owners, contents.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost#mounttest
"""

from __future__ import annotations

import json

from cluster.images.commands.base import Call
from cluster.images.filesystem.files import FileError
from cluster.images.filesystem.tree import Node

_NEW = "mount-tester new file\n"
_PAUSE, _S = 2_000_000, 1_000_000
_EXT4 = 0xEF53  # what statfs(2) calls the usual file system
_LETTERS = {"dir": "d", "link": "L"}


def mounttest(call: Call, options: dict[str, str]) -> int:
    """In this order, whatever the order of the options. The exit code: 1 when something failed."""
    failed = False
    for name, action in _ACTIONS:
        path = options.get(name)
        if path:
            try:
                action(call, path, options)
            except FileError:
                failed = True
    return int(failed)


def _fs_type(call: Call, path: str, options: dict[str, str]) -> None:
    _stat(call, path, "statfs")
    kind = call.files.mount_of(path).kind
    call.out(f"mount type of {_quoted(path)}: {'tmpfs' if kind == 'tmpfs' else _EXT4}\n")


def _new(mode: int):
    def make(call: Call, path: str, options: dict[str, str]) -> None:
        try:
            call.files.write(path, _NEW, mode=mode)
        except FileError as error:
            call.out(f"error writing new file {_quoted(path)}: open {path}: {_go(error)}\n")
            raise
        _content(call, path, options)

    return make


def _mode(call: Call, path: str, options: dict[str, str]) -> None:
    call.out(f"mode of file {_quoted(path)}: {go_mode(_stat(call, path, 'Stat'))}\n")


def _perm(call: Call, path: str, options: dict[str, str]) -> None:
    call.out(f"perms of file {_quoted(path)}: -{_bits(_stat(call, path, 'Stat'))}\n")


def _owner(call: Call, path: str, options: dict[str, str]) -> None:
    node = _stat(call, path, "stat")
    call.out(f"owner UID of {_quoted(path)}: {node.owner}\nowner GID of {_quoted(path)}: {node.group}\n")


def _content(call: Call, path: str, options: dict[str, str]) -> None:
    try:
        text = call.files.read(path)
    except FileError as error:
        call.out(f"error reading file content for {_quoted(path)}: open {path}: {_go(error)}\n")
        raise
    call.out(f"content of file {_quoted(path)}: {text}\n")


def _loop(call: Call, path: str, options: dict[str, str]) -> None:
    """Every two seconds for `retry_time` seconds; a first line that is as expected ends it, unless told otherwise."""
    shell, wrong = call.shell, None
    given = options.get("retry_time", "180")
    end = shell.clock.now + (int(given) if given.isdecimal() else 180) * _S
    while shell.clock.now < end:
        shell.step()
        try:
            text, wrong = call.files.read(path), None
        except FileError as error:
            wrong = error
            call.out(f"Error reading file {path}: open {path}: {_go(error)}, retrying\n")
        else:
            call.out(f"content of file {_quoted(path)}: {text}\n")
            if options.get("break_on_expected_content", "true") == "true":
                if text == _NEW:
                    return
                call.out(f"Unexpected content. Expected: {_NEW}. Retrying")
        shell.pass_time(shell.clock.now + _PAUSE)
    if wrong is not None:
        raise wrong


def _stat(call: Call, path: str, name: str) -> Node:
    try:
        return call.files.stat(path)
    except FileError as error:
        call.out(f"error from {name}({_quoted(path)}): {name.lower()} {path}: {_go(error)}\n")
        raise


def go_mode(node: Node) -> str:
    """As Go writes a mode: letters for what it is, then the permissions."""
    letters = _LETTERS.get(node.kind, "")
    for bit, letter in ((0o4000, "u"), (0o2000, "g"), (0o1000, "t")):
        letters += letter if node.mode & bit else ""
    return (letters or "-") + _bits(node)


def _bits(node: Node) -> str:
    return "".join("rwx"[place % 3] if node.mode >> (8 - place) & 1 else "-" for place in range(9))


def _go(error: FileError) -> str:
    return error.text[:1].lower() + error.text[1:]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_ACTIONS = (
    ("fs_type", _fs_type), ("new_file_0644", _new(0o644)), ("new_file_0666", _new(0o666)),
    ("new_file_0660", _new(0o660)), ("new_file_0777", _new(0o777)), ("file_mode", _mode), ("file_perm", _perm),
    ("file_owner", _owner), ("file_content", _content), ("file_content_in_loop", _loop),
)  # fmt: skip
