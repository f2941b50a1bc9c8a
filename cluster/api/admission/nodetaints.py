"""TaintNodesByCondition: a new node starts with the taint not-ready, so that no pod lands there before it is ready.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#taintnodesbycondition
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

TAINT = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


class TaintNodesByCondition(Plugin):
    name = "TaintNodesByCondition"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "nodes"

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        spec = obj.get("spec") or {}
        taints = spec.get("taints") or []
        if any((taint.get("key"), taint.get("effect")) == (TAINT["key"], TAINT["effect"]) for taint in taints):
            return obj
        return {**obj, "spec": {**spec, "taints": [*taints, TAINT]}}
