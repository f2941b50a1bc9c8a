"""awk: a program of patterns and actions, run for each record.

Source: POSIX awk (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/awk.html). Without pipes and `getline`
from elsewhere than the input."""

from __future__ import annotations

from cluster.texttools.awk.language import parse
from cluster.texttools.awk.machine import Machine
from cluster.texttools.awk.words import AwkError
from cluster.texttools.call import Call, FileError, tool
from cluster.texttools.escapes import unescaped
from cluster.texttools.regular import BadPattern

_USAGE = "usage: awk [-F value][-v var=value][prog | -f progfile] [file ...]"


@tool("awk", "gawk", "mawk")
def awk(call: Call) -> int:
    flags, words = call.flags_before_words("", "Fvf")
    texts = [call.read(name) for name in flags.every("f")]
    if not texts:
        if not words:
            return call.fail(_USAGE, 2)
        texts = [words.pop(0)]
    try:
        machine = Machine(call, parse("\n".join(texts)), words)
        if "F" in flags:
            machine.assign("FS", "\t" if flags["F"] == "t" else unescaped(flags["F"]))
        for each in flags.every("v"):
            name, _, value = each.partition("=")
            machine.preset(name, unescaped(value))
        return machine.run()
    except (AwkError, BadPattern, FileError, RecursionError) as error:
        text = str(error) or "nested too deeply"
        if call.gnu:
            call.err(f"awk: line 1: {text}\n")
            return 2
        return call.fail(f"cmd. line:1: {text}")
