"""ControllerRevisions: the versions of a template that a DaemonSet keeps.

Source: https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/#understanding-daemonset-revisions
"""

from __future__ import annotations

from typing import Any

from cluster.component import World
from cluster.controllers import claims
from cluster.controllers.deployment.template import template_hash
from cluster.objects.owners import controller_reference, controller_uid
from cluster.objects.selectors import from_label_selector
from cluster.reasons import Reason

RESOURCE = "controllerrevisions.apps"
HASH = "controller-revision-hash"


def data(owner: dict) -> dict:
    """What a revision keeps: a strategic merge patch that brings the template back. Its maps are sorted, as clients
    compare the bytes (`kubectl rollout undo` to what is there already)."""
    return _sorted({"spec": {"template": {**owner["spec"]["template"], "$patch": "replace"}}})


def claimed(owner: dict, world: World, why: Reason) -> list[dict]:
    """The owner's revisions, oldest first, after taking orphans that its selector matches."""
    metadata = owner["metadata"]
    mine = [obj for resource, obj in world.store.owned_by(metadata["uid"]) if resource == RESOURCE]
    found = [obj for obj in mine if controller_uid(obj) == metadata["uid"]]
    selector = from_label_selector(owner["spec"]["selector"])
    for orphan in world.store.select(RESOURCE, metadata["namespace"], selector):
        if claims.may_adopt(orphan, owner):
            found.append(world.client.update(RESOURCE, claims.adopted(orphan, owner), why))
    return sorted(found, key=_age)


def current(owner: dict, history: list[dict], world: World, why: Reason) -> tuple[dict, list[dict]]:
    """(The revision of the owner's template, made or renumbered where needed; the others, oldest first.)"""
    wanted = data(owner)
    same = [obj for obj in history if obj.get("data") == wanted]
    olds = [obj for obj in history if obj.get("data") != wanted]
    number = max((obj.get("revision", 0) for obj in olds), default=0) + 1
    if not same:
        return world.client.create(RESOURCE, made(owner, number), why), olds
    newest = same[-1]
    if newest.get("revision", 0) < number:
        newest = world.client.update(RESOURCE, {**newest, "revision": number}, why)
    return newest, olds


def made(owner: dict, number: int) -> dict:
    """A new revision of the owner's template, to be created."""
    metadata, template = owner["metadata"], owner["spec"]["template"]
    hash_ = template_hash(template, (owner.get("status") or {}).get("collisionCount"))
    kept = {"annotations": metadata["annotations"]} if metadata.get("annotations") else {}
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {
            "name": f"{metadata['name']}-{hash_}",
            "namespace": metadata["namespace"],
            "labels": {**(template["metadata"].get("labels") or {}), HASH: hash_},
            **kept,
            "ownerReferences": [controller_reference(owner)],
        },
        "data": data(owner),
        "revision": number,
    }


def superfluous(olds: list[dict], limit: int, in_use: set[str]) -> list[dict]:
    """Those beyond the limit that no pod runs any more (`in_use`: hashes), oldest first."""
    excess = len(olds) - limit
    unused = [obj for obj in olds if (obj["metadata"].get("labels") or {}).get(HASH) not in in_use]
    return unused[: max(0, excess)]


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _age(obj: dict) -> tuple:
    return obj.get("revision", 0), obj["metadata"]["creationTimestamp"], obj["metadata"]["name"]
