"""Programs that change files: touch, rm, mkdir, rmdir, cp, mv, ln, chmod, chown, dd, truncate, mktemp, install."""

from __future__ import annotations

import posixpath
import re

from cluster.images.commands.base import BadUsage, Call, command
from cluster.images.files import FileError
from cluster.images.sh import memory


@command("touch")
def touch(call: Call) -> int:
    flags, names = call.flags("camh", "drt")
    if not names:
        raise BadUsage("missing file operand")
    code = 0
    for name in names:
        try:
            if "c" not in flags or call.files.exists(call.shell.path(name)):
                call.files.touch(call.shell.path(name))
        except FileError as error:
            code = call.fail(f"cannot touch '{name}': {error.text}" if call.gnu else f"{name}: {error.text}")
    return code


@command("mkdir")
def mkdir(call: Call) -> int:
    flags, names = call.flags("pv", "m")
    if not names:
        raise BadUsage("missing operand")
    code, mode = 0, int(flags["m"], 8) if re.fullmatch("[0-7]+", flags.get("m", "")) else 0o755
    for name in names:
        try:
            call.files.mkdir(call.shell.path(name), "p" in flags, mode)
        except FileError as error:
            code = call.fail(
                f"cannot create directory ‘{name}’: {error.text}"
                if call.gnu
                else f"can't create directory '{name}': {error.text}"
            )
    return code


@command("rmdir")
def rmdir(call: Call) -> int:
    code = 0
    for name in call.flags("p")[1]:
        path = call.shell.path(name)
        try:
            if call.files.list(path):
                raise FileError("Directory not empty")
            call.files.remove(path)
        except FileError as error:
            code = call.fail(f"failed to remove '{name}': {error.text}" if call.gnu else f"'{name}': {error.text}")
    return code


@command("rm", "unlink")
def rm(call: Call) -> int:
    flags, names = call.flags("rRfiv")
    if not names and "f" not in flags:
        raise BadUsage("missing operand")
    code, whole = 0, "r" in flags or "R" in flags
    for name in names:
        path = call.shell.path(name)
        try:
            node = call.files.stat(path, follow=False)
            if node.kind == "dir" and not whole:
                code = call.fail(f"cannot remove '{name}': Is a directory" if call.gnu else f"'{name}' is a directory")
                continue
            _remove(call, path)
        except FileError as error:
            if not ("f" in flags and error.text in ("No such file or directory", "Not a directory")):
                code = call.fail(
                    f"cannot remove '{name}': {error.text}" if call.gnu else f"can't remove '{name}': {error.text}"
                )
    return code


def _remove(call: Call, path: str) -> None:
    """A mount point stays, emptied: as rm -rf leaves it, with a word."""
    mounts = {mount.path for mount in call.files.mounts}
    if path in mounts or any(mount.startswith(path.rstrip("/") + "/") for mount in mounts):
        for name in call.files.list(path):
            _remove(call, posixpath.join(path, name))
    call.files.remove(path)


@command("cp")
def cp(call: Call) -> int:
    flags, names = call.flags("rRafpdvLPTu")
    return _transfer(call, names, keep=True, whole=any(letter in flags for letter in "rRa"))


@command("mv")
def mv(call: Call) -> int:
    return _transfer(call, call.flags("fvnTu")[1], keep=False, whole=True)


def _transfer(call: Call, names: list[str], keep: bool, whole: bool) -> int:
    if len(names) < 2:
        raise BadUsage("missing file operand" if not names else f"missing destination file operand after '{names[0]}'")
    target = call.shell.path(names[-1])
    into, code = call.files.is_dir(target), 0
    if len(names) > 2 and not into:
        return call.fail(
            f"target '{names[-1]}' is not a directory" if call.gnu else f"can't create '{names[-1]}': not a directory"
        )
    verb = "stat"
    for name in names[:-1]:
        source = call.shell.path(name)
        goal = posixpath.join(target, posixpath.basename(source.rstrip("/"))) if into else target
        try:
            node = call.files.stat(source, follow=keep)
            if node.kind == "dir" and not whole:
                code = call.fail(
                    f"-r not specified; omitting directory '{name}'" if call.gnu else f"omitting directory '{name}'"
                )
                continue
            if posixpath.normpath(source) == posixpath.normpath(goal):
                code = call.fail(f"'{name}' and '{names[-1]}' are the same file")
                continue
            _copied(call, source, goal, follow=keep)
            if not keep:
                call.files.remove(source)
        except FileError as error:
            there = call.files.exists(source)
            if there:
                shown = goal if into else names[-1]
                code = call.fail(
                    f"cannot create regular file '{shown}': {error.text}"
                    if call.gnu
                    else f"can't create '{shown}': {error.text}"
                )
            else:
                code = call.fail(
                    f"cannot {verb} '{name}': {error.text}"
                    if call.gnu
                    else f"can't {'stat' if keep else 'rename'} '{name}': {error.text}"
                )
    return code


def _copied(call: Call, source: str, goal: str, follow: bool) -> None:
    node = call.files.stat(source, follow)
    if node.kind == "dir":
        call.files.mkdir(goal, parents=True)
        for name in call.files.list(source):
            call.shell.step()
            _copied(call, posixpath.join(source, name), posixpath.join(goal, name), follow=False)
    elif node.kind == "link":
        if call.files.find(goal, follow=False)[1] is not None:
            call.files.remove(goal)
        call.files.link(node.data, goal)
    else:
        call.files.write(goal, call.files.read(source), mode=node.mode)


@command("ln")
def ln(call: Call) -> int:
    flags, names = call.flags("sfnvT")
    if len(names) < 1:
        raise BadUsage("missing file operand")
    target = names[0]
    name = names[1] if len(names) > 1 else posixpath.basename(target)
    path = call.shell.path(name)
    if call.files.is_dir(path) and "n" not in flags:
        path = posixpath.join(path, posixpath.basename(target))
    try:
        if "f" in flags and call.files.find(path, follow=False)[1] is not None:
            call.files.remove(path)
        if "s" in flags:
            call.files.link(target, path)
        else:
            call.files.write(path, call.files.read(call.shell.path(target)))
    except FileError as error:
        return call.fail(
            f"failed to create {'symbolic' if 's' in flags else 'hard'} link '{name}': {error.text}"
            if call.gnu
            else f"{name}: {error.text}"
        )
    return 0


@command("chmod")
def chmod(call: Call) -> int:
    names = [arg for arg in call.args if not re.fullmatch(r"-[Rfvc]+", arg)]
    if len(names) < 2:
        raise BadUsage("missing operand")
    code = 0
    for name in names[1:]:
        path = call.shell.path(name)
        try:
            mode = _mode(names[0], call.files.stat(path).mode)
            if mode is None:
                return call.fail(f"invalid mode: '{names[0]}'")
            call.files.chmod(path, mode)
        except FileError as error:
            code = call.fail(
                f"cannot access '{name}': {error.text}"
                if call.gnu and "No such" in error.text
                else f"changing permissions of '{name}': {error.text}"
                if call.gnu
                else f"{name}: {error.text}"
            )
    return code


def _mode(text: str, old: int) -> int | None:
    if re.fullmatch("[0-7]{1,4}", text):
        return int(text, 8)
    for part in text.split(","):
        found = re.fullmatch(r"([ugoa]*)([-+=])([rwxXst]*)", part)
        if not found:
            return None
        bits = sum({"r": 4, "w": 2, "x": 1, "X": 1}.get(letter, 0) for letter in found[3])
        who = found[1] if found[1] and "a" not in found[1] else "ugo"
        mask = sum(bits << {"u": 6, "g": 3, "o": 0}[letter] for letter in who)
        if found[2] == "=":
            old &= ~sum(7 << {"u": 6, "g": 3, "o": 0}[letter] for letter in who)
        old = old & ~mask if found[2] == "-" else old | mask
    return old


@command("chown", "chgrp")
def chown(call: Call) -> int:
    names = [arg for arg in call.args if not re.fullmatch(r"-[Rfvch]+", arg)]
    if len(names) < 2:
        raise BadUsage("missing operand")
    owner = names[0].partition(":")[0]
    number = int(owner) if owner.isdigit() else 0
    code = 0
    for name in names[1:]:
        try:
            if call.name == "chown" and owner:
                call.files.chown(call.shell.path(name), number)
            else:
                call.files.stat(call.shell.path(name))
        except FileError as error:
            code = call.fail(f"cannot access '{name}': {error.text}" if call.gnu else f"{name}: {error.text}")
    return code


_SIZES = {
    "": 1,
    "c": 1,
    "b": 512,
    "k": 1024,
    "K": 1024,
    "kB": 1000,
    "M": 1 << 20,
    "MB": 1_000_000,
    "G": 1 << 30,
    "GB": 1_000_000_000,
}


def size_of(text: str) -> int | None:
    """`10M` → bytes."""
    found = re.fullmatch(r"(\d{1,12})([a-zA-Z]{0,2})", text)
    return int(found[1]) * _SIZES[found[2]] if found and found[2] in _SIZES else None


@command("dd")
def dd(call: Call) -> int:
    """Zeros and what is read; large files are only counted, not kept."""
    words = dict(arg.partition("=")[::2] for arg in call.args)
    size, count = size_of(words.get("bs", "512")), words.get("count", "")
    source, target = words.get("if", ""), words.get("of", "")
    total = (size or 0) * int(count) if count.isdigit() else 0
    try:
        text = "" if source in ("/dev/zero", "/dev/urandom", "/dev/random") else call.read(source or "-")
        if text:
            total = len(text)
        memory.take(call.shell, size or 0)  # what is copied at once is held
        whole = True
        if target and target != "/dev/null":
            whole = memory.keep(call.shell, call.shell.path(target), total)
            call.files.write(call.shell.path(target), text or "\0" * min(total, 4096))
            call.shell.tape.stored[call.shell.path(target)] = (call.shell.clock.now, total)
        elif not target:
            call.out(text)
    except FileError as error:
        return call.fail(
            f"failed to open '{target or source}': {error.text}"
            if call.gnu
            else f"can't open '{target or source}': {error.text}"
        )
    if not whole:
        return call.fail(f"error writing '{target}': No space left on device")
    call.shell.clock.now += total // 1000  # a gigabyte a second
    blocks = count or "0"
    seconds = total / 1e9
    tail = f"{total} bytes ({total / 1e6:.1f}MB) copied, {seconds:.6f} seconds, 953.7MB/s"
    if call.gnu:
        tail = f"{total} bytes ({total / 1e6:.1f} MB, {total / 2**20:.1f} MiB) copied, {seconds:.6f} s, 1.0 GB/s"
    call.err(f"{blocks}+0 records in\n{blocks}+0 records out\n{tail}\n")
    return 0


@command("fallocate", "truncate")
def fallocate(call: Call) -> int:
    flags, names = call.flags("c", "ls")
    size = size_of(flags.get("l", flags.get("s", "0")).lstrip("+"))
    for name in names:
        call.files.write(call.shell.path(name), "\0" * min(size or 0, 4096))
        call.shell.tape.stored[call.shell.path(name)] = (call.shell.clock.now, size or 0)
    return 0


@command("mktemp")
def mktemp(call: Call) -> int:
    flags, _ = call.flags("dtu", "p")
    call.shell.drawn += 1
    name = f"/tmp/tmp.{(call.shell.drawn * 2654435761) % 62**6:06d}"
    if "d" in flags:
        call.files.mkdir(name)
    else:
        call.files.write(name, "")
    call.out(name + "\n")
    return 0


@command("mknod")
def mknod(call: Call) -> int:
    """`mknod NAME c|b MAJOR MINOR`."""
    _, words = call.flags("", "m")
    kind = {"c": "char", "u": "char", "b": "block"}.get(words[1] if len(words) > 1 else "")
    if kind is None or len(words) != 4:
        return call.fail("missing operand")
    try:
        call.files.special(call.shell.path(words[0]), kind)
    except FileError as error:
        return call.fail(f"{words[0]}: {error.text}")
    return 0
