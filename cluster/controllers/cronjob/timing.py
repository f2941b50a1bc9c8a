"""When a CronJob was due last and is due next. Pure functions; all moments in µs since 1970.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline (missed times, the 100)
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.objects import times
from cluster.objects.cron import Schedule, parse
from cluster.objects.times import SECOND

PADDING = 100_000  # the real controller looks a tenth of a second after the moment
MANY = 100


class ScheduleError(ValueError):
    """A schedule that is well written but never comes."""


class Due(NamedTuple):
    """`since`: from when was counted; `at`: the last moment at which a Job was due, None when there was none since;
    `missed`: about how many such moments there were."""

    since: int
    at: int | None
    missed: int


def schedule_of(spec: dict) -> Schedule:
    """Raises CronError. A zone inside of the schedule (not allowed any more) goes before that of the field."""
    text = spec["schedule"]
    return parse(text if "TZ" in text or not spec.get("timeZone") else f"TZ={spec['timeZone']} {text}")


def due(cron_job: dict, now: int, schedule: Schedule, *, within_deadline: bool) -> Due:
    """Raises ScheduleError. `within_deadline`: what is later than startingDeadlineSeconds allow is not looked at."""
    last = (cron_job.get("status") or {}).get("lastScheduleTime")
    since = times.parse(last or cron_job["metadata"]["creationTimestamp"])
    deadline = cron_job["spec"].get("startingDeadlineSeconds")
    if within_deadline and deadline is not None:
        since = max(since, now - deadline * SECOND)
    first = schedule.next(since)
    second = None if first is None else schedule.next(first)
    if first is None or second is None:
        raise ScheduleError("time difference between two schedules is less than 1 second")
    if now < first:
        return Due(since, None, 0)
    if now < second:
        return Due(since, first, 0)
    return Due(since, _latest(schedule, first, second - first, now), (now - first) // (second - first) + 1)


def _latest(schedule: Schedule, first: int, apart: int, now: int) -> int | None:
    """The last moment that is not later than `now`, from about two intervals before on: schedules may be uneven."""
    found, moment = None, schedule.next(first + ((now - first) // apart - 1) * apart)
    while moment is not None and moment <= now:
        found, moment = moment, schedule.next(moment)
    return found


def until_next(cron_job: dict, now: int, schedule: Schedule) -> int:
    """µs until it is to be looked at again."""
    try:
        found = due(cron_job, now, schedule, within_deadline=False)
        start = found.at if found.at is not None else now if found.missed else found.since
    except ScheduleError:
        start = now
    moment = schedule.next(start)
    return 0 if moment is None else moment + PADDING - now
