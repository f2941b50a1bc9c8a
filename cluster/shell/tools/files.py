"""Programs for files: ls, cp, mv, rm, mkdir, touch, pwd."""

from __future__ import annotations

from cluster.shell.tools.base import Invocation, options, tool


@tool("ls", "list files")
def ls(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "la1hAtrR")
    except ValueError as wrong:
        return call.fail(str(wrong), 2)
    files, code, plain = call.terminal.files, 0, []
    folders = []
    for path in paths or ["."]:
        if files.is_dir(path):
            folders.append(path)
        elif files.exists(path):
            plain.append(path)
        else:
            code = call.fail(f"cannot access '{path}': No such file or directory", 2)
    call.streams.out("".join(f"{path}\n" for path in plain))
    for number, folder in enumerate(folders):
        if len(folders) + len(plain) > 1:
            call.streams.out(("\n" if number or plain else "") + f"{folder}:\n")
        names = [name for name in files.listdir(folder) if "a" in flags or "A" in flags or not name.startswith(".")]
        call.streams.out("".join(f"{_described(call, folder, name) if 'l' in flags else name}\n" for name in names))
    return code


def _described(call: Invocation, folder: str, name: str) -> str:
    files = call.terminal.files
    path = name if folder == "." else f"{folder}/{name}"
    if files.is_dir(path):
        return f"drwxr-xr-x learner {4096:>7} {name}"
    return f"-rw-r--r-- learner {len(files.read(path).encode()):>7} {name}"


def _target(call: Invocation, source: str, target: str) -> str:
    return f"{target.rstrip('/')}/{source.rsplit('/', 1)[-1]}" if call.terminal.files.is_dir(target) else target


def _moved(call: Invocation, keep: bool) -> int:
    try:
        flags, paths = options(call.args, "rRfiva")
    except ValueError as wrong:
        return call.fail(str(wrong))
    if len(paths) < 2:
        return call.fail(
            "missing file operand" if not paths else f"missing destination file operand after '{paths[0]}'"
        )
    files, code = call.terminal.files, 0
    if len(paths) > 2 and not files.is_dir(paths[-1]):
        return call.fail(f"target '{paths[-1]}' is not a directory")
    for source in paths[:-1]:
        if files.is_dir(source):
            code = call.fail(f"-r not specified; omitting directory '{source}'")
        elif not files.exists(source):
            code = call.fail(f"cannot stat '{source}': No such file or directory")
        else:
            target = _target(call, source, paths[-1])
            if target == source:
                return call.fail(f"'{source}' and '{target}' are the same file")
            files.write(target, files.read(source))
            if not keep:
                files.remove(source)
    return code


@tool("cp", "copy files")
def cp(call: Invocation) -> int:
    return _moved(call, keep=True)


@tool("mv", "move or rename files")
def mv(call: Invocation) -> int:
    return _moved(call, keep=False)


@tool("rm", "remove files")
def rm(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "rRfiv")
    except ValueError as wrong:
        return call.fail(str(wrong))
    if not paths:
        return 0 if "f" in flags else call.fail("missing operand")
    files, code = call.terminal.files, 0
    for path in paths:
        if files.is_dir(path):
            if "r" in flags or "R" in flags:
                files.remove_tree(path)
            else:
                code = call.fail(f"cannot remove '{path}': Is a directory")
        elif files.exists(path):
            files.remove(path)
        elif "f" not in flags:
            code = call.fail(f"cannot remove '{path}': No such file or directory")
    return code


@tool("mkdir", "make a directory")
def mkdir(call: Invocation) -> int:
    try:
        flags, paths = options(call.args, "p")
    except ValueError as wrong:
        return call.fail(str(wrong))
    if not paths:
        return call.fail("missing operand")
    for path in paths:
        if call.terminal.files.exists(path) and "p" not in flags:
            return call.fail(f"cannot create directory '{path}': File exists")
        call.terminal.files.mkdir(path)
    return 0


@tool("touch", "make an empty file")
def touch(call: Invocation) -> int:
    if not call.args:
        return call.fail("missing file operand")
    for path in call.args:
        if not call.terminal.files.exists(path):
            call.terminal.files.write(path, "")
    return 0


@tool("pwd", "print the working directory")
def pwd(call: Invocation) -> int:
    call.streams.out(call.terminal.variables.get("PWD", call.terminal.variables["HOME"]) + "\n")
    return 0
