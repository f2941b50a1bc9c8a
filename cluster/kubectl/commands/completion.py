"""kubectl completion: the scripts are kubectl's own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cluster.kubectl.command import Call, Command
from cluster.kubectl.printers.govalues import quote

_SHELLS = ("bash", "fish", "powershell", "zsh")


@cache
def script(shell: str) -> str:
    """The completion script for `shell`, one of those that kubectl knows."""
    return (files("cluster.kubectl") / "completions" / f"{shell}.txt").read_text(encoding="utf-8")


class Completion(Command):
    path = "completion"

    def run(self, call: Call) -> int:
        if not call.args:
            raise call.usage("Shell not specified.")
        if len(call.args) > 1:
            raise call.usage("Too many arguments. Expected only the shell type.")
        if call.args[0] not in _SHELLS:
            raise call.usage(f"Unsupported shell type {quote(call.args[0])}.")
        call.out(script(call.args[0]))
        return 0
