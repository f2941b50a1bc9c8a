"""DefaultTolerationSeconds: a pod stays five minutes on a node that is not ready or unreachable.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

SECONDS = 300
NOT_READY, UNREACHABLE = "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"
_ADDED: tuple[dict, ...] = tuple(
    {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": SECONDS}
    for key in (NOT_READY, UNREACHABLE)
)


class DefaultTolerationSeconds(Plugin):
    name = "DefaultTolerationSeconds"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "pods"

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        spec = obj["spec"]
        tolerations = spec.get("tolerations") or ()
        missing = [added for added in _ADDED if not any(_tolerates(known, added["key"]) for known in tolerations)]
        if not missing:
            return obj
        return {**obj, "spec": {**spec, "tolerations": [*tolerations, *missing]}}

    def mutate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict) -> dict:
        return self.mutate(server, kind, new)


def _tolerates(toleration: dict, key: str) -> bool:
    return toleration.get("effect", "") in ("", "NoExecute") and toleration.get("key", "") in ("", key)
