"""What comes from outside and can change something: API writes, faults, minikube's commands.

`Input.request` is plain JSON with a key of `HANDLERS` in it: `{"http": {...}}`, `{"fault": "node.stop", "node": ...}`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from cluster import minikube
from cluster.api import refused
from cluster.api.handling import handle
from cluster.api.request import Request
from cluster.controllers.autoscaling import NAME as AUTOSCALER
from cluster.controllers.autoscaling import RESOURCE as AUTOSCALERS
from cluster.kubelet.measuring.load import set_load
from cluster.kubelet.measuring.throttling import load_moved
from cluster.network import inputs as network
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.simulation import Simulation


class Input(NamedTuple):
    """`at` in virtual µs; `command` is the line that was typed, if any; `request` plain JSON."""

    sequence: int
    at: int
    actor: str
    command: str
    request: dict


Handler = Callable[["Simulation", dict, Origin], Any]
HANDLERS: dict[str, Handler] = {}


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register a function for inputs whose request has the key `name`."""

    def register(function: Handler) -> Handler:
        HANDLERS[name] = function
        return function

    return register


def perform(simulation: Simulation, request: dict, origin: Origin) -> Any:
    """Do what `request` asks, now. ValueError when no handler knows it."""
    for name, function in HANDLERS.items():
        if name in request:
            return function(simulation, request, origin)
    raise ValueError(f"input {sorted(request)} is not known; known are {', '.join(sorted(HANDLERS))}")


@handler("http")
def _http(simulation: Simulation, request: dict, origin: Origin) -> Any:
    asked = Request.load(request["http"])
    response = handle(simulation.api, asked, origin)
    refused.note(simulation.verdicts, asked, response, simulation.now, origin.causes[0])
    return response


@handler("minikube")
def _minikube(simulation: Simulation, request: dict, origin: Origin) -> Any:
    return minikube.perform(simulation, request, origin)


@handler("network")
def _network(simulation: Simulation, request: dict, origin: Origin) -> Any:
    return network.perform(simulation.network, request)


@handler("fault")
def _fault(simulation: Simulation, request: dict, origin: Origin) -> Any:
    return minikube.perform(simulation, request, origin)


@handler("load")
def _load(simulation: Simulation, request: dict, origin: Origin) -> Any:
    """{"load": {"kind", "namespace", "name", "rate": requests a second}}: a load that somebody puts on an object."""
    set_load(simulation.world, simulation.now, request["load"])
    load_moved(simulation.world)
    for autoscaler in simulation.store.list(AUTOSCALERS):
        metadata = autoscaler["metadata"]
        key = f"{metadata['namespace']}/{metadata['name']}"
        simulation.clock.schedule(simulation.now, AUTOSCALER, key, origin.causes)


@handler("branch")
def _branch(simulation: Simulation, request: dict, origin: Origin) -> Any:
    """The head moved here from a branch whose newest revision was `{"branch": {"above": N}}`."""
    simulation.store.go_above(request["branch"]["above"])
