"""A Deployment's revisions: its ReplicaSets, by the number that the controller wrote on them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#checking-rollout-history-of-a-deployment
"""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.objects import owners, selectors

REVISION = "deployment.kubernetes.io/revision"
CAUSE = "kubernetes.io/change-cause"
HASH = "pod-template-hash"


def replica_sets(call: Call, deployment: dict) -> list[dict]:
    """The ReplicaSets that the Deployment controls and selects."""
    metadata = deployment["metadata"]
    found = call.api.get(f"/apis/apps/v1/namespaces/{metadata['namespace']}/replicasets").get("items") or []
    selector = selectors.from_label_selector(deployment["spec"]["selector"])
    return [
        item
        for item in found
        if owners.controller_uid(item) == metadata["uid"] and selector.matches(item["metadata"].get("labels"))
    ]


def revisions(call: Call, deployment: dict) -> dict[int, dict]:
    """Revision → ReplicaSet, in order."""
    found = {}
    for item in replica_sets(call, deployment):
        number = (item["metadata"].get("annotations") or {}).get(REVISION, "0")
        found[int(number) if number.isdecimal() else 0] = item
    return dict(sorted(found.items()))


def template(replica_set: dict) -> dict:
    """Its pod template, with the cause of the change among the annotations."""
    made = replica_set["spec"]["template"]
    cause = (replica_set["metadata"].get("annotations") or {}).get(CAUSE)
    if not cause:
        return made
    metadata = made.get("metadata") or {}
    return {**made, "metadata": {**metadata, "annotations": {**(metadata.get("annotations") or {}), CAUSE: cause}}}


def without_hash(made: dict) -> dict:
    """A pod template without the label that the controller adds."""
    metadata = made.get("metadata") or {}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH}
    return {**made, "metadata": {**metadata, "labels": labels}}
