"""The Jobs of a CronJob: how one is made and named, and the list of those that run. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#job-template
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cluster.objects.owners import controller_reference
from cluster.objects.times import MINUTE
from cluster.objects.zones import zone

SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def job_name(cron_job: dict, due: int) -> str:
    """`NAME-<minutes since 1970>`: a second Job for the same moment would have the same name."""
    return f"{cron_job['metadata']['name']}-{due // MINUTE}"


def job_for(cron_job: dict, due: int) -> dict:
    """The Job to create for the moment `due` (µs since 1970)."""
    template, metadata = cron_job["spec"]["jobTemplate"], cron_job["metadata"]
    given = template.get("metadata") or {}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": job_name(cron_job, due),
            "namespace": metadata["namespace"],
            **({"labels": given["labels"]} if given.get("labels") else {}),
            "annotations": {**(given.get("annotations") or {}), SCHEDULED_AT: _local(cron_job, due)},
            "ownerReferences": [controller_reference(cron_job)],
        },
        "spec": template["spec"],
    }


def reference(job: dict) -> dict:
    """How status.active names a Job."""
    metadata = job["metadata"]
    fields = ("namespace", "name", "uid", "resourceVersion")
    return {"kind": "Job", "apiVersion": "batch/v1", **{field: metadata[field] for field in fields}}


def active(status: dict) -> list[dict]:
    """Whoever writes the status may leave out what tells one Job from another."""
    return [{"uid": "", "namespace": "", "name": "", **each} for each in status.get("active") or []]


def without(status: dict, uid: str) -> dict:
    """The status without a Job in its list of those that run."""
    left = [each for each in active(status) if each["uid"] != uid]
    changed = {key: value for key, value in status.items() if key != "active"}
    return {**changed, "active": left} if left else changed


def oldest_first(jobs: list[dict]) -> list[dict]:
    """By when they started; those that never did come last."""
    return sorted(jobs, key=lambda job: (_start(job) is None, _start(job) or "", job["metadata"]["name"]))


def _start(job: dict) -> str | None:
    return (job.get("status") or {}).get("startTime")


def _local(cron_job: dict, due: int) -> str:
    moment = (_EPOCH + timedelta(microseconds=due)).astimezone(zone(cron_job["spec"].get("timeZone") or ""))
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
