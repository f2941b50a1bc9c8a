"""A pod as the scheduler sees it: what it asks for, read once from its spec."""

from __future__ import annotations

from functools import cached_property

from cluster.objects import demand
from cluster.objects.storage import Mounted, claims_of

DEFAULT_SCHEDULER = "default-scheduler"
_WHAT_DECIDES = (
    "nodeName",
    "nodeSelector",
    "affinity",
    "tolerations",
    "topologySpreadConstraints",
    "resources",
    "overhead",
    "priority",
    "preemptionPolicy",
    "schedulingGates",
)


class PodInfo:
    """Reads of a pod. `obj` is the newest version; what matters to the scheduler is the same in it."""

    def __init__(self, obj: dict):
        self.obj = obj
        metadata = obj["metadata"]
        self.namespace: str = metadata["namespace"]
        self.name: str = metadata["name"]
        self.uid: str = metadata["uid"]
        self.labels: dict[str, str] = metadata.get("labels") or {}
        self.spec: dict = obj["spec"]
        self._counted = demand.counted(obj)
        self.node: str | None = self.spec.get("nodeName")
        self.terminating = "deletionTimestamp" in metadata
        self.priority: int = self.spec.get("priority") or 0

    @property
    def key(self) -> str:
        return f"{self.namespace}/{self.name}"

    @cached_property
    def requests(self) -> demand.Amounts:
        return demand.requests(self._counted)

    @cached_property
    def scored(self) -> demand.Amounts:
        """Requests with what unstated ones count as when nodes are scored."""
        return demand.requests(self._counted, demand.UNSTATED)

    @cached_property
    def ports(self) -> tuple[tuple[str, str, int], ...]:
        return demand.host_ports(self.spec)

    @cached_property
    def images(self) -> list[str]:
        containers = [*(self.spec.get("initContainers") or ()), *(self.spec.get("containers") or ())]
        return [container.get("image", "") for container in containers]

    @cached_property
    def mounts(self) -> list[Mounted]:
        """The PersistentVolumeClaims that it mounts."""
        return claims_of(self.obj)

    def affinity(self, kind: str, when: str) -> list[dict]:
        """The terms of `podAffinity`, `podAntiAffinity` (`when`: required or preferred); none: an empty list."""
        terms = ((self.spec.get("affinity") or {}).get(kind) or {}).get(f"{when}DuringSchedulingIgnoredDuringExecution")
        return terms or []

    @cached_property
    def has_pod_affinity(self) -> bool:
        affinity = self.spec.get("affinity") or {}
        return "podAffinity" in affinity or "podAntiAffinity" in affinity

    @cached_property
    def likeness(self) -> str:
        """Equal for pods between which the scheduler cannot tell a difference; they share their feasible nodes."""
        spec = self.spec
        owners = [owner["uid"] for owner in self.obj["metadata"].get("ownerReferences") or ()]
        asked = [spec.get(field) for field in _WHAT_DECIDES]
        return repr(
            (
                self.namespace,
                sorted(self.labels.items()),
                owners,
                asked,
                self.requests,
                self.scored,
                self.ports,
                self.images,
            )
        )


def is_done(obj: dict) -> bool:
    """Succeeded and Failed pods take no room on their node."""
    return (obj.get("status") or {}).get("phase") in ("Succeeded", "Failed")
