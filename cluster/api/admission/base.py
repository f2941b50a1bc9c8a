"""What an admission plugin is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster.api.admission.matching import Asked
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind


class Plugin:
    """`name` is that of the real plugin. Subclasses override `concerns` and what they do."""

    name = ""

    def concerns(self, kind: Kind) -> bool:
        return True

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        """The new object, completed (a copy) or as it is. Raises StatusError."""
        return obj

    def mutate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict) -> dict:
        """The same for a change from outside."""
        return new

    def alter(self, server: ApiServer, asked: Asked) -> Asked:
        """Any change but a delete, completed by others than the server itself. Raises StatusError."""
        return asked

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        """Raises StatusError for what may not be created."""

    def review(self, server: ApiServer, asked: Asked) -> None:
        """Any change that is known to be valid, deletes and subresources too. Raises StatusError."""

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        """Raises StatusError for a change from outside that is valid, but may not be made."""
