"""A node whose heartbeats stop, and come back: the tour's case without a transcript (FORMAT.md, node-failure)."""

from tests.golden.nodefailure import run

__all__ = ["run"]
