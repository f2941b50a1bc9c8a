"""`kubectl describe`: one describer a kind, in one file each; a kind without one is described field by field
(generic.py).

A module adds its describer with `@describer("pod")`; the words are `kind` or `kind.group` as messages write them.
"""

import importlib
import pkgutil

from cluster.kubectl.describe.registry import describe, describer

for _module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["describe", "describer"]
