"""Programs that containers have too and that need nothing of the terminal's own; here they are GNU's."""

from __future__ import annotations

from typing import Any

from cluster import filetools, texttools
from cluster.images.commands import base
from cluster.shell.tools.base import Invocation, tool
from cluster.shell.tools.calls import Call
from cluster.texttools.escapes import formatted

_ABOUT = {
    "awk": "work on fields of lines",
    "base64": "encode or decode: base64 -d",
    "basename": "the last part of a path",
    "cat": "print files",
    "chmod": "say who may do what with a file: chmod +x FILE",
    "cp": "copy files",
    "cut": "print parts of lines",
    "date": "print the cluster's time",
    "diff": "say how files differ",
    "dirname": "a path without its last part",
    "du": "how much room files take",
    "echo": "print words",
    "egrep": "grep -E",
    "fgrep": "grep -F",
    "grep": "print lines that match a pattern",
    "head": "print the first lines",
    "jq": "cut and shape JSON: kubectl get pods -o json | jq .items[0]",
    "ln": "another name for a file",
    "ls": "list files",
    "md5sum": "a checksum",
    "mkdir": "make a directory",
    "mv": "move or rename files",
    "nl": "number lines",
    "paste": "put lines side by side",
    "readlink": "where a link leads",
    "realpath": "the whole path of a file",
    "rev": "turn lines around",
    "rm": "remove files",
    "rmdir": "remove empty directories",
    "sed": "edit lines",
    "seq": "count: seq 1 5",
    "sha256sum": "a checksum",
    "sort": "sort lines",
    "stat": "what there is to say of a file",
    "tac": "print lines, the last first",
    "tail": "print the last lines",
    "tee": "print and keep in files",
    "touch": "make an empty file",
    "tr": "exchange or delete characters",
    "uniq": "leave out repeated lines",
    "wc": "count lines, words, bytes",
}


_OWN: dict[str, Any] = {**texttools.TOOLS, **filetools.TOOLS}


def _register(name: str, about: str) -> None:
    function: Any = _OWN.get(name) or base.COMMANDS[name]

    @tool(name, about)
    def program(call: Invocation) -> int:
        return texttools.run(Call(call), function)


for _name, _about in _ABOUT.items():
    _register(_name, _about)


@tool("printf", "print words in a form: printf '%s\\n' a b")
def printf(call: Invocation) -> int:
    args = call.args[1:] if call.args[:1] == ["--"] else call.args
    if not args:
        call.streams.err("bash: printf: usage: printf [-v var] format [arguments]\n")
        return 2
    call.streams.out(formatted(args[0], args[1:]))
    return 0
