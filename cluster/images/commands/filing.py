"""Programs that change a container's files as a machine lets one: chown, dd, truncate, mktemp, mknod."""

from __future__ import annotations

import re

from cluster.images.commands.base import BadUsage, Call, command
from cluster.images.filesystem.files import FileError
from cluster.images.sh import memory


@command("chown", "chgrp")
def chown(call: Call) -> int:
    names = [arg for arg in call.args if not re.fullmatch(r"-[Rfvch]+", arg)]
    if len(names) < 2:
        raise BadUsage("missing operand")
    owner = names[0].partition(":")[0]
    number = int(owner) if owner.isdecimal() else 0
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
    total = (size or 0) * int(count) if count.isdecimal() else 0
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
