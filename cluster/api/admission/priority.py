"""Priority: a pod gets the number behind its priority class.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.errors import forbidden
from cluster.kinds.priorityclass import DEFAULT_POLICY, SYSTEM

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

CLASSES = "priorityclasses.scheduling.k8s.io"
_WRONG = (
    "the {} ({}) must not be provided in pod spec; priority admission controller computed {} from the given "
    "PriorityClass name"
)


class Priority(Plugin):
    name = "Priority"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource in ("pods", CLASSES)

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        if kind.resource == CLASSES:
            return obj
        spec, name = obj["spec"], obj["metadata"].get("name", "")
        class_name = spec.get("priorityClassName", "")
        if class_name:
            value, policy = self._class(server, kind, name, class_name)
        else:
            class_name, value, policy = self._default(server)
        if spec.get("priority", value) != value:
            raise forbidden(kind, name, _WRONG.format("integer value of priority", spec["priority"], value))
        if spec.get("preemptionPolicy", policy) != policy:
            raise forbidden(
                kind, name, _WRONG.format("string value of PreemptionPolicy", spec["preemptionPolicy"], policy)
            )
        if "priority" in spec and "preemptionPolicy" in spec:
            return obj
        added = {"priorityClassName": class_name} if class_name else {}
        return {**obj, "spec": {**spec, **added, "priority": value, "preemptionPolicy": policy}}

    def mutate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict) -> dict:
        """A pod keeps the priority that it was created with; of classes one is the default."""
        if kind.resource == CLASSES:
            self._only_default(server, kind, new, old["metadata"]["name"])
            return new
        before = old["spec"]
        kept = {name: before[name] for name in ("priority", "preemptionPolicy") if name in before}
        return {**new, "spec": {**kept, **new["spec"]}}

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        if kind.resource == CLASSES:
            self._only_default(server, kind, obj, "")

    def _only_default(self, server: ApiServer, kind: Kind, obj: dict, itself: str) -> None:
        """Of all classes one may be the default; `itself` is the name of the one that is changed."""
        if not obj.get("globalDefault"):
            return
        default = self._default(server)[0]
        if default and default != itself:
            why = f"PriorityClass {default} is already marked as default. Only one default can exist"
            raise forbidden(kind, obj["metadata"].get("name", ""), why)

    @staticmethod
    def _class(server: ApiServer, kind: Kind, pod: str, name: str) -> tuple[int, str]:
        found = server.store.get(CLASSES, "", name)
        if found is not None:
            return found["value"], found.get("preemptionPolicy", DEFAULT_POLICY)
        if name in SYSTEM:
            return SYSTEM[name].value, DEFAULT_POLICY
        raise forbidden(kind, pod, f"no PriorityClass with name {name} was found")

    @staticmethod
    def _default(server: ApiServer) -> tuple[str, int, str]:
        """(name, value, policy) of the class marked as the default, the lowest when several are; "" and 0 for none."""
        marked = [found for found in server.store.list(CLASSES) if found.get("globalDefault")]
        if not marked:
            return "", 0, DEFAULT_POLICY
        found = min(marked, key=lambda each: each["value"])
        return found["metadata"]["name"], found["value"], found.get("preemptionPolicy", DEFAULT_POLICY)
