"""The commands of kubectl, one module each; a class of Command that has a `path` is a command."""

import importlib
import pkgutil

from cluster.kubectl.command import Command

for _module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
    importlib.import_module(f"{__name__}.{_module.name}")


def find(path: str) -> Command:
    """The command with that path (`set image`). KeyError if there is none."""
    return Command.listed[path]()
