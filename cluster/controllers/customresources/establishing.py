"""A definition whose names are accepted comes to be served, a moment later.

Source: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/controller/establish
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.kinds.customresource.serving import CRDS
from cluster.kinds.customresourcedefinition import is_accepted, is_established
from cluster.kinds.customresourcedefinition.conditions import ESTABLISHED, find, with_condition
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"crd.establish": ("kind",), "crd.bad_bundle": ()})


def accepted(change: Change, store: Store) -> Iterable[str]:
    if change.op != DELETED and is_accepted(change.object) and not is_established(change.object):
        yield change.name


class Establishing(Component):
    name = "crd-establishing-controller"
    watches = {CRDS: accepted}

    def reconcile(self, key: str, world: World) -> Reason | None:
        crd = world.store.get(CRDS, "", key)
        if crd is None or not is_accepted(crd) or is_established(crd):
            world.remember(key, None)
            return None
        due = world.recall(key)
        if due is None:
            due = world.now + world.latency.establish
            world.remember(key, due)
        if world.now < due:
            world.requeue(due - world.now)
            return None
        world.remember(key, None)
        return self._establish(crd, world)

    @staticmethod
    def _establish(crd: dict, world: World) -> Reason:
        if _bad_bundle(crd):
            told = ("False", "InvalidCABundle", "The conversion webhook CABundle is invalid")
            why = reason("crd.bad_bundle")
        else:
            told = ("True", "InitialNamesAccepted", "the initial names have been accepted")
            why = reason("crd.establish", kind=crd["spec"]["names"]["kind"])
        known = find(crd, ESTABLISHED)
        if known is None or (known.get("status"), known.get("reason")) != told[:2]:
            status = with_condition(crd["status"], ESTABLISHED, *told, world.epoch + world.now)
            world.client.update_status(CRDS, {**crd, "status": status}, why)
        return why


def _bad_bundle(crd: dict) -> bool:
    """A certificate that is given and is none."""
    webhook = (crd["spec"].get("conversion") or {}).get("webhook") or {}
    bundle = (webhook.get("clientConfig") or {}).get("caBundle") or ""
    return bool(bundle) and b"-----BEGIN CERTIFICATE-----" not in b64decode(bundle)
