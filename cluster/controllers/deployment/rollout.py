"""One reconcile's view of a Deployment: its new ReplicaSet, the old ones, and what may be done with them."""

from __future__ import annotations

from cluster.api.errors import StatusError
from cluster.component import World
from cluster.controllers import conditions
from cluster.controllers.deployment import revisions, rolling, sizes, status, template
from cluster.controllers.deployment.status import want
from cluster.controllers.podtemplate import is_namespace_terminating
from cluster.objects.owners import controller_reference, controller_uid
from cluster.reasons import Reason, reason

RESOURCE, SETS = "deployments.apps", "replicasets.apps"


class Rollout:
    """`deployment` and the ReplicaSets are replaced by their newest versions as this reconcile writes them."""

    def __init__(self, world: World, deployment: dict, replica_sets: list[dict]):
        self.world = world
        self.deployment = deployment
        self.new = revisions.find_new(deployment, replica_sets)
        uid = self.new["metadata"]["uid"] if self.new else None
        self.olds = [rs for rs in revisions.by_age(replica_sets) if rs["metadata"]["uid"] != uid]
        self.said: Reason | None = None

    @property
    def everything(self) -> list[dict]:
        return [*self.olds, self.new] if self.new else list(self.olds)

    @property
    def active(self) -> list[dict]:
        return [rs for rs in self.everything if want(rs) > 0]

    @property
    def total(self) -> int:
        return sum(map(want, self.everything))

    @property
    def now(self) -> int:
        """µs since 1970."""
        return self.world.epoch + self.world.now

    @property
    def wanted(self) -> int:
        return self.deployment["spec"]["replicas"]

    # -- writing -------------------------------------------------------------------------------------------------

    def number_revisions(self, create: bool) -> None:
        """Bring the new ReplicaSet's annotations and the Deployment's revision up to date; `create` it if need be."""
        number = revisions.next_number(self.olds)
        if self.new is not None:
            self._renew(self.new, number)
        elif create:
            self._create(number)

    def scale(self, replica_set: dict, size: int, mark: bool = False) -> bool:
        """Give a ReplicaSet a size; True if it had another one. Its annotations then say for which size of the
        Deployment it was scaled; with `mark` also where its own size stays."""
        before = want(replica_set)
        if before == size and not mark:
            return False
        marked = revisions.annotated(replica_set, revisions.sized(replica_set, self.deployment))
        if before == size and marked == replica_set:
            return False
        name = replica_set["metadata"]["name"]
        why = self._scaling(name, before, size)
        changed = {**marked, "spec": {**marked["spec"], "replicas": size}} if size != before else marked
        self._replace(self.world.client.update(SETS, changed, why))
        if before == size:
            return False
        way = "up" if size > before else "down"
        self.event("Normal", "ScalingReplicaSet", f"Scaled {way} replica set {name} from {before} to {size}")
        self.said = why
        return True

    def clean_up(self) -> None:
        """Delete old ReplicaSets beyond the history limit."""
        for old in revisions.superfluous(self.deployment, self.olds):
            name = old["metadata"]["name"]
            self.said = reason("deployment.cleanup", name=name)
            self.world.client.delete(SETS, old["metadata"]["namespace"], name, self.said)

    def write_status(self, changed: dict) -> bool:
        """True if the status is news."""
        if changed == self.deployment.get("status"):
            return False
        why = reason("deployment.status", ready=changed.get("readyReplicas", 0), want=self.wanted)
        self.deployment = self.world.client.update_status(RESOURCE, {**self.deployment, "status": changed}, why)
        self.said = self.said or why
        return True

    def sync_status(self) -> None:
        """Counts and availability only: while scaling, paused or being deleted."""
        self.write_status(status.counted(self.deployment, self.new, self.everything, self.now))

    def sync_rollout_status(self) -> None:
        """Counts, availability, progress and failures; asks to be woken at the progress deadline."""
        changed = status.counted(self.deployment, self.new, self.everything, self.now)
        changed = status.with_progress(self.deployment, self.new, changed, self.now)
        changed = status.with_failures(changed, self.new, self.everything)
        self.write_status(changed)
        wait = status.deadline_in(self.deployment, changed, self.now)
        if wait is not None:
            self.world.requeue(wait + 1_000_000)  # times have whole seconds: a second later it is surely past

    def event(self, kind: str, name: str, message: str) -> None:
        self.world.event(self.deployment, kind, name, message)

    # -- inside --------------------------------------------------------------------------------------------------

    def _scaling(self, name: str, before: int, size: int) -> Reason:
        """With the limits of the rolling update, where one goes on; alone, a ReplicaSet just gets the size that is
        wanted."""
        rolling = any(want(other) for other in self.everything if other["metadata"]["name"] != name)
        given = (self.deployment["spec"].get("strategy") or {}).get("rollingUpdate") or {}
        step = {"name": name, "from": before, "to": size}
        if size >= before:
            limit = sizes.most_pods(self.deployment) if rolling else None
            return reason("deployment.scale_up", **step, limit=limit, surge=str(given.get("maxSurge", "")))
        floor = sizes.least_available(self.deployment) if rolling else None
        return reason("deployment.scale_down", **step, floor=floor, unavailable=str(given.get("maxUnavailable", "")))

    def _replace(self, replica_set: dict) -> None:
        uid = replica_set["metadata"]["uid"]
        if self.new and self.new["metadata"]["uid"] == uid:
            self.new = replica_set
        else:
            self.olds = [replica_set if old["metadata"]["uid"] == uid else old for old in self.olds]

    def _renew(self, new: dict, number: int) -> None:
        changed = revisions.annotated(new, revisions.as_new(new, self.deployment, number))
        ready_seconds = self.deployment["spec"].get("minReadySeconds", 0)
        if ready_seconds != changed["spec"].get("minReadySeconds", 0):
            changed = {**changed, "spec": {**changed["spec"], "minReadySeconds": ready_seconds}}
        if revisions.notes(changed) != revisions.notes(new) or changed["spec"] is not new["spec"]:
            rollback = revisions.number(new) < number
            self.said = reason("deployment.rollback" if rollback else "deployment.annotate", revision=number)
            new = self.new = self.world.client.update(SETS, changed, self.said)
        self._set_revision(revisions.number(new))
        if status.has_deadline(self.deployment) and not self._progress():
            self._set_progress("True", status.FOUND, f'Found new replica set "{new["metadata"]["name"]}"')

    def _create(self, number: int) -> None:
        made = revisions.made_for(self.deployment, controller_reference(self.deployment))
        size = self.wanted
        if sizes.is_rolling(self.deployment):
            size = rolling.new_size(0, self.total, self.wanted, sizes.most_pods(self.deployment))
        made["spec"]["replicas"] = size
        made = revisions.annotated(made, revisions.as_new(made, self.deployment, number))
        made = revisions.annotated(made, revisions.sized(made, self.deployment))
        name = made["metadata"]["name"]
        why = reason("deployment.create_replicaset", name=name, revision=number)
        try:
            self.new = self.world.client.create(SETS, made, why)
        except StatusError as error:
            self._could_not_create(name, error)
            return
        self.said = why
        if size:
            self.event("Normal", "ScalingReplicaSet", f"Scaled up replica set {name} from 0 to {size}")
        self._set_revision(number)
        if status.has_deadline(self.deployment):
            self._set_progress("True", status.CREATED, f'Created new replica set "{name}"')

    def _could_not_create(self, name: str, error: StatusError) -> None:
        """The name is taken: by our own (then it is the new one) or by another template of the same hash (then the
        next try hashes differently). Any other failure is told."""
        if error.reason == "AlreadyExists":
            found = self.world.store.get(SETS, self.deployment["metadata"]["namespace"], name)
            mine = found is not None and controller_uid(found) == self.deployment["metadata"]["uid"]
            if found and mine and template.same(found["spec"]["template"], self.deployment["spec"]["template"]):
                self.new = found
                return
            before = self.deployment.get("status") or {}
            self.write_status({**before, "collisionCount": before.get("collisionCount", 0) + 1})
            raise error
        if not is_namespace_terminating(error):
            message = f'Failed to create new replica set "{name}": {error.message}'
            if status.has_deadline(self.deployment):
                self._set_progress("False", status.CREATE_ERROR, message)
            self.event("Warning", status.CREATE_ERROR, message)
        raise error

    def _set_revision(self, number: int) -> None:
        if revisions.number(self.deployment) != number:
            marks = {**revisions.notes(self.deployment), revisions.REVISION: str(number)}
            why = reason("deployment.annotate", revision=number)
            self.deployment = self.world.client.update(RESOURCE, revisions.annotated(self.deployment, marks), why)

    def _progress(self) -> dict | None:
        return conditions.find(self.deployment.get("status") or {}, status.PROGRESSING)

    def _set_progress(self, word: str, name: str, message: str) -> None:
        said = status.condition(status.PROGRESSING, word, name, message, self.now)
        self.write_status(conditions.with_condition(self.deployment.get("status") or {}, said))
