"""Objects as clients see them, each made once: the same object gives the same view, so that it is encoded once too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.patches.managedfields import with_components
from cluster.api.reads import table
from cluster.api.reads.rows import Rows
from cluster.objects.remembering import Remembered

if TYPE_CHECKING:
    from cluster.kinds.base import Kind

_MOST = 20_000
_MOST_CONVERTED = 512


class Views:
    def __init__(self) -> None:
        self._shown = Remembered(_MOST)
        self._bare = Remembered(_MOST)
        self._rows = Rows(_MOST)
        self._converted = Remembered(_MOST_CONVERTED)

    def shown(self, kind: Kind, obj: dict) -> dict:
        """A stored object with its managedFields."""
        return self._shown.of(obj, lambda: with_components(kind.stored, obj))

    def bare(self, kind: Kind, obj: dict) -> dict:
        """Its metadata alone (PartialObjectMetadata)."""
        return self._bare.of(obj, lambda: table.partial(kind, obj), kind.api_version)

    def cells(self, kind: Kind, obj: dict, now: int) -> list:
        """Its cells in a table at `now` (µs since 1970); the same list while they read the same."""
        return self._rows.cells(kind, obj, now)

    def converted(self, kind: Kind, obj: dict) -> dict:
        """An object in its stored form as the kind of the request shows it."""
        if kind.stored is kind:
            return obj
        if kind.custom:
            return kind.from_stored(obj)  # which remembers it itself: a definition may change
        return self._converted.of(obj, lambda: kind.from_stored(obj), kind.api_version)
