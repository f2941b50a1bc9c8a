"""The components of a cluster, in the order in which ties between them are broken. A new controller is added here."""

from cluster.component import Component


def components() -> list[Component]:
    """One fresh instance of each; they keep nothing themselves (law 1)."""
    return []


def recorder():
    """What writes Events for components: see World.event."""
    return None
