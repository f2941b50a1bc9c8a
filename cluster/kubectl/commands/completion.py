"""kubectl completion and plugin list: there is no shell to complete in but the terminal's own, and no plugin."""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers.govalues import quote

_SHELLS = ("bash", "fish", "powershell", "zsh")


class Completion(Command):
    path = "completion"

    def run(self, call: Call) -> int:
        if not call.args:
            raise call.usage("Shell not specified.")
        if len(call.args) > 1:
            raise call.usage("Too many arguments. Expected only the shell type.")
        if call.args[0] not in _SHELLS:
            raise call.usage(f"Unsupported shell type {quote(call.args[0])}.")
        raise KubectlError("kubectl completion is not simulated; the terminal completes by itself (Tab)")


class PluginList(Command):
    path = "plugin list"

    def run(self, call: Call) -> int:
        raise KubectlError("unable to find any kubectl plugins in your PATH")
