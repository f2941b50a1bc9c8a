"""What the status of a Job may say: its controller, and whoever else writes it (managedBy), is held to this.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#delegation-of-managing-a-job-object-to-external-controller
and https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/apis/batch/validation/validation.go (texts, order)
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import duplicate, invalid, invalid_without_value, required
from cluster.kinds.rules.reading import flag, number, optional, struct, structs, text, texts
from cluster.kinds.rules.replicas import not_negative
from cluster.objects import indexes
from cluster.objects.times import parse

_COUNTS = ("active", "succeeded", "failed", "ready", "terminating")
_LISTS = ("succeeded", "failed")


class _Look:
    """A Job's status, and the one before it."""

    def __init__(self, job: dict, old: dict):
        self.spec, self.status, self.before = struct(job, "spec"), struct(job, "status"), struct(old, "status")
        self.is_indexed = text(self.spec, "completionMode") == "Indexed"
        self.total = number(self.spec, "completions")
        self.has, self.had = _true(self.status), _true(self.before)
        self.errors: list[FieldError] = []

    def changed(self, *fields: str) -> bool:
        return any(self.status.get(field) != self.before.get(field) for field in fields)

    def turned(self, *kinds: str) -> bool:
        """Whether one of these conditions came or went."""
        return any((kind in self.has) != (kind in self.had) for kind in kinds)

    @property
    def is_over(self) -> bool:
        return bool(self.has & {"Complete", "Failed"})

    @property
    def over_turned(self) -> bool:
        return self.is_over != bool(self.had & {"Complete", "Failed"})

    def wrong(self, field: str, value: object, detail: str) -> None:
        self.errors.append(invalid(f"status.{field}", value, detail))

    def wrong_conditions(self, detail: str) -> None:
        self.errors.append(invalid_without_value("status.conditions", detail))


def validate_job_status(job: dict, old: dict) -> list[FieldError]:
    look = _Look(job, old)
    look.errors += not_negative(look.status, "status", *_COUNTS)
    _uncounted(look)
    _ends(look)
    _of_the_finished(look)
    _indexes(look)
    _success(look)
    _against_before(look)
    return look.errors


def _uncounted(look: _Look) -> None:
    seen: set[str] = set()
    for field in _LISTS:
        for index, uid in enumerate(texts(struct(look.status, "uncountedTerminatedPods"), field)):
            path = f"uncountedTerminatedPods.{field}[{index}]"
            if not uid:
                look.wrong(path, uid, "must not be empty")
            elif uid in seen:
                look.errors.append(duplicate(f"status.{path}", uid))
            seen.add(uid)


def _ends(look: _Look) -> None:
    has, start, end = look.has, text(look.status, "startTime"), text(look.status, "completionTime")
    if look.turned("Complete", "Failed") and {"Complete", "Failed"} <= has:
        look.wrong_conditions("cannot set Complete=True and Failed=true conditions")
    if look.turned("Complete", "FailureTarget") and {"Complete", "FailureTarget"} <= has:
        look.wrong_conditions("cannot set Complete=True and FailureTarget=true conditions")
    if look.turned("Complete") or look.changed("completionTime"):
        if end and "Complete" not in has:
            look.wrong("completionTime", end, "cannot set completionTime when there is no Complete=True condition")
        if not end and "Complete" in has:
            look.errors.append(required("status.completionTime", "completionTime is required for Complete jobs"))
    if look.changed("startTime", "completionTime") and start and end and parse(end) < parse(start):
        look.wrong("completionTime", end, "completionTime cannot be set before startTime")
    if look.turned("Failed", "FailureTarget") and "Failed" in has and "FailureTarget" not in has:
        look.wrong_conditions("cannot set Failed=True condition without the FailureTarget=true condition")
    if look.turned("Complete", "SuccessCriteriaMet") and "Complete" in has and "SuccessCriteriaMet" not in has:
        look.wrong_conditions("cannot set Complete=True condition without the SuccessCriteriaMet=true condition")


def _of_the_finished(look: _Look) -> None:
    status = look.status
    if not look.is_over:
        return
    active = number(status, "active") or 0
    if (look.over_turned or look.changed("active")) and active > 0:
        look.wrong("active", active, "active>0 is invalid for finished job")
    if (look.over_turned or look.changed("startTime")) and not status.get("startTime"):
        look.errors.append(required("status.startTime", "startTime is required for finished job"))
    left = struct(status, "uncountedTerminatedPods")
    if (look.over_turned or look.changed("uncountedTerminatedPods")) and any(left.get(field) for field in _LISTS):
        look.wrong("uncountedTerminatedPods", left, "uncountedTerminatedPods needs to be empty for finished job")


def _indexes(look: _Look) -> None:
    status, total = look.status, look.total
    done, failed = text(status, "completedIndexes"), status.get("failedIndexes")
    per_index = number(look.spec, "backoffLimitPerIndex")
    for field, value, wanted in (
        ("completedIndexes", done, total is not None),
        ("failedIndexes", failed, total is not None and per_index is not None and failed is not None),
    ):
        if wanted and look.changed(field):
            try:
                indexes.checked(value or "", total or 0)
            except ValueError as wrong:
                look.wrong(field, value, f"error parsing {field}: {wrong}")
    if look.changed("completedIndexes") and done and not look.is_indexed:
        detail = "cannot set non-empty completedIndexes when non-indexed completion mode"
        look.wrong("completedIndexes", done, detail)
    if look.changed("failedIndexes") and failed is not None and per_index is None:
        look.wrong("failedIndexes", failed, "cannot set non-null failedIndexes when backoffLimitPerIndex is null")
    if look.changed("completedIndexes", "failedIndexes") and total is not None and failed is not None:
        both = indexes.overlap(done, failed, total)
        if both is not None:
            look.wrong("failedIndexes", failed, f"failedIndexes and completedIndexes overlap at index: {both}")


def _success(look: _Look) -> None:
    has, status = look.has, look.status
    terminating, ready, active = (number(status, field) or 0 for field in ("terminating", "ready", "active"))
    if look.is_over and (look.over_turned or look.changed("terminating")) and terminating > 0:
        look.wrong("terminating", terminating, "terminating>0 is invalid for finished job")
    if look.changed("ready", "active") and ready > active:
        look.wrong("ready", ready, "cannot set more ready pods than active")
    if {"SuccessCriteriaMet", "Failed"} <= has:
        look.wrong_conditions("cannot set SuccessCriteriaMet=True and Failed=true conditions")
    if {"SuccessCriteriaMet", "FailureTarget"} <= has:
        look.wrong_conditions("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions")
    if optional(look.spec, "successPolicy") is not None and "Complete" in has and "SuccessCriteriaMet" not in has:
        detail = "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True"
        look.wrong_conditions(detail)


def _against_before(look: _Look) -> None:
    status, before = look.status, look.before
    for kind in ("Failed", "Complete", "FailureTarget"):
        if kind in look.had and kind not in look.has:
            look.wrong_conditions(f"cannot disable the terminal {kind}=True condition")
    failed, succeeded = (number(status, field) or 0 for field in ("failed", "succeeded"))
    if failed < (number(before, "failed") or 0):
        look.wrong("failed", failed, "cannot decrease the failed counter")
    elastic = look.is_indexed and look.total == number(look.spec, "parallelism")  # may be made smaller
    if succeeded < (number(before, "succeeded") or 0) and not elastic:
        look.wrong("succeeded", succeeded, "cannot decrease the succeeded counter")
    ended = status.get("completionTime")
    if ended and before.get("completionTime") and ended != before["completionTime"]:
        look.wrong("completionTime", ended, "completionTime cannot be mutated")
    # A Job that goes on after it was suspended starts anew.
    resumed = flag(look.spec, "suspend") or "Suspended" in look.had
    if before.get("startTime") and look.changed("startTime") and not resumed:
        look.errors.append(required("status.startTime", "startTime cannot be removed for unsuspended job"))
    if "SuccessCriteriaMet" in look.had and "SuccessCriteriaMet" not in look.has:
        look.wrong_conditions("cannot disable the SuccessCriteriaMet=True condition")
    if "Complete" in look.had and "SuccessCriteriaMet" not in look.had and "SuccessCriteriaMet" in look.has:
        detail = "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions"
        look.wrong_conditions(detail)


def _true(status: dict) -> set[str]:
    return {text(c, "type") for c in structs(status, "conditions") if c.get("status") == "True"}
