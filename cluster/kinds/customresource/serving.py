"""Which kinds a cluster serves: those that are built in, and what its definitions add.

Made from the stored definitions alone, so that a restored cluster, a branch and a replay serve the same; kept until a
definition changes. What a definition makes is shared by all clusters that hold the very same one.
"""

from __future__ import annotations

from collections import OrderedDict

from cluster.kinds.base import Registry
from cluster.kinds.customresource.kind import Custom, Stored
from cluster.kinds.customresource.naming import priority
from cluster.kinds.customresourcedefinition import is_accepted, is_established, is_terminating
from cluster.store import Change, Store

CRDS = "customresourcedefinitions.apiextensions.k8s.io"
_KEPT = 1024
_made: OrderedDict[tuple, tuple[dict, list[Custom]]] = OrderedDict()


class Served:
    """The kinds of one cluster."""

    def __init__(self, store: Store, builtin: Registry):
        self._store, self._builtin = store, builtin
        self._kinds: Registry | None = None
        store.listeners.append(self._changed)

    @property
    def kinds(self) -> Registry:
        if self._kinds is None:
            self._kinds = self._made()
        return self._kinds

    def _changed(self, change: Change) -> None:
        if change.resource == CRDS:
            self._kinds = None

    def _made(self) -> Registry:
        definitions = [obj for obj in self._store.list(CRDS) if is_accepted(obj) or is_established(obj)]
        if not definitions:
            return self._builtin
        listed: list[Custom] = []
        served: list[Custom] = []
        for definition in definitions:
            found = kinds_of(definition)
            served += found
            listed += found if is_established(definition) else []
        order = sorted(listed, key=lambda kind: (kind.group, priority(kind.version), kind.plural))
        stored = [kind.stored for kind in served]
        return self._builtin.extended(list(order), list(served), stored)


def kinds_of(definition: dict) -> list[Custom]:
    """The served versions of a definition, the storage version's form behind them."""
    spec = definition["spec"]
    names, ending = definition["status"]["acceptedNames"], is_terminating(definition)
    key = (id(spec), repr(names), ending)
    known = _made.get(key)
    if known is not None and known[0] is spec:
        _made.move_to_end(key)
        return known[1]
    storage = next(version for version in spec["versions"] if version.get("storage"))
    stored = Stored(definition, storage)
    found = [Custom(definition, version, stored, ending) for version in spec["versions"] if version.get("served")]
    _made[key] = (spec, found)
    if len(_made) > _KEPT:
        _made.popitem(last=False)
    return found
