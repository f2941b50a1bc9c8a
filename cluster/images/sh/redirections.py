"""Where a command of the shell reads from and writes to: `<`, `>`, `2>&1`, here-documents."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cluster.images.filesystem.files import FileError
from cluster.images.sh import expansion, grammar
from cluster.images.sh.streams import File, Input, Nothing, Screen, Sink

if TYPE_CHECKING:
    from cluster.images.sh.shell import Shell


@contextmanager
def redirected(shell: Shell, wanted: list[grammar.Redirect], keep: bool = False):
    """The file descriptors as redirected; gives False after a word about what cannot be opened."""
    before, good = shell.fds, True
    if wanted:
        shell.fds = dict(before)
        try:
            for redirect in wanted:
                _redirect(shell, redirect)
        except FileError as error:
            shell.fds, good = before, False
            _cannot_open(shell, error)
    try:
        yield good
    finally:
        if not keep:
            shell.fds = before


def _cannot_open(shell: Shell, error: FileError) -> None:
    name = str(error.args[1]) if len(error.args) > 1 else ""
    if shell.dialect == "bash":
        shell.complain(f"{name}: {error.text}")
    else:
        what = "open" if getattr(error, "reading", False) else "create"
        text = (
            error.text
            if error.text != "No such file or directory"
            else ("no such file" if what == "open" else "nonexistent directory")
        )
        if shell.dialect == "dash":
            text = text.replace("no such file", "No such file").replace(
                "nonexistent directory", "Directory nonexistent"
            )
            shell.complain(f"cannot {what} {name}: {text}")
        else:
            shell.complain(f"can't {what} {name}: {text}")
    shell.code = 2 if shell.dialect == "dash" else 1


def _redirect(shell: Shell, redirect: grammar.Redirect) -> None:
    operator, fd = redirect.operator, redirect.fd
    if operator in ("<<", "<<<"):
        text = expansion.text_of(shell, redirect.word) + ("\n" if operator == "<<<" else "")
        shell.fds[fd] = Input([(shell.clock.now, text)])
        return
    target = " ".join(expansion.words(shell, redirect.word))
    if operator in (">&", "<&") and (target.isdecimal() or target == "-"):
        shell.fds[fd] = Nothing() if target == "-" else shell.fds.get(int(target), Nothing())
    elif operator == "<":
        shell.fds[fd] = _opened(shell, target)
    else:
        sink = _sink(shell, target, append=operator in (">>", "&>>"))
        shell.fds[fd] = sink
        if operator in ("&>", "&>>", ">&"):
            shell.fds[2] = sink


def _opened(shell: Shell, name: str) -> Input:
    path = shell.path(name)
    if path in ("/dev/null",):
        return Input()
    if path in ("/dev/stdin", "/dev/fd/0"):
        return shell.fds[0]
    try:
        given = Input([(shell.clock.now, shell.files.read(path))])
    except FileError as error:
        wrong = FileError(error.text)
        wrong.args = (error.text, name)
        wrong.reading = True  # type: ignore[attr-defined]
        raise wrong from None
    given.given = True
    return given


def _sink(shell: Shell, name: str, append: bool) -> Sink:
    path = shell.path(name)
    if path == "/dev/null":
        return Nothing()
    if path in ("/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/fd/2", "/proc/shell/fd/1", "/proc/shell/fd/2"):
        return shell.fds[1 if path.endswith(("stdout", "1")) else 2]
    if path in ("/proc/1/fd/1", "/proc/1/fd/2", "/dev/tty"):
        return Screen("stdout" if not path.endswith("2") else "stderr")
    try:
        if append:
            shell.files.touch(path)
        else:
            shell.files.write(path, "")
    except FileError as error:
        error.args = (error.text, name)
        raise
    return File(shell.files.where(path))
