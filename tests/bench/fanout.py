"""Many sockets on one live cluster."""

from tutorial.live.bench import measure

__all__ = ["measure"]
