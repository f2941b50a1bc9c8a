"""sed: a script of editing commands, run for each line.

Source: https://www.gnu.org/software/sed/manual/sed.html; busybox's words where they differ."""

from __future__ import annotations

import re

from cluster.texttools.call import BadUsage, Call, FileError, bare_lines, tool
from cluster.texttools.reading import unreadable
from cluster.texttools.regular import BadPattern
from cluster.texttools.sed.editing import Editor
from cluster.texttools.sed.scanning import BadScript
from cluster.texttools.sed.script import read

_LONG = {
    "quiet": "n", "silent": "n", "expression": "e", "file": "f", "regexp-extended": "E", "separate": "s",
    "null-data": "z", "posix": "p", "unbuffered": "u", "debug": "d", "sandbox": "d",
}  # fmt: skip


@tool("sed")
def sed(call: Call) -> int:
    call.args, in_place, ending = _in_place(call.args)
    flags, words = call.flags("nErszupd", "ef", _LONG)
    texts = list(flags.every("e"))
    for name in flags.every("f"):
        texts.append("\n".join(bare_lines(call.read(name))))
    if not texts:
        if not words:
            raise BadUsage("no script specified" if call.gnu else "no script given")
        texts = [words.pop(0)]
    script = "\n".join(texts)
    try:
        orders = read(script, "E" in flags or "r" in flags)
    except (BadScript, BadPattern) as error:
        at = getattr(error, "at", len(script))
        return call.fail(f"-e expression #1, char {at}: {error}" if call.gnu else str(error))
    editor = Editor(
        call, orders, silent="n" in flags, separate="s" in flags or in_place, in_place=in_place, nul="z" in flags
    )
    code = 0
    for name in words or ["-"]:
        try:
            editor.add(name, call.read(name))
        except FileError as error:
            code = unreadable(call, name, error)
    for name, text in editor.edited():
        if not in_place or name == "-":
            call.out(text)
            continue
        if ending:
            call.write(name + ending, call.read(name))
        call.write(name, text)
    return editor.code or code


def _in_place(args: list[str]) -> tuple[list[str], bool, str]:
    """-i and --in-place, whose value stands in the same word."""
    left: list[str] = []
    found, ending = False, ""
    for index, arg in enumerate(args):
        if arg == "--":
            return [*left, *args[index:]], found, ending
        match = re.fullmatch(r"--in-place(?:=(.*))?|-([nErszu]*)i(.*)", arg, flags=re.DOTALL)
        if match and not (left and left[-1] in ("-e", "-f", "-ne", "-nf")):
            found, ending = True, match[1] or match[3] or ""
            left += [f"-{match[2]}"] if match[2] else []
        else:
            left.append(arg)
    return left, found, ending
