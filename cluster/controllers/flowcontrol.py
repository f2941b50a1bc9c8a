"""FlowSchemas say whether their priority level is there; what a cluster begins with is kept, and made again.

Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#maintenance-of-the-mandatory-and-suggested-configuration-objects
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World
from cluster.kinds.flowschema import DANGLING, dangling
from cluster.kinds.rules import flows
from cluster.kinds.rules.flows import AUTOUPDATE, LEVELS, MANDATORY, SCHEMAS
from cluster.objects.times import MINUTE, rfc3339
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"flow.found": ("level",), "flow.dangling": ("level",), "flow.kept": ("name",)})

_BUILTIN = {(resource, obj["metadata"]["name"]): obj for resource, obj in flows.builtin()}


def schemas(change: Change, store: Store) -> Iterable[str]:
    """A new one that does not say yet whether its level is there, or one that chooses another."""
    before, status = change.previous, change.object.get("status") or {}
    changed = not status.get("conditions") if before is None else before["spec"] != change.object["spec"]
    if change.op != DELETED and changed:
        yield f"status {change.name}"
    yield from _kept(change)


def levels(change: Change, store: Store) -> Iterable[str]:
    """All FlowSchemas of a level that comes or goes."""
    if change.op == DELETED or change.previous is None:
        for schema in store.list(SCHEMAS):
            if schema["spec"]["priorityLevelConfiguration"]["name"] == change.name:
                yield f"status {schema['metadata']['name']}"
    yield from _kept(change)


def _kept(change: Change) -> Iterable[str]:
    """One that a cluster begins with, and that was changed."""
    before = change.previous or change.object
    changed = change.op == DELETED or change.object["spec"] != before["spec"]
    if changed and (change.resource, change.name) in _BUILTIN:
        yield f"{change.resource} {change.name}"


class FlowControl(Component):
    name = "api-priority-and-fairness-config-controller"
    watches = {SCHEMAS: schemas, LEVELS: levels}

    def reconcile(self, key: str, world: World) -> Reason | None:
        resource, _, name = key.partition(" ")
        if resource == "status":
            schema = world.store.get(SCHEMAS, "", name)
            return None if schema is None else _told(schema, world)
        return self._keep(resource, name, key, world)

    @staticmethod
    def _keep(resource: str, name: str, key: str, world: World) -> Reason | None:
        """The API server looks after its own once a minute."""
        wanted, found = _BUILTIN[resource, name], world.store.get(resource, "", name)
        if found is not None and (found["spec"] == wanted["spec"] or not _is_own(found)):
            world.remember(key, None)
            return None
        due = world.recall(key) or (world.now // MINUTE + 1) * MINUTE
        if world.now < due:
            world.remember(key, due)
            world.requeue(due - world.now)
            return None
        world.remember(key, None)
        why = reason("flow.kept", name=name)
        if found is None:
            world.client.create(resource, wanted, why)
        else:
            world.client.update(resource, {**found, "spec": wanted["spec"]}, why)
        return why


def _is_own(obj: dict) -> bool:
    """Whether nobody took it over by its annotation."""
    annotations = obj["metadata"].get("annotations") or {}
    return obj["metadata"]["name"] in MANDATORY or annotations.get(AUTOUPDATE) == "true"


def _told(schema: dict, world: World) -> Reason:
    level = schema["spec"]["priorityLevelConfiguration"]["name"]
    found = world.store.get(LEVELS, "", level) is not None
    why = reason("flow.found" if found else "flow.dangling", level=level)
    known = (schema.get("status") or {}).get("conditions") or []
    before: dict = next((each for each in known if each["type"] == DANGLING), {})
    wanted = dangling(level, found, rfc3339(world.epoch + world.now))
    if any(before.get(field) != wanted[field] for field in ("status", "reason", "message")):
        conditions = [each for each in known if each is not before]
        world.client.update_status(SCHEMAS, {**schema, "status": {"conditions": [*conditions, wanted]}}, why)
    return why
