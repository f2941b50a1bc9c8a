"""CronJobs in a cluster: when Jobs are made, what becomes of those that run on, what is kept, and what idling costs."""

import pytest

from cluster.api.request import Request
from cluster.objects import times
from cluster.objects.times import HOUR, MINUTE, SECOND
from tests.cluster.controllers.scene import Scene

# Scenes begin ten seconds after the epoch, midnight of 2026-01-01.
FIRST = times.parse("2026-01-01T00:01:00Z") // MINUTE
LONG = ["sleep", "1000"]


def cron_job(schedule="* * * * *", command=("true",), **spec):
    container = {"name": "c", "image": "busybox", "command": list(command)}
    template = {"spec": {"restartPolicy": "Never", "containers": [container], "terminationGracePeriodSeconds": 1}}
    wanted = {"schedule": schedule, "jobTemplate": {"spec": {"template": template}}, **spec}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "c"}, "spec": wanted}


def played(seconds, *given, **spec):
    scene = Scene()
    scene.create(cron_job(*given, **spec))
    scene.wait(seconds)
    return scene


def status(scene):
    return scene.store.get("cronjobs.batch", "default", "c")["status"]


def made(scene):
    return [c.name for c in scene.store.history if c.resource == "jobs.batch" and c.op == "ADDED"]


def said(scene):
    """Reasons of the CronJob's events, in order."""
    return [e["reason"] for e in scene.store.list("events") if e["involvedObject"]["kind"] == "CronJob"]


def test_each_minute_a_job_whose_name_tells_the_moment():
    scene = played(150)
    assert made(scene) == [f"c-{FIRST}", f"c-{FIRST + 1}"]
    first = scene.store.get("jobs.batch", "default", f"c-{FIRST}")
    assert first["metadata"]["annotations"] == {
        "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-01T00:01:00Z"
    }
    assert first["metadata"]["ownerReferences"][0]["kind"] == "CronJob"
    told = status(scene)
    assert told["lastScheduleTime"] == "2026-01-01T00:02:00Z" and "active" not in told
    assert (
        told["lastSuccessfulTime"]
        == scene.store.get("jobs.batch", "default", f"c-{FIRST + 1}")["status"]["completionTime"]
    )
    messages = [e["message"] for e in scene.events("SuccessfulCreate") if e["involvedObject"]["kind"] == "CronJob"]
    assert messages == [f"Created job c-{FIRST}", f"Created job c-{FIRST + 1}"]
    assert scene.events("SawCompletedJob")[0]["message"] == f"Saw completed job: c-{FIRST}, condition: Complete"


def test_jobs_that_run_on_stand_in_the_status():
    scene = played(100, "* * * * *", LONG)
    told = status(scene)["active"]
    assert [(each["name"], each["kind"], each["apiVersion"]) for each in told] == [(f"c-{FIRST}", "Job", "batch/v1")]
    scene.wait(60)
    assert [each["name"] for each in status(scene)["active"]] == [f"c-{FIRST}", f"c-{FIRST + 1}"]


def test_forbid_waits_for_the_one_that_runs():
    scene = played(240, "* * * * *", LONG, concurrencyPolicy="Forbid")
    assert made(scene) == [f"c-{FIRST}"]
    (told,) = scene.events("JobAlreadyActive")
    assert told["message"] == "Not starting job because prior execution is running and concurrency policy is Forbid"
    assert told["count"] == 3
    assert status(scene)["lastScheduleTime"] == "2026-01-01T00:01:00Z"


def test_forbid_makes_up_for_the_last_moment_once_the_job_has_ended():
    scene = played(30, "* * * * *", ["sleep", "80"], concurrencyPolicy="Forbid")
    scene.wait(150)
    assert made(scene)[:2] == [f"c-{FIRST}", f"c-{FIRST + 1}"]
    second = scene.store.get("jobs.batch", "default", f"c-{FIRST + 1}")
    assert times.parse(second["metadata"]["creationTimestamp"]) > (FIRST + 1) * MINUTE + 10 * SECOND


def test_replace_deletes_the_one_that_runs():
    scene = played(180, "* * * * *", LONG, concurrencyPolicy="Replace")
    assert made(scene) == [f"c-{FIRST}", f"c-{FIRST + 1}", f"c-{FIRST + 2}"]
    assert scene.names("jobs.batch") == [f"c-{FIRST + 2}"]
    assert [each["name"] for each in status(scene)["active"]] == [f"c-{FIRST + 2}"]
    assert scene.events("SuccessfulDelete")[0]["message"] == f"Deleted job c-{FIRST}"


@pytest.mark.parametrize(("command", "kept"), [(["true"], 3), (["false"], 1)])
def test_the_oldest_jobs_that_ended_are_deleted(command, kept):
    scene = Scene()
    obj = cron_job(command=command)
    obj["spec"]["jobTemplate"]["spec"]["backoffLimit"] = 0
    scene.create(obj)
    scene.wait(6 * 60 + 40)
    assert scene.names("jobs.batch") == made(scene)[-kept:]


def test_a_job_that_is_deleted_while_it_runs_is_missing():
    scene = played(90, "*/30 * * * *", LONG)
    scene.wait(30 * 60)
    name = made(scene)[0]
    scene.delete("Job", name, propagationPolicy="Background")
    scene.wait(10)
    assert scene.events("MissingJob")[0]["message"] == f"Active job went missing: {name}"
    assert "active" not in status(scene)
    assert made(scene) == [name]  # its moment is not made up for


def test_a_suspended_one_makes_nothing_and_has_nothing_due():
    scene = played(10, suspend=True)
    scene.cluster.settle()
    scene.wait(600)
    assert made(scene) == [] and scene.cluster.verdicts["cronjob-controller"]["default/c"][0] == "cronjob.suspended"
    assert scene.cluster.clock.due_at("cronjob-controller", "default/c") is None
    scene.patch("CronJob", "c", {"spec": {"suspend": False}})
    scene.wait(1)
    assert made(scene) == [f"c-{FIRST + 9}"]  # only the last of the moments that were missed


def test_more_than_a_hundred_missed_moments_are_told():
    scene = played(10, suspend=True)
    scene.wait(3 * 3600)
    scene.patch("CronJob", "c", {"spec": {"suspend": False}})
    scene.wait(1)
    assert len(made(scene)) == 1
    assert scene.events("TooManyMissedTimes")[0]["message"] == (
        "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
    )


def test_what_is_later_than_the_deadline_is_left_out():
    scene = played(10, "0 * * * *", suspend=True, startingDeadlineSeconds=120)
    scene.wait(3600 + 600)
    scene.patch("CronJob", "c", {"spec": {"suspend": False}})
    scene.wait(60)
    assert made(scene) == []
    scene.wait(3600)
    assert len(made(scene)) == 1


def test_a_changed_schedule_does_not_make_up_for_its_own_past():
    scene = played(50 * 60, "0 0 1 1 *")
    scene.patch("CronJob", "c", {"spec": {"schedule": "*/20 * * * *"}})
    scene.wait(300)
    assert made(scene) == []
    scene.wait(600)
    assert len(made(scene)) == 1


def test_the_time_zone_counts():
    scene = played(10, "30 9 * * *", timeZone="Asia/Seoul")
    scene.wait(3600)
    assert made(scene) == [f"c-{times.parse('2026-01-01T00:30:00Z') // MINUTE}"]
    (job,) = scene.store.list("jobs.batch")
    assert (
        job["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"] == "2026-01-01T09:30:00+09:00"
    )


def test_a_job_made_by_hand_is_unexpected():
    scene = played(10, "0 0 1 1 *", LONG)
    owner = scene.store.get("cronjobs.batch", "default", "c")
    reference = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "name": "c",
        "uid": owner["metadata"]["uid"],
        "controller": True,
    }
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "hand", "ownerReferences": [reference]}}
    scene.create({**job, "spec": owner["spec"]["jobTemplate"]["spec"]})
    scene.wait(20)
    told = scene.events("UnexpectedJob")
    assert told[0]["message"] == "Saw a job that the controller did not create or forgot: hand"


def test_deleting_it_takes_its_jobs_along():
    scene = played(100, "* * * * *", LONG)
    scene.delete("CronJob", "c")
    scene.wait(40)
    assert scene.names("jobs.batch") == [] and scene.names("pods") == []
    assert "cronjob-controller" not in scene.cluster.snapshot()["memory"]


def test_a_schedule_that_never_comes_costs_nothing():
    scene = played(60, "0 0 31 2 *")
    scene.cluster.settle()
    assert made(scene) == []
    assert scene.cluster.clock.due_at("cronjob-controller", "default/c") is None


def test_ten_days_do_exactly_its_runs():
    scene = played(10, "0 */6 * * *")
    scene.cluster.run_until(scene.cluster.now + 240 * HOUR)
    assert len(made(scene)) == 40
    # A run is so many changes, whatever the day: nothing happens between two runs.
    per_run = [
        sum(1 for c in scene.store.history if at <= c.time < at + 6 * HOUR)
        for at in range(24 * HOUR, 216 * HOUR, 6 * HOUR)
    ]
    assert len(set(per_run)) == 1


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"schedule": ""}, "spec.schedule", "Required value"),
        ({"schedule": "61 * * * *"}, "spec.schedule",
         'Invalid value: "61 * * * *": end of range (61) above maximum (59): 61'),
        ({"schedule": "TZ=UTC * * * * *"}, "spec.schedule",
         'Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'),
        ({"timeZone": ""}, "spec.timeZone", 'Invalid value: "": timeZone must be nil or non-empty string'),
        ({"timeZone": "Mars/Olympus"}, "spec.timeZone",
         'Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus'),
        ({"timeZone": "Local"}, "spec.timeZone",
         'Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'),
        ({"concurrencyPolicy": "Maybe"}, "spec.concurrencyPolicy",
         'Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"'),
        ({"startingDeadlineSeconds": -1}, "spec.startingDeadlineSeconds",
         "Invalid value: -1: must be greater than or equal to 0"),
        ({"successfulJobsHistoryLimit": -1}, "spec.successfulJobsHistoryLimit",
         "Invalid value: -1: must be greater than or equal to 0"),
    ],
)  # fmt: skip
def test_what_is_refused(change, field, message):
    obj = cron_job()
    obj["spec"].update(change)
    answer = Scene().cluster.request(Request("POST", "/apis/batch/v1/namespaces/default/cronjobs", body=obj))
    assert answer.code == 422
    causes = [(c["field"], c["message"]) for c in answer.body["details"]["causes"]]
    assert causes == [(field, message)]


def test_names_leave_room_for_the_moment():
    obj = cron_job()
    obj["metadata"]["name"] = "x" * 53
    answer = Scene().cluster.request(Request("POST", "/apis/batch/v1/namespaces/default/cronjobs", body=obj))
    assert answer.body["details"]["causes"][0]["message"].endswith("must be no more than 52 characters")
