"""echo."""

from __future__ import annotations

import re

from cluster.filetools.call import Call, tool
from cluster.texttools.escapes import unescaped


@tool("echo")
def echo(call: Call) -> int:
    """dash's knows only `-n` and takes escapes for what they stand for; bash's and ash's do so with `-e`."""
    args, newline, escapes = list(call.args), "\n", call.dialect == "dash"
    while args and re.fullmatch("-n" if call.dialect == "dash" else "-[neE]+", args[0]):
        word = args.pop(0)
        newline = "" if "n" in word else newline
        if "e" in word or "E" in word:
            escapes = word.rfind("e") > word.rfind("E")
    text = " ".join(args)
    if escapes and (found := re.search(r"(?<!\\)(\\\\)*\\c", text)):
        text, newline = text[: found.end() - 2], ""
    call.out((unescaped(text) if escapes else text) + newline)
    return 0
