"""The reconcile of a Deployment: one step towards what it asks for.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, own_key, split_key
from cluster.controllers import claims
from cluster.controllers.deployment import recreate, revisions, rolling, sizes, status
from cluster.controllers.deployment.proportion import Part, shares
from cluster.controllers.deployment.rollout import RESOURCE, SETS, Rollout
from cluster.controllers.deployment.status import count, want
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.selectors import from_label_selector
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register(
    {
        "deployment.create_replicaset": ("name", "revision"),
        "deployment.scale_up": ("name", "from", "to", "limit", "surge"),
        "deployment.scale_down": ("name", "from", "to", "floor", "unavailable"),
        "deployment.adopt": ("name",),
        "deployment.release": ("name",),
        "deployment.annotate": ("revision",),
        "deployment.rollback": ("revision",),
        "deployment.cleanup": ("name",),
        "deployment.status": ("ready", "want"),
        "deployment.deadline": ("seconds",),
        "deployment.paused": (),
        "deployment.selects_everything": (),
        "deployment.deleting": (),
        "deployment.waiting_stop": ("pods",),
        "deployment.waiting": ("updated", "available", "want", "floor"),
        "deployment.complete": ("ready",),
    }
)


def owner_keys(change: Change, store: Store) -> Iterable[str]:
    """The Deployment that manages the ReplicaSet, before and after; for an orphan, all that might adopt it."""
    for replica_set in (change.object, change.previous):
        owner = controller_of(replica_set) if replica_set else None
        if owner and owner["kind"] == "Deployment":
            yield f"{change.namespace}/{owner['name']}"
    if change.op != DELETED and controller_of(change.object) is None:
        labels = change.object["metadata"].get("labels")
        for deployment in store.list(RESOURCE, change.namespace):
            if from_label_selector(deployment["spec"]["selector"]).matches(labels):
                yield f"{change.namespace}/{deployment['metadata']['name']}"


def stopped_pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The Deployment of a pod that is gone or has ended: Recreate waits for the last one."""
    phase = (change.object.get("status") or {}).get("phase")
    if change.op != DELETED and phase not in ("Succeeded", "Failed"):
        return
    owner = controller_of(change.object)
    replica_set = store.get(SETS, change.namespace, owner["name"]) if owner and owner["kind"] == "ReplicaSet" else None
    above = controller_of(replica_set) if replica_set else None
    deployment = store.get(RESOURCE, change.namespace, above["name"]) if above else None
    if deployment and not sizes.is_rolling(deployment):
        yield f"{change.namespace}/{deployment['metadata']['name']}"


class DeploymentController(Component):
    name = "deployment-controller"
    watches = {RESOURCE: own_key, SETS: owner_keys, "pods": stopped_pod_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        deployment = world.store.get(RESOURCE, *split_key(key))
        if deployment is None:
            return None
        if not any((deployment["spec"]["selector"] or {}).values()):
            return self._selects_everything(deployment, world)
        rollout = Rollout(world, deployment, self._claimed(deployment, world))
        if "deletionTimestamp" in deployment["metadata"]:
            rollout.number_revisions(create=False)
            rollout.sync_status()
            return rollout.said or reason("deployment.deleting")
        noted = status.with_pause(deployment, rollout.now)
        if noted:
            rollout.write_status(noted)
        self._step(rollout)
        return rollout.said or self._standing(rollout)

    def _step(self, rollout: Rollout) -> None:
        paused = bool(rollout.deployment["spec"].get("paused"))
        rollout.number_revisions(create=False)
        if paused or self._is_resized(rollout):
            self._resize(rollout)
            if paused:
                rollout.clean_up()
            rollout.sync_status()
        elif sizes.is_rolling(rollout.deployment):
            self._roll(rollout)
        else:
            recreate.step(rollout)

    @staticmethod
    def _selects_everything(deployment: dict, world: World) -> Reason:
        text = "This deployment is selecting all pods. A non-empty selector is required."
        world.event(deployment, "Warning", "SelectingAll", text)
        return reason("deployment.selects_everything")

    @staticmethod
    def _claimed(deployment: dict, world: World) -> list[dict]:
        """The ReplicaSets that the Deployment manages, after adopting and releasing."""
        uid, namespace = deployment["metadata"]["uid"], deployment["metadata"]["namespace"]
        selector = from_label_selector(deployment["spec"]["selector"])
        going = "deletionTimestamp" in deployment["metadata"]
        mine = []
        for resource, owned in world.store.owned_by(uid):
            if resource != SETS or controller_uid(owned) != uid:
                continue
            if selector.matches(owned["metadata"].get("labels")):
                mine.append(owned)
            elif not going:
                why = reason("deployment.release", name=owned["metadata"]["name"])
                world.client.update(SETS, claims.released(owned, uid), why)
        for found in world.store.select(SETS, namespace, selector):
            if claims.may_adopt(found, deployment):
                why = reason("deployment.adopt", name=found["metadata"]["name"])
                mine.append(world.client.update(SETS, claims.adopted(found, deployment), why))
        return mine

    # -- scaling ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _is_resized(rollout: Rollout) -> bool:
        """Whether the Deployment's size is another than the one for which its ReplicaSets were last scaled."""
        told = [revisions.told(rs, revisions.DESIRED) for rs in rollout.active]
        return any(desired is not None and desired != rollout.wanted for desired in told)

    @staticmethod
    def _resize(rollout: Rollout) -> None:
        active = rollout.active
        if len(active) <= 1:
            only = active[0] if active else rollout.new or (rollout.olds[-1] if rollout.olds else None)
            if only is not None and want(only) != rollout.wanted:
                rollout.scale(only, rollout.wanted)
            return
        if _is_saturated(rollout):
            for old in [rs for rs in rollout.olds if want(rs)]:
                rollout.scale(old, 0)
            return
        if sizes.is_rolling(rollout.deployment):
            _scale_proportionally(rollout, active)

    # -- RollingUpdate ---------------------------------------------------------------------------------------------

    def _roll(self, rollout: Rollout) -> None:
        rollout.number_revisions(create=True)
        if not self._grow(rollout) and not self._shrink(rollout) and _was_complete(rollout):
            rollout.clean_up()
        rollout.sync_rollout_status()

    @staticmethod
    def _grow(rollout: Rollout) -> bool:
        new = rollout.new
        if new is None:
            return False
        most = sizes.most_pods(rollout.deployment)
        return rollout.scale(new, rolling.new_size(want(new), rollout.total, rollout.wanted, most))

    @staticmethod
    def _shrink(rollout: Rollout) -> bool:
        floor, new = sizes.least_available(rollout.deployment), rollout.new
        if new is None or not any(want(old) for old in rollout.olds):
            return False
        most = rolling.removable(rollout.total, floor, want(new), count(new, "availableReplicas"))
        if most <= 0:
            return False
        cleanup = rolling.cleanup(_olds(rollout), most)
        _apply(rollout, cleanup.steps)
        if cleanup.lagging:
            return False
        available = status.total(rollout.everything, "availableReplicas")
        steps = rolling.scale_down(_olds(rollout), available, floor)
        _apply(rollout, steps)
        return bool(cleanup.steps or steps)

    # -- why nothing happens ---------------------------------------------------------------------------------------

    @staticmethod
    def _standing(rollout: Rollout) -> Reason:
        deployment, now = rollout.deployment, rollout.deployment.get("status") or {}
        if deployment["spec"].get("paused"):
            return reason("deployment.paused")
        if status.is_complete(deployment, now):
            return reason("deployment.complete", ready=now.get("readyReplicas", 0))
        for condition in now.get("conditions") or ():
            if condition["reason"] == status.TIMED_OUT:
                return reason("deployment.deadline", seconds=deployment["spec"]["progressDeadlineSeconds"])
        return reason(
            "deployment.waiting",
            updated=now.get("updatedReplicas", 0),
            available=now.get("availableReplicas", 0),
            want=rollout.wanted,
            floor=sizes.least_available(deployment),
        )


def _olds(rollout: Rollout) -> list[rolling.Old]:
    olds = [rs for rs in rollout.olds if want(rs)]
    return [rolling.Old(rs["metadata"]["name"], want(rs), count(rs, "availableReplicas")) for rs in olds]


def _apply(rollout: Rollout, steps: list[tuple[str, int]], mark: bool = False) -> None:
    for name, size in steps:
        rollout.scale(next(rs for rs in rollout.everything if rs["metadata"]["name"] == name), size, mark)


def _was_complete(rollout: Rollout) -> bool:
    return status.is_complete(rollout.deployment, rollout.deployment.get("status") or {})


def _is_saturated(rollout: Rollout) -> bool:
    """The new ReplicaSet has all the replicas that the Deployment wants, and all of them are available."""
    new = rollout.new
    if new is None or revisions.told(new, revisions.DESIRED) is None:
        return False
    sized = revisions.told(new, revisions.DESIRED) == rollout.wanted
    return want(new) == rollout.wanted and sized and count(new, "availableReplicas") == rollout.wanted


def _scale_proportionally(rollout: Rollout, active: list[dict]) -> None:
    parts = [
        Part(
            rs["metadata"]["name"], want(rs), revisions.told(rs, revisions.MAXIMUM), rs["metadata"]["creationTimestamp"]
        )
        for rs in active
    ]
    surge = sizes.fence(rollout.deployment).surge
    existing = count(rollout.deployment, "replicas")
    _apply(rollout, shares(parts, rollout.wanted, surge, existing), mark=True)
