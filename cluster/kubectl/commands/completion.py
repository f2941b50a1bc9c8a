"""kubectl completion and plugin list: the scripts for other shells are kubectl's own; there are no plugins here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
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


class PluginList(Command):
    path = "plugin list"

    def run(self, call: Call) -> int:
        raise KubectlError("unable to find any kubectl plugins in your PATH")
