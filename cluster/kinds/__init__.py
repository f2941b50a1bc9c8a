"""All kinds. A new kind is a module (or small package) beside this one with a `KIND` in it; no other list."""

import importlib
import pkgutil

from cluster.kinds.base import Column, FieldError, Kind, Registry


def _found() -> list[Kind]:
    """The KIND of every module here, core group first, as discovery lists them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    kinds = [module.KIND for module in modules if hasattr(module, "KIND")]
    return sorted(kinds, key=lambda kind: (kind.group, kind.plural))


KINDS = Registry(_found())


def kind_name(resource: str, obj: dict) -> str:
    """The kind of a stored object, also of one whose definition is gone: custom resources tell it themselves."""
    known = KINDS.by_resource.get(resource)
    return known.kind if known is not None else obj.get("kind", "")


__all__ = ["KINDS", "Column", "FieldError", "Kind", "Registry", "kind_name"]
