"""kubectl describe job."""

from __future__ import annotations

from cluster.kinds.cells import duration
from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.placing import label_selector
from cluster.kubectl.describe.pod_template import pod_template
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import ages
from cluster.objects import times


@describer("job.batch")
def job(call: Call, obj: dict, page: Page) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    page.head(obj, ("Selector", label_selector(spec.get("selector") or {})))
    page.controller(obj)
    page.field(0, "Parallelism", spec.get("parallelism", "<unset>"))
    page.field(0, "Completions", spec.get("completions", "<unset>"))
    for title, field in (
        ("Completion Mode", "completionMode"),
        ("Suspend", "suspend"),
        ("Backoff Limit", "backoffLimit"),
    ):
        if spec.get(field) is not None:
            value = spec[field]
            page.field(0, title, str(value).lower() if isinstance(value, bool) else value)
    if spec.get("ttlSecondsAfterFinished") is not None:
        page.field(0, "TTL Seconds After Finished", spec["ttlSecondsAfterFinished"])
    start, end = status.get("startTime"), status.get("completionTime")
    if start:
        page.field(0, "Start Time", ages.rfc1123z(start))
    if end:
        page.field(0, "Completed At", ages.rfc1123z(end))
    if start and end:
        page.field(0, "Duration", duration(times.parse(end) - times.parse(start)))
    if spec.get("activeDeadlineSeconds") is not None:
        page.field(0, "Active Deadline Seconds", f"{spec['activeDeadlineSeconds']}s")
    ready = f" ({status['ready']} Ready)" if status.get("ready") is not None else ""
    active = f"{status.get('active', 0)} Active{ready}"
    ended = f"{status.get('succeeded', 0)} Succeeded / {status.get('failed', 0)} Failed"
    page.field(0, "Pods Statuses", f"{active} / {ended}")
    if spec.get("completionMode") == "Indexed":
        page.field(0, "Completed Indexes", _shortened(status.get("completedIndexes") or "<none>"))
    pod_template(page, spec["template"])
    page.events(events_of(call, obj))


def _shortened(indexes: str, most: int = 50) -> str:
    """Cut at the first comma after `most` characters."""
    comma = indexes.find(",", most)
    return indexes if comma < 0 else f"{indexes[: comma + 1]}..."
