"""kubectl describe cronjob."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.placing import label_selector
from cluster.kubectl.describe.pod_template import pod_template
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import ages

_UNSET = "<unset>"


@describer("cronjob.batch")
def cron_job(call: Call, obj: dict, page: Page) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    job = spec["jobTemplate"]["spec"]
    page.head(obj)
    suspend, deadline = spec.get("suspend"), spec.get("startingDeadlineSeconds")
    page.fields(
        0,
        ("Schedule", spec["schedule"]),
        ("Concurrency Policy", spec.get("concurrencyPolicy", "")),
        ("Suspend", _UNSET if suspend is None else str(suspend)),
        ("Successful Job History Limit", spec.get("successfulJobsHistoryLimit", _UNSET)),
        ("Failed Job History Limit", spec.get("failedJobsHistoryLimit", _UNSET)),
        ("Starting Deadline Seconds", _UNSET if deadline is None else f"{deadline}s"),
        ("Selector", label_selector(job["selector"]) if job.get("selector") is not None else _UNSET),
        ("Parallelism", job.get("parallelism", _UNSET)),
        ("Completions", job.get("completions", _UNSET)),
    )
    if job.get("activeDeadlineSeconds") is not None:
        page.field(0, "Active Deadline Seconds", f"{job['activeDeadlineSeconds']}s")
    pod_template(page, job["template"])
    last = status.get("lastScheduleTime")
    page.field(0, "Last Schedule Time", ages.rfc1123z(last) if last else _UNSET)
    page.field(0, "Active Jobs", ", ".join(each["name"] for each in status.get("active") or ()) or "<none>")
    page.events(events_of(call, obj))
