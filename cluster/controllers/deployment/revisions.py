"""The ReplicaSets of a Deployment as its revisions: which is the new one, their numbers, how many old ones are kept.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#checking-rollout-history-of-a-deployment,
#clean-up-policy; golden suite rollouts (annotations of `replicaSets`).
"""

from __future__ import annotations

from cluster.controllers.deployment import sizes, template
from cluster.objects.go.numbers import int64

REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MAXIMUM = "deployment.kubernetes.io/max-replicas"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
# Annotations of the Deployment that its ReplicaSets do not take over
KEPT_APART = (LAST_APPLIED, REVISION, HISTORY, DESIRED, MAXIMUM, "deprecated.deployment.rollback.to")
HISTORY_MOST = 2000  # characters
NO_LIMIT = 2**31 - 1


def by_age(replica_sets: list[dict]) -> list[dict]:
    """Oldest first; those made within one second by name."""
    return sorted(replica_sets, key=lambda rs: (rs["metadata"]["creationTimestamp"], rs["metadata"]["name"]))


def find_new(deployment: dict, replica_sets: list[dict]) -> dict | None:
    """The oldest ReplicaSet that runs the Deployment's template, or None."""
    wanted = deployment["spec"]["template"]
    return next((rs for rs in by_age(replica_sets) if template.same(rs["spec"]["template"], wanted)), None)


def number(obj: dict) -> int:
    """The revision that an object is annotated with; 0 for none or nonsense."""
    return int64(notes(obj).get(REVISION, "")) or 0


def next_number(olds: list[dict]) -> int:
    return max(map(number, olds), default=0) + 1


def notes(obj: dict) -> dict:
    return obj["metadata"].get("annotations") or {}


def annotated(obj: dict, changed: dict) -> dict:
    return {**obj, "metadata": {**obj["metadata"], "annotations": changed}}


def sized(replica_set: dict, deployment: dict) -> dict:
    """Annotations that say for which size of the Deployment the ReplicaSet was last scaled."""
    total = {DESIRED: str(deployment["spec"]["replicas"]), MAXIMUM: str(sizes.most_pods(deployment))}
    return {**notes(replica_set), **total}


def told(replica_set: dict, name: str) -> int | None:
    """The number in annotation `name`, or None."""
    return int64(notes(replica_set).get(name, ""))


def as_new(replica_set: dict, deployment: dict, revision: int) -> dict:
    """The annotations of the ReplicaSet that becomes, or stays, the new one with at least this revision."""
    result = {**notes(replica_set)}
    result.update((key, value) for key, value in notes(deployment).items() if key not in KEPT_APART)
    before = number(replica_set)
    if before < revision:
        result[REVISION] = str(revision)
        if REVISION in notes(replica_set):
            result[HISTORY] = _longer(result.get(HISTORY, ""), str(before))
    return result


def _longer(history: str, revision: str) -> str:
    """The list of revisions that a ReplicaSet has been, shortened from the front where it grows too long."""
    past = history.split(",") if history else []
    while past and len(",".join([*past, revision])) > HISTORY_MOST:
        past = past[1:]
    return ",".join([*past, revision])


def superfluous(deployment: dict, olds: list[dict]) -> list[dict]:
    """Old ReplicaSets beyond revisionHistoryLimit that stand empty, lowest revision first."""
    limit = deployment["spec"].get("revisionHistoryLimit")
    if limit is None or limit == NO_LIMIT:
        return []
    alive = [rs for rs in olds if "deletionTimestamp" not in rs["metadata"]]
    excess = len(alive) - limit
    if excess <= 0:
        return []
    ordered = sorted(by_age(alive), key=number)
    return [rs for rs in ordered[:excess] if _is_empty(rs)]


def _is_empty(replica_set: dict) -> bool:
    status = replica_set.get("status") or {}
    observed = status.get("observedGeneration", 0) >= replica_set["metadata"].get("generation", 0)
    return not status.get("replicas") and not replica_set["spec"]["replicas"] and observed


def made_for(deployment: dict, reference: dict) -> dict:
    """A ReplicaSet of the Deployment's template, without a size and annotations yet."""
    spec, metadata = deployment["spec"], deployment["metadata"]
    value = template.template_hash(spec["template"], (deployment.get("status") or {}).get("collisionCount"))
    hashed = template.with_hash(spec["template"], value)
    selector = {
        **spec["selector"],
        "matchLabels": {**(spec["selector"].get("matchLabels") or {}), template.HASH_LABEL: value},
    }
    made = {"replicas": 0, "selector": selector, "template": hashed}
    if spec.get("minReadySeconds"):
        made["minReadySeconds"] = spec["minReadySeconds"]
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{metadata['name']}-{value}",
            "namespace": metadata["namespace"],
            "labels": hashed["metadata"]["labels"],
            "ownerReferences": [reference],
        },
        "spec": made,
    }
