"""CronJob: a Job made again and again by a schedule.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/,
https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/apis/batch/validation/validation.go (texts and their order)
"""

from __future__ import annotations

import re

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, NONE, age, containers, selector_text
from cluster.kinds.job import job_warnings
from cluster.kinds.pod.warnings import name_warnings, pod_warnings
from cluster.kinds.rules.errors import invalid, required, unsupported
from cluster.kinds.rules.job_spec import default_inner_spec, validate_job_spec
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import flag, optional, struct, structs, text
from cluster.kinds.rules.replicas import not_negative
from cluster.kinds.rules.selecting import shown_selector
from cluster.kinds.standard import Standard
from cluster.objects import cron
from cluster.objects.zones import UnknownZone, zone

POLICIES = ("Allow", "Forbid", "Replace")
LONGEST_NAME = 52  # room for `-` and the minutes since 1970 in the names of its Jobs
_DEFAULTS = {
    "concurrencyPolicy": "Allow",
    "suspend": False,
    "successfulJobsHistoryLimit": 3,
    "failedJobsHistoryLimit": 1,
}
_ZONE_PART = re.compile(r"[A-Za-z.\-_0-9+]{1,14}")


class CronJob(Standard):
    group, kind, plural, short_names, categories = "batch", "CronJob", "cronjobs", ("cj",), ("all",)
    subresources = ("status",)
    columns = (
        NAME,
        Column("Schedule"),
        Column("Timezone"),
        Column("Suspend", "boolean"),
        Column("Active", "integer"),
        Column("Last Schedule"),
        AGE,
        *CONTAINERS,
        Column("Selector", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        spec.update((field, value) for field, value in _DEFAULTS.items() if spec.get(field) is None)
        template = struct(spec, "jobTemplate")
        spec["jobTemplate"] = {**template, "spec": default_inner_spec(struct(template, "spec"))}
        return {**obj, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def validate(self, obj: dict) -> list[FieldError]:
        errors = super().validate(obj) + _spec(obj, None)
        name = text(struct(obj, "metadata"), "name")
        if len(name) > LONGEST_NAME:
            errors.append(invalid("metadata.name", name, f"must be no more than {LONGEST_NAME} characters"))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + _spec(obj, old)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        job, metadata = struct(struct(struct(obj, "spec"), "jobTemplate"), "spec"), struct(obj, "metadata")
        found = name_warnings(text(metadata, "name"), "Pod names and hostnames") if old is None else []
        if old is None or metadata.get("generation") != struct(old, "metadata").get("generation"):
            found += job_warnings(job) + pod_warnings(struct(job, "template"), "spec.jobTemplate.spec.template.")
        if "TZ" in text(struct(obj, "spec"), "schedule"):
            found.append("cannot use TZ or CRON_TZ in spec.schedule, use timeZone instead")
        return found

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], struct(obj, "status")
        last, job = status.get("lastScheduleTime"), struct(struct(spec, "jobTemplate"), "spec")
        return [
            metadata["name"],
            spec.get("schedule", ""),
            spec["timeZone"] if spec.get("timeZone") is not None else NONE,
            "<unset>" if spec.get("suspend") is None else str(flag(spec, "suspend")),
            len(structs(status, "active")),
            age(last, now) if last else NONE,
            age(metadata.get("creationTimestamp"), now),
            *containers(struct(job, "template")),
            selector_text(job["selector"]) if optional(job, "selector") is not None else NONE,
        ]


def _spec(obj: dict, old: dict | None) -> list[FieldError]:
    spec, before = struct(obj, "spec"), struct(old or {}, "spec")
    errors = _schedule(spec, before) + not_negative(spec, "spec", "startingDeadlineSeconds")
    if old is None or spec.get("timeZone") != before.get("timeZone"):
        errors += _zone(spec)
    policy = text(spec, "concurrencyPolicy")
    if not policy:
        errors.append(required("spec.concurrencyPolicy"))
    elif policy not in POLICIES:
        errors.append(unsupported("spec.concurrencyPolicy", policy, POLICIES))
    errors += _template(struct(struct(spec, "jobTemplate"), "spec"), "spec.jobTemplate.spec")
    return errors + not_negative(spec, "spec", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")


def _schedule(spec: dict, before: dict) -> list[FieldError]:
    schedule, at = text(spec, "schedule"), "spec.schedule"
    if not schedule:
        return [required(at)]
    errors = []
    try:
        cron.parse(schedule)
    except cron.CronError as wrong:
        errors.append(invalid(at, schedule, str(wrong)))
    if "TZ" not in schedule:
        return errors
    if "TZ" not in text(before, "schedule"):  # older objects may still have one
        errors.append(invalid(at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"))
    elif spec.get("timeZone") is not None:
        errors.append(invalid(at, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"))
    return errors


def _zone(spec: dict) -> list[FieldError]:
    if spec.get("timeZone") is None:
        return []
    name, at = text(spec, "timeZone"), "spec.timeZone"
    if not name:
        return [invalid(at, name, "timeZone must be nil or non-empty string")]
    for part in name.split("/"):
        if part in (".", "..") or part.startswith("-") or not _ZONE_PART.fullmatch(part):
            return [invalid(at, name, f"unknown time zone {name}")]
    errors = []
    if name.lower() == "local":
        detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        errors.append(invalid(at, name, detail))
    try:
        if name != "Local":
            zone(name)
    except UnknownZone as wrong:
        errors.append(invalid(at, name, str(wrong)))
    return errors


def _template(spec: dict, path: str) -> list[FieldError]:
    errors = validate_job_spec(spec, path)
    if optional(spec, "selector") is not None:
        detail = "`selector` will be auto-generated"
        errors.append(invalid(f"{path}.selector", shown_selector(spec["selector"]), detail))
    if flag(spec, "manualSelector"):
        errors.append(unsupported(f"{path}.manualSelector", True, ("nil", "false")))
    return errors


KIND = CronJob()
