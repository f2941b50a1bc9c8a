"""What images carry beside their own program: small versions of busybox's and GNU's tools."""

from cluster.images.commands.base import BUILTINS, COMMANDS, BadUsage, Call, builtin, command

from cluster.images.commands import (  # isort: skip  # they register themselves
    archives,
    builtins,
    coding,
    filing,
    floods,
    network,
    printing,
    processes,
    system,
    timing,
    variables,
    repeating,
)

__all__ = [
    "BUILTINS", "COMMANDS", "BadUsage", "Call", "archives", "builtin", "builtins", "coding", "command", "filing",
    "floods", "network", "printing", "processes", "system", "timing", "repeating", "variables",
]  # fmt: skip
