"""What an admission plugin is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind


class Plugin:
    """`name` is that of the real plugin. Subclasses override `concerns` and one of the other two."""

    name = ""

    def concerns(self, kind: Kind) -> bool:
        return True

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        """The new object, completed (a copy) or as it is. Raises StatusError."""
        return obj

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        """Raises StatusError for what may not be created."""
