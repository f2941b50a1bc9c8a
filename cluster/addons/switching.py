"""Switching addons on and off: their objects are created, or deleted, as minikube's own kubectl does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import reasons
from cluster.addons import ADDONS, ALWAYS, Addon
from cluster.api.errors import StatusError
from cluster.reasons import reason
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.simulation import Simulation

reasons.register({"minikube.addon_enable": ("addon",), "minikube.addon_disable": ("addon",)})


def is_on(simulation: Simulation, name: str) -> bool:
    return name in ALWAYS or simulation.store.get(*ADDONS[name].mark) is not None


def enable(simulation: Simulation, request: dict, origin: Origin) -> None:
    """What is there already stays as it is. ValueError for an addon that is not known."""
    name, addon = _known(request)
    why = origin._replace(reason=reason("minikube.addon_enable", addon=name))
    for obj in addon.manifests():
        resource, metadata = _resource(simulation, obj), obj["metadata"]
        if resource and simulation.store.get(resource, metadata.get("namespace", ""), metadata["name"]) is None:
            simulation.api.create(resource, obj, why)


def disable(simulation: Simulation, request: dict, origin: Origin) -> None:
    """The addon's objects are deleted, what they own goes with them."""
    name, addon = _known(request)
    why = origin._replace(reason=reason("minikube.addon_disable", addon=name))
    for obj in reversed(addon.manifests()):
        resource, metadata = _resource(simulation, obj), obj["metadata"]
        if not resource:
            continue
        options = {"propagationPolicy": "Background"}
        try:
            simulation.api.delete(resource, metadata.get("namespace", ""), metadata["name"], options, why)
        except StatusError as error:
            if error.code != 404:
                raise


def _known(request: dict) -> tuple[str, Addon]:
    name = request.get("addon")
    if name not in ADDONS:
        raise ValueError(f"addon={name!r} is not known; known are {', '.join(sorted(ADDONS))}")
    return name, ADDONS[name]


def _resource(simulation: Simulation, obj: dict) -> str:
    """Where the object is stored; "" for a kind that is not served."""
    group, _, version = obj["apiVersion"].rpartition("/")
    kind = simulation.api.kinds.by_kind.get((group, version, obj["kind"]))
    return kind.resource if kind else ""
