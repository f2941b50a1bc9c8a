"""What can be typed: a registry of small programs. A module of this folder adds its own with `@tool("name")`."""

from cluster.shell.tools.base import Invocation, find, hint, names, tool

from cluster.shell.tools import borrowed, clusters, jobs, network, repeating, scripting, session  # isort: skip  # they register themselves

__all__ = [
    "Invocation", "borrowed", "clusters", "find", "hint", "jobs", "names", "network", "repeating", "scripting",
    "session", "tool",
]  # fmt: skip
