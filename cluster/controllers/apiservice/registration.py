"""Every group and version that a CustomResourceDefinition serves has an APIService; it goes with the last of them.

Source: https://github.com/kubernetes/kubernetes/tree/v1.35.0/pkg/controlplane/controller/crdregistration
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.aggregation.priorities import ALWAYS, AUTOMANAGED, registration
from cluster.component import Component, World
from cluster.kinds.apiservice import RESOURCE
from cluster.kinds.customresource.serving import CRDS
from cluster.reasons import Reason, reason
from cluster.store import Change, Store

reasons.register({"apiservice.register": ("name",), "apiservice.unregister": ("name",)})


def versions(change: Change, store: Store) -> Iterable[str]:
    """`v1.example.com` of all that the definition names, or named."""
    found: dict[str, None] = {}
    for state in (change.object, change.previous):
        if state is not None:
            found |= {f"{version['name']}.{state['spec']['group']}": None for version in state["spec"]["versions"]}
    yield from found


def itself(change: Change, store: Store) -> Iterable[str]:
    """One that the API server keeps."""
    labels = (change.previous or change.object)["metadata"].get("labels") or {}
    if labels.get(AUTOMANAGED) == ALWAYS:
        yield change.name


class Registration(Component):
    name = "apiservice-registration-controller"
    watches = {CRDS: versions, RESOURCE: itself}

    def reconcile(self, key: str, world: World) -> Reason | None:
        version, _, group = key.partition(".")
        known, wanted = world.store.get(RESOURCE, "", key), None
        if any(_serves(crd, group, version) for crd in world.store.list(CRDS)):
            wanted = registration(group, version, ALWAYS)
        if wanted is None:
            return _dropped(known, world)
        if known is None:
            why = reason("apiservice.register", name=key)
            world.client.create(RESOURCE, wanted, why)
            return why
        if _is_kept(known) and known["spec"] != wanted["spec"]:
            why = reason("apiservice.register", name=key)
            world.client.update(RESOURCE, {**known, "spec": wanted["spec"]}, why)
            return why
        return None


def _dropped(known: dict | None, world: World) -> Reason | None:
    if known is None or not _is_kept(known):
        return None
    name = known["metadata"]["name"]
    why = reason("apiservice.unregister", name=name)
    world.client.delete(RESOURCE, "", name, why, uid=known["metadata"]["uid"])
    return why


def _is_kept(obj: dict) -> bool:
    """Whether it is the API server's own: one that somebody made is left alone."""
    return (obj["metadata"].get("labels") or {}).get(AUTOMANAGED) == ALWAYS


def _serves(crd: dict, group: str, version: str) -> bool:
    spec = crd["spec"]
    return spec["group"] == group and any(each["name"] == version and each.get("served") for each in spec["versions"])
