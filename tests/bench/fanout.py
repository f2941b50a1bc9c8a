"""Many sockets on one live cluster, and waking clusters that sleep."""

from tutorial.live.bench import measure

__all__ = ["measure"]
