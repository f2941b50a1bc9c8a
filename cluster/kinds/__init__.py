"""All kinds. A new kind is a module beside this one and a name in `_MODULES`."""

from cluster.kinds.base import Column, FieldError, Kind, Registry

KINDS = Registry([])

__all__ = ["KINDS", "Column", "FieldError", "Kind", "Registry"]
