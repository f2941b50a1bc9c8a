"""What minikube's commands have in common: their flags and words, and how they ask for something."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation

Steps = Generator[Any, Any, int]
VERSION = "v1.35.0"  # of Kubernetes
_VALUED = ("-n", "--namespace", "-p", "--profile", "--node")
ADDRESS = "192.168.49.2"  # of the first machine


def flag(call: Invocation, *names: str) -> str | None:
    """The value of a flag by any of its names; None where it was not given."""
    args = call.args
    for index, word in enumerate(args):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else args[index + 1] if index + 1 < len(args) else ""
    return None


def words_of(
    call: Invocation, valued: tuple[str, ...] = ("-n", "--namespace", "-p", "--profile", "--node")
) -> list[str]:
    """What is no flag and no flag's value."""
    found, skip = [], False
    for word in call.args:
        if not skip and not word.startswith("-"):
            found.append(word)
        skip = word in _VALUED
    return found


def perform(call: Invocation, request: dict) -> Any:
    """An input of the cluster, as cluster.minikube takes it."""
    simulation = call.terminal.simulation
    return simulation.apply(simulation.next_input(request, "minikube", call.run.line))


def no_cluster(call: Invocation) -> int:
    """What minikube says before `minikube start`."""
    call.streams.out('🤷  Profile "minikube" not found. Run "minikube profile list" to view all profiles.\n')
    call.streams.out('👉  To start a cluster, run: "minikube start"\n')
    return 85
