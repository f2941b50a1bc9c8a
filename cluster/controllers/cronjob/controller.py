"""The reconcile of a CronJob: tidy up, take note of Jobs that ended, make the one that is due.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import Component, World, split_key
from cluster.controllers.cronjob import jobs, timing
from cluster.controllers.job.finish import finished
from cluster.controllers.podtemplate import is_namespace_terminating
from cluster.objects import times
from cluster.objects.cron import CronError, Schedule
from cluster.objects.owners import controller_of, controller_uid
from cluster.objects.zones import UnknownZone, zone
from cluster.reasons import Reason, reason
from cluster.store import MODIFIED, Change, Store

RESOURCE, JOBS = "cronjobs.batch", "jobs.batch"

reasons.register(
    {
        "cronjob.create_job": ("job",),
        "cronjob.replace_job": ("job",),
        "cronjob.delete_job": ("job",),
        "cronjob.status": ("active",),
        "cronjob.waiting": ("time",),
        "cronjob.suspended": (),
        "cronjob.still_running": ("job",),
        "cronjob.missed": ("time",),
        "cronjob.refused": ("message",),
        "cronjob.unreadable": ("message",),
        "cronjob.deleting": (),
    }
)


def own_keys(change: Change, store: Store) -> Iterable[str]:
    """Its own writing of status needs no second look."""
    before, after = change.previous, change.object
    if change.op == MODIFIED and before is not None and before["spec"] == after["spec"]:
        return
    yield f"{change.namespace}/{change.name}"


def job_keys(change: Change, store: Store) -> Iterable[str]:
    """The CronJob of a Job that came, ended or went."""
    before, after = change.previous, change.object
    owner = controller_of(after)
    if owner is None or owner["kind"] != "CronJob":
        return
    if change.op == MODIFIED and before is not None and finished(before) == finished(after):
        return
    yield f"{change.namespace}/{owner['name']}"


class CronJobController(Component):
    name = "cronjob-controller"
    watches = {RESOURCE: own_keys, JOBS: job_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        cron_job = world.store.get(RESOURCE, *split_key(key))
        if cron_job is None:
            world.remember(key, None)
            return None
        look = _Look(cron_job, world)
        try:
            verdict = look.run()
        finally:
            look.write()
        return verdict


class _Look:
    """One look at one CronJob."""

    def __init__(self, cron_job: dict, world: World):
        self.it, self.world, self.now = cron_job, world, world.epoch + world.now
        self.spec, self.status = cron_job["spec"], cron_job.get("status") or {}
        uid = cron_job["metadata"]["uid"]
        owned = world.store.owned_by(uid)
        self.jobs = [obj for resource, obj in owned if resource == JOBS and controller_uid(obj) == uid]

    def run(self) -> Reason:
        self._clean_up()
        self._take_note()
        if "deletionTimestamp" in self.it["metadata"]:
            return reason("cronjob.deleting")
        try:
            zone(self.spec.get("timeZone") or "")
        except UnknownZone as wrong:
            self._event("Warning", "UnknownTimeZone", f'invalid timeZone: "{self.spec["timeZone"]}": {wrong}')
            return reason("cronjob.unreadable", message=str(wrong))
        if self.spec.get("suspend"):
            return reason("cronjob.suspended")
        return self._due()

    def write(self) -> None:
        if self.status != self.it.get("status"):
            why = reason("cronjob.status", active=len(jobs.active(self.status)))
            self.it = self.world.client.update_status(RESOURCE, {**self.it, "status": self.status}, why)

    # -- the Jobs that there are -----------------------------------------------------------------------------------

    def _clean_up(self) -> None:
        """Of those that ended, the oldest beyond the limits go."""
        for kind, field in (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")):
            limit = self.spec.get(field)
            ended = [job for job in self.jobs if (finished(job) or {}).get("type") == kind]
            if limit is not None and len(ended) > limit:
                for job in jobs.oldest_first(ended)[: len(ended) - limit]:
                    self._delete(job, reason("cronjob.delete_job", job=job["metadata"]["name"]))

    def _delete(self, job: dict, why: Reason) -> bool:
        metadata = job["metadata"]
        try:
            self.world.client.delete(JOBS, metadata["namespace"], metadata["name"], why, propagation="Background")
        except StatusError as error:
            self._event("Warning", "FailedDelete", f"Deleted job: {error.message}")
            return False
        self.status = jobs.without(self.status, metadata["uid"])
        self._event("Normal", "SuccessfulDelete", f"Deleted job {metadata['name']}")
        return True

    def _take_note(self) -> None:
        running = {each["uid"] for each in jobs.active(self.status)}
        for job in self.jobs:
            name, uid, ended = job["metadata"]["name"], job["metadata"]["uid"], finished(job)
            if ended is None and uid not in running:
                message = f"Saw a job that the controller did not create or forgot: {name}"
                self._event("Warning", "UnexpectedJob", message)
            elif ended is not None:
                if uid in running:
                    self.status = jobs.without(self.status, uid)
                    message = f"Saw completed job: {name}, condition: {ended['type']}"
                    self._event("Normal", "SawCompletedJob", message)
                self._note_success(job, ended)
        known = {job["metadata"]["uid"] for job in self.jobs}
        for each in jobs.active(self.status):
            if each["uid"] not in known and self.world.store.get(JOBS, each["namespace"], each["name"]) is None:
                self._event("Normal", "MissingJob", f"Active job went missing: {each['name']}")
                self.status = jobs.without(self.status, each["uid"])

    def _note_success(self, job: dict, ended: dict) -> None:
        at, last = job["status"].get("completionTime"), self.status.get("lastSuccessfulTime")
        if ended["type"] == "Complete" and at and (last is None or times.parse(at) > times.parse(last)):
            self.status = {**self.status, "lastSuccessfulTime": at}

    # -- the one that is due ---------------------------------------------------------------------------------------

    def _due(self) -> Reason:
        if "TZ" in self.spec["schedule"]:
            message = (
                f'CRON_TZ or TZ used in schedule "{self.spec["schedule"]}" is not officially supported, see '
                "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
            )
            self._event("Warning", "UnsupportedSchedule", message)
        try:
            schedule = timing.schedule_of(self.spec)
        except CronError as wrong:
            message = f'unparseable schedule: "{self.spec["schedule"]}" : {wrong}'
            self._event("Warning", "UnparseableSchedule", message)
            return reason("cronjob.unreadable", message=str(wrong))
        if self._rescheduled():
            return self._wait(schedule)
        try:
            found = timing.due(self.it, self.now, schedule, within_deadline=True)
        except timing.ScheduleError as wrong:
            message = f"invalid schedule: {self.spec['schedule']} : {wrong}"
            self._event("Warning", "InvalidSchedule", message)
            return reason("cronjob.unreadable", message=str(wrong))
        if found.at is None:
            return self._wait(schedule)
        if found.missed > timing.MANY:
            message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
            self._event("Warning", "TooManyMissedTimes", message)
        verdict = self._start(found.at)
        waiting = self._wait(schedule)
        return verdict or waiting

    def _rescheduled(self) -> bool:
        """Whether the schedule was changed: moments of the new one that have passed are not made up for."""
        world, current = self.world, [self.spec["schedule"], self.spec.get("timeZone")]
        before = world.recall(world.key)
        if before != current:
            world.remember(world.key, current)
        return before is not None and before != current

    def _wait(self, schedule: Schedule) -> Reason:
        left = timing.until_next({**self.it, "status": self.status}, self.now, schedule)
        if left <= 0:
            return reason("cronjob.unreadable", message=f"{self.spec['schedule']} never comes")
        self.world.requeue(left)
        return reason("cronjob.waiting", time=times.rfc3339(self.now + left))

    def _start(self, due: int) -> Reason | None:
        """What was done about the Job of this moment; None when it has been made already."""
        deadline = self.spec.get("startingDeadlineSeconds")
        if deadline is not None and due + deadline * times.SECOND < self.now:
            message = f"Missed scheduled time to start a job: {times.rfc1123z(due)}"
            self._event("Warning", "MissSchedule", message)
            return reason("cronjob.missed", time=times.rfc3339(due))
        running, name = jobs.active(self.status), jobs.job_name(self.it, due)
        if any(each["name"] == name for each in running) or self.status.get("lastScheduleTime") == times.rfc3339(due):
            return None
        policy = self.spec.get("concurrencyPolicy")
        if policy == "Forbid" and running:
            message = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self._event("Normal", "JobAlreadyActive", message)
            return reason("cronjob.still_running", job=running[0]["name"])
        if policy == "Replace":
            self._replace(running)
        return self._create(due)

    def _replace(self, running: list[dict]) -> None:
        """Raises StatusError when one of them cannot go."""
        for each in running:
            job = self.world.store.get(JOBS, each["namespace"], each["name"])
            if job is not None and not self._delete(job, reason("cronjob.replace_job", job=each["name"])):
                raise StatusError(409, "Conflict", f"could not replace job {each['namespace']}/{each['name']}")

    def _create(self, due: int) -> Reason | None:
        name, namespace = jobs.job_name(self.it, due), self.it["metadata"]["namespace"]
        why: Reason | None = reason("cronjob.create_job", job=name)
        try:
            job = self.world.client.create(JOBS, jobs.job_for(self.it, due), why)
            self._event("Normal", "SuccessfulCreate", f"Created job {name}")
        except StatusError as error:
            if is_namespace_terminating(error):
                return reason("cronjob.refused", message=error.message)
            if error.reason != "AlreadyExists":
                self._event("Warning", "FailedCreate", f"Error creating job: {error.message}")
                raise
            found = self.world.store.get(JOBS, namespace, name)
            if found is None or controller_uid(found) != self.it["metadata"]["uid"]:
                return reason("cronjob.refused", message=error.message)
            job, why = found, None
        moment = times.rfc3339(due)
        self.status = {
            **self.status,
            "active": [*jobs.active(self.status), jobs.reference(job)],
            "lastScheduleTime": moment,
        }
        return why

    def _event(self, kind: str, why: str, message: str) -> None:
        self.world.event(self.it, kind, why, message)
