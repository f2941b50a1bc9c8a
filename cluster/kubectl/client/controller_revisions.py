"""The history of a DaemonSet or StatefulSet: its ControllerRevisions. Words and choices: kubectl 1.35.2.

Source: https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/
"""

from __future__ import annotations

from cluster.kubectl.client import history
from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError
from cluster.objects import owners, selectors


def revisions(call: Call, obj: dict) -> dict[int, dict]:
    """Revision → ControllerRevision, in order."""
    metadata = obj["metadata"]
    found = call.api.get(f"/apis/apps/v1/namespaces/{metadata['namespace']}/controllerrevisions").get("items") or []
    selector = selectors.from_label_selector(obj["spec"]["selector"])
    mine = [
        item
        for item in found
        if owners.controller_uid(item) == metadata["uid"] and selector.matches(item["metadata"].get("labels"))
    ]
    return {item.get("revision", 0): item for item in sorted(mine, key=lambda item: item.get("revision", 0))}


def cause(revision: dict) -> str:
    return (revision["metadata"].get("annotations") or {}).get(history.CAUSE) or "<none>"


def template(revision: dict) -> dict:
    """The pod template that it brings back."""
    kept = revision["data"]["spec"]["template"]
    return {key: value for key, value in kept.items() if key != "$patch"}


def applied(obj: dict, revision: dict) -> dict:
    """The object as it was then."""
    return {**obj, "spec": {**obj["spec"], "template": template(revision)}}


def to_return_to(call: Call, obj: dict, wanted: int) -> dict:
    """That revision, or the one before the newest where `wanted` is 0. KubectlError where there is none."""
    missing = KubectlError(f"unable to find specified revision {wanted} in history")
    if wanted < 0:
        raise missing
    found = revisions(call, obj)
    if wanted == 0:
        if len(found) <= 1:
            raise KubectlError("no last revision to roll back to")
        return found[sorted(found)[-2]]
    if wanted not in found:
        raise missing
    return found[wanted]
