"""Whom an autoscaler scales: any object with the scale subresource, custom ones too.

Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.api.selector_text import SelectorError, parse_labels
from cluster.component import World
from cluster.kinds.base import Kind, Registry
from cluster.objects.selectors import Selector
from cluster.reasons import Reason


class NoTarget(LookupError):
    """The message is what the API server, or the list of kinds, said."""


class Target(NamedTuple):
    """`wanted`: spec.replicas; `running`: status.replicas; `selector`: text, "" where the kind tells none."""

    kind: Kind
    obj: dict
    wanted: int
    running: int
    selector: str

    def pods(self, world: World) -> tuple[Selector, list[dict]]:
        """Raises SelectorError."""
        chosen = parse_labels(self.selector)
        return chosen, world.store.select("pods", self.obj["metadata"]["namespace"], chosen)

    def resize(self, world: World, replicas: int, why: Reason) -> None:
        """Raises StatusError."""
        patch: dict = {self.kind.replicas_path[-1]: replicas}
        for step in reversed(self.kind.replicas_path[:-1]):
            patch = {step: patch}
        metadata = self.obj["metadata"]
        world.client.patch(self.kind.stored.resource, metadata["namespace"], metadata["name"], patch, why)


def find(reference: dict, namespace: str, world: World) -> Target:
    """Raises NoTarget."""
    group = _group(reference.get("apiVersion") or "")
    kinds = kinds_named(world.client.kinds, group, reference["kind"])
    if not kinds:
        raise NoTarget(f'no matches for kind "{reference["kind"]}" in group "{group}"')
    kind = next((each for each in kinds if "scale" in each.subresources), None)
    if kind is None:
        raise NoTarget("the server could not find the requested resource")
    name = reference["name"]
    obj = world.store.get(kind.stored.resource, namespace, name)
    if obj is None:
        raise NoTarget(f'{kind.resource} "{name}" not found')
    wanted, running = kind.replicas(obj)
    if wanted is None:
        path = "".join(f".{step}" for step in kind.replicas_path)
        raise NoTarget(f'Internal error occurred: the spec replicas field "{path}" does not exist')
    return Target(kind, obj, wanted, running, kind.scale_selector(obj))


def kinds_named(kinds: Registry, group: str, kind: str) -> list[Kind]:
    return [each for (found, _, name), each in kinds.by_kind.items() if (found, name) == (group, kind)]


def _group(api_version: str) -> str:
    """Raises NoTarget."""
    if api_version.count("/") > 1:
        raise NoTarget(f"unexpected GroupVersion string: {api_version}")
    return api_version.partition("/")[0] if "/" in api_version else ""


__all__ = ["NoTarget", "SelectorError", "Target", "find", "kinds_named"]
