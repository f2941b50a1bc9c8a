"""One look at one Job: who has ended, whether it is over, as many pods running as wanted, and all of that written down.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from __future__ import annotations

from cluster import reasons
from cluster.component import World
from cluster.controllers import claims, podstate
from cluster.controllers.job import backoff, finish
from cluster.controllers.job import tally as counting
from cluster.controllers.job.pods import is_indexed, is_terminating, is_tracked, untracked
from cluster.controllers.job.staffing import Staff
from cluster.objects import times
from cluster.objects.owners import controller_uid
from cluster.objects.selectors import from_label_selector
from cluster.reasons import Reason, reason

RESOURCE = "jobs.batch"

reasons.register(
    {
        "job.adopt": ("pod",),
        "job.release": ("pod",),
        "job.start": (),
        "job.count": ("succeeded", "failed"),
        "job.untrack": ("pod",),
        "job.status": ("active", "succeeded"),
        "job.complete": ("succeeded",),
        "job.failed": ("why",),
        "job.suspended": (),
        "job.running": ("active", "succeeded"),
        "job.stopping": ("pods",),
    }
)


class Look:
    def __init__(self, job: dict, world: World):
        self.it, self.world, self.now = job, world, world.epoch + world.now
        self.spec, self.status = job["spec"], job.get("status") or {}
        self.going = "deletionTimestamp" in job["metadata"]
        self.time = times.rfc3339(self.now)
        self.said: Reason | None = None

    def run(self) -> Reason:
        done = finish.finished(self.it)
        if done is not None:
            self._untrack([pod for pod in self._owned() if is_tracked(pod)])
            return self._ended(done["type"], done.get("reason", ""))
        self._claim()
        if self.status.get("startTime") is None and not self.spec.get("suspend"):
            self.status = {**self.status, "startTime": self.time}
            self.said = reason("job.start")
        pods = self._owned()
        found = counting.tally({**self.it, "status": self.status}, pods)
        self._remember(found)
        staff = Staff(self.it, pods, found, self.world)
        verdict = self._verdict(found, pods, staff)
        self._write(verdict, found, staff)
        if staff.failure is not None:
            raise staff.failure
        self._wait_for_deadline()
        return self.said or self._standing()

    # -- the pods that there are -----------------------------------------------------------------------------------

    def _owned(self) -> list[dict]:
        uid = self.it["metadata"]["uid"]
        owned = self.world.store.owned_by(uid)
        return [obj for resource, obj in owned if resource == "pods" and controller_uid(obj) == uid]

    def _claim(self) -> None:
        if self.going:
            return
        selector, metadata = from_label_selector(self.spec["selector"]), self.it["metadata"]
        for pod in self._owned():
            if not selector.matches(pod["metadata"].get("labels")) and "deletionTimestamp" not in pod["metadata"]:
                self.said = reason("job.release", pod=pod["metadata"]["name"])
                freed = untracked(pod) if is_tracked(pod) else pod
                self.world.client.update("pods", claims.released(freed, metadata["uid"]), self.said)
        for pod in self.world.store.orphans(metadata["namespace"]):
            if selector.matches(pod["metadata"].get("labels")) and claims.may_adopt(pod, self.it):
                self.said = reason("job.adopt", pod=pod["metadata"]["name"])
                self.world.client.update("pods", claims.adopted(pod, self.it), self.said)

    def _untrack(self, pods: list[dict]) -> None:
        for pod in pods:
            current = self.world.store.get("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
            if current is not None and is_tracked(current) and current["metadata"]["uid"] == pod["metadata"]["uid"]:
                why = reason("job.untrack", pod=pod["metadata"]["name"])
                self.world.client.update("pods", untracked(current), why)

    def _remember(self, found: counting.Tally) -> None:
        """Failures in a row, for the back-off of all; with backoffLimitPerIndex the pods know."""
        if found.broken is None and (found.succeeded or found.failed):
            key = self.world.key
            self.world.remember(key, backoff.record(self.world.recall(key), found.succeeded, found.failed))

    # -- what is to be done ----------------------------------------------------------------------------------------

    def _verdict(self, found: counting.Tally, pods: list[dict], staff: Staff) -> finish.Verdict | None:
        """Whether the Job is over; while it is not, its pods are seen to."""
        job = {**self.it, "status": self.status}
        verdict = finish.decided(self.status) or finish.fails(job, found, pods, self.now) or finish.suffices(job, found)
        if verdict is not None:
            staff.stop()
            return verdict
        succeeded = finish.succeeded(job, found)
        if not self.going:
            if self.spec.get("suspend"):
                if staff.active:
                    staff.dismiss(staff.active, 0)
            else:
                staff.adjust(succeeded)
        self.said = staff.said or self.said
        active = sum(1 for pod in self._owned() if podstate.is_active(pod))
        if finish.is_complete(job, succeeded, active):
            return finish.REACHED
        if not self.going:
            self._note_suspension()
        return None

    def _note_suspension(self) -> None:
        suspended = bool(self.spec.get("suspend"))
        changed = finish.with_suspension(self.status, suspended, self.time)
        if changed is self.status:
            return
        word = "suspended" if suspended else "resumed"
        self.status = changed if suspended else {**changed, "startTime": self.time}
        self.world.event(self.it, "Normal", word.capitalize(), f"Job {word}")

    # -- what is written -------------------------------------------------------------------------------------------

    def _write(self, verdict: finish.Verdict | None, found: counting.Tally, staff: Staff) -> None:
        """Name who is counted, let them go, count them: three writes, so that nothing is counted twice or lost."""
        gone = counting.ended(self.it, staff.pods, found, verdict is not None or self.going)
        all_failed = verdict is not None and verdict.kind == "FailureTarget"
        status = counting.uncounted(self.it, self.status, gone, found, all_failed)
        status = counting.with_living(status, self._owned())
        if verdict is not None:
            status = finish.with_decision(status, verdict, self.time)
        lists = status["uncountedTerminatedPods"]
        why = None
        if gone:
            new = len(found.succeeded) if is_indexed(self.it) else len(lists.get("succeeded", ()))
            why = reason("job.count", succeeded=new, failed=len(lists.get("failed", ())))
            self._put(status, why)
        self._untrack(gone)
        status = counting.counted(status)
        left = [pod for pod in self._owned() if podstate.is_active(pod) or is_terminating(pod)]
        if verdict is not None:
            status = self._close(status, verdict, left)
        self._put(status, why)
        self.said = self.said or why

    def _close(self, status: dict, verdict: finish.Verdict, left: list[dict]) -> dict:
        """The terminal condition, once no pod is left running."""
        if left:
            self.said = reason("job.stopping", pods=len(left))
            return status
        status = finish.with_end(counting.with_living(status, self._owned()), verdict, self.time)
        wanted = self.spec.get("completions")
        if verdict.kind == "SuccessCriteriaMet":
            if wanted is not None and status.get("succeeded", 0) > wanted:
                message = "Too many succeeded pods running after completion count reached"
                self.world.event(self.it, "Warning", "TooManySucceededPods", message)
            self.world.event(self.it, "Normal", "Completed", "Job completed")
        else:
            self.world.event(self.it, "Warning", verdict.reason, verdict.message)
        self.world.remember(self.world.key, None)
        self.status = status
        self.said = self._ended(finish.DECIDED[verdict.kind], verdict.reason)
        return status

    def _put(self, status: dict, why: Reason | None) -> None:
        if status != self.it.get("status"):
            counts = reason("job.status", active=status.get("active", 0), succeeded=status.get("succeeded", 0))
            self.it = self.world.client.update_status(RESOURCE, {**self.it, "status": status}, why or counts)
        self.status = status

    def _wait_for_deadline(self) -> None:
        left = finish.until_deadline(self.it, self.status, self.now)
        if left is not None and left > 0 and finish.decided(self.status) is None and not self.spec.get("suspend"):
            self.world.requeue(left)

    def _ended(self, kind: str, why: str) -> Reason:
        if kind == "Complete":
            return reason("job.complete", succeeded=self.status.get("succeeded", 0))
        return reason("job.failed", why=why)

    def _standing(self) -> Reason:
        if self.spec.get("suspend"):
            return reason("job.suspended")
        return reason("job.running", active=self.status.get("active", 0), succeeded=self.status.get("succeeded", 0))
