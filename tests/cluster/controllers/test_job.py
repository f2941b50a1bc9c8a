"""Jobs in a cluster: completions, failures, ends, suspension, indexes."""

import pytest

from cluster.objects import indexes
from cluster.objects.times import SECOND
from cluster.simulation import Simulation
from tests.cluster.controllers.scene import Scene

OK, FAIL, LONG = ["true"], ["sh", "-c", "exit 3"], ["sleep", "1000"]


def job(command=OK, restart="Never", **spec):
    container = {"name": "c", "image": "busybox", "command": command}
    template = {"spec": {"restartPolicy": restart, "containers": [container], "terminationGracePeriodSeconds": 1}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": {"template": template, **spec}}


def played(seconds, *given, **spec):
    scene = Scene()
    scene.create(job(*given, **spec))
    scene.wait(seconds)
    return scene


def status(scene):
    return scene.store.get("jobs.batch", "default", "j")["status"]


def conditions(scene):
    return [(c["type"], c["reason"]) for c in status(scene).get("conditions", ()) if c["status"] == "True"]


def phases(scene):
    return sorted(p["status"]["phase"] for p in scene.store.list("pods", "default"))


def test_a_job_completes_and_its_pod_stays_without_finalizer():
    scene = played(20)
    assert conditions(scene) == [("SuccessCriteriaMet", "CompletionsReached"), ("Complete", "CompletionsReached")]
    told = status(scene)
    assert told["succeeded"] == 1 and "active" not in told and told["completionTime"] >= told["startTime"]
    assert told["uncountedTerminatedPods"] == {}
    (pod,) = scene.store.list("pods", "default")
    assert "finalizers" not in pod["metadata"]
    assert [e["message"] for e in scene.events("Completed") if e["involvedObject"]["kind"] == "Job"] == [
        "Job completed"
    ]


def test_never_more_than_parallelism_at_a_time():
    scene = played(120, completions=5, parallelism=2)
    assert (status(scene)["succeeded"], phases(scene)) == (5, ["Succeeded"] * 5)
    active = [
        c.object["status"].get("active", 0) for c in scene.store.history if c.resource == "jobs.batch" and c.previous
    ]
    assert max(active) == 2


def test_a_work_queue_ends_with_the_first_success():
    scene = played(60, parallelism=3)
    assert conditions(scene)[-1] == ("Complete", "CompletionsReached")
    assert len(phases(scene)) == 3


@pytest.mark.parametrize(("limit", "pods"), [(0, 1), (2, 3)])
def test_failures_are_tried_again_with_longer_waits_up_to_the_limit(limit, pods):
    scene = played(200, FAIL, backoffLimit=limit)
    assert (status(scene)["failed"], phases(scene)) == (pods, ["Failed"] * pods)
    assert conditions(scene) == [("FailureTarget", "BackoffLimitExceeded"), ("Failed", "BackoffLimitExceeded")]
    made = [
        c.time for c in scene.store.history if c.resource == "pods" and c.op == "ADDED" and c.namespace == "default"
    ]
    waits = [(later - sooner) // SECOND for sooner, later in zip(made, made[1:], strict=False)]
    assert all(wait >= 10 * 2**number for number, wait in enumerate(waits))


def test_on_failure_restarts_in_the_same_pod_count():
    scene = played(300, FAIL, "OnFailure", backoffLimit=2)
    assert conditions(scene)[-1] == ("Failed", "BackoffLimitExceeded")
    assert phases(scene) == []


def test_a_deadline_ends_it():
    scene = played(20, LONG, activeDeadlineSeconds=30, parallelism=2, completions=2)
    assert (status(scene)["active"], status(scene)["ready"]) == (2, 2)
    scene.wait(30)
    assert conditions(scene) == [("FailureTarget", "DeadlineExceeded"), ("Failed", "DeadlineExceeded")]
    assert phases(scene) == []


def test_suspend_and_resume():
    scene = played(20, ["sleep", "20"], suspend=True)
    assert (phases(scene), conditions(scene)) == ([], [("Suspended", "JobSuspended")])
    assert "startTime" not in status(scene)
    scene.patch("Job", "j", {"spec": {"suspend": False}})
    scene.wait(10)
    assert (phases(scene), conditions(scene)) == (["Running"], [])
    scene.patch("Job", "j", {"spec": {"suspend": True}})
    scene.wait(10)
    assert phases(scene) == []
    scene.patch("Job", "j", {"spec": {"suspend": False}})
    scene.wait(60)
    assert conditions(scene)[-1][0] == "Complete"
    assert [len(scene.events(reason)) for reason in ("Suspended", "Resumed")] == [1, 1]


def test_indexed_pods_know_their_index():
    scene = played(
        60, ["sh", "-c", "echo $JOB_COMPLETION_INDEX"], completions=3, parallelism=2, completionMode="Indexed"
    )
    assert (status(scene)["completedIndexes"], status(scene)["succeeded"]) == ("0-2", 3)
    pods = scene.store.list("pods", "default")
    assert [p["metadata"]["name"][:4] for p in pods] == ["j-0-", "j-1-", "j-2-"]
    assert [p["spec"]["hostname"] for p in pods] == ["j-0", "j-1", "j-2"]


@pytest.mark.parametrize(
    ("found", "text"), [([], ""), ([0], "0"), ([0, 1], "0,1"), ([0, 1, 2, 5], "0-2,5"), ([1, 3, 4, 5], "1,3-5")]
)
def test_indexes_as_text(found, text):
    assert indexes.written(found) == text
    assert indexes.parsed(text, 10) == set(found)


@pytest.mark.parametrize(
    ("rule", "failed", "last"),
    [
        ({"action": "FailJob", "onExitCodes": {"operator": "In", "values": [3]}}, 1, ("Failed", "PodFailurePolicy")),
        (
            {"action": "FailJob", "onExitCodes": {"operator": "NotIn", "values": [3]}},
            2,
            ("Failed", "BackoffLimitExceeded"),
        ),
        ({"action": "Count", "onExitCodes": {"operator": "In", "values": [3]}}, 2, ("Failed", "BackoffLimitExceeded")),
    ],
)
def test_a_failure_policy(rule, failed, last):
    scene = played(120, FAIL, backoffLimit=1, podFailurePolicy={"rules": [rule]})
    assert (status(scene)["failed"], conditions(scene)[-1]) == (failed, last)


EVEN_FAIL = ["sh", "-c", "if [ $JOB_COMPLETION_INDEX = 0 ] || [ $JOB_COMPLETION_INDEX = 2 ]; then exit 3; fi"]


def test_each_index_has_its_own_limit():
    scene = played(200, EVEN_FAIL, completions=4, parallelism=4, completionMode="Indexed", backoffLimitPerIndex=1)
    told = status(scene)
    assert (told["completedIndexes"], told["failedIndexes"], told["succeeded"], told["failed"]) == ("1,3", "0,2", 2, 4)
    assert conditions(scene) == [("FailureTarget", "FailedIndexes"), ("Failed", "FailedIndexes")]
    note = "batch.kubernetes.io/job-index-failure-count"
    counts = sorted(
        (c.object["metadata"]["generateName"], c.object["metadata"]["annotations"][note])
        for c in scene.store.history
        if c.resource == "pods" and c.op == "ADDED" and c.namespace == "default"
    )
    assert counts == [("j-0-", "0"), ("j-0-", "1"), ("j-1-", "0"), ("j-2-", "0"), ("j-2-", "1"), ("j-3-", "0")]


def test_an_index_that_waits_holds_no_other_up():
    fails = ["sh", "-c", "if [ $JOB_COMPLETION_INDEX = 0 ]; then exit 3; fi"]
    scene = played(9, fails, completions=4, parallelism=2, completionMode="Indexed", backoffLimitPerIndex=1)
    assert status(scene)["completedIndexes"] == "1-3"
    assert scene.verdict("job-controller", "default/j")[0] == "job.backoff"


def test_more_failed_indexes_than_allowed_end_it():
    limits = {"backoffLimitPerIndex": 0, "maxFailedIndexes": 1}
    scene = played(60, EVEN_FAIL, completions=6, parallelism=6, completionMode="Indexed", **limits)
    assert conditions(scene)[-1] == ("Failed", "MaxFailedIndexesExceeded")
    assert status(scene)["failedIndexes"] == "0,2"


def test_a_rule_may_fail_an_index_at_once():
    rule = {"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [3]}}
    limits = {"backoffLimitPerIndex": 5, "podFailurePolicy": {"rules": [rule]}}
    scene = played(60, EVEN_FAIL, completions=3, parallelism=3, completionMode="Indexed", **limits)
    assert (status(scene)["failed"], status(scene)["failedIndexes"], status(scene)["completedIndexes"]) == (
        2,
        "0,2",
        "1",
    )


FIRST_ENDS = ["sh", "-c", "if [ $JOB_COMPLETION_INDEX != 0 ]; then sleep 1000; fi"]


@pytest.mark.parametrize(
    "rule", [{"succeededIndexes": "0"}, {"succeededCount": 1}, {"succeededIndexes": "0-2", "succeededCount": 1}]
)
def test_some_successes_may_suffice(rule):
    policy = {"rules": [{"succeededIndexes": "1-2"}, rule]}
    scene = played(60, FIRST_ENDS, completions=3, parallelism=3, completionMode="Indexed", successPolicy=policy)
    assert conditions(scene) == [("SuccessCriteriaMet", "SuccessPolicy"), ("Complete", "SuccessPolicy")]
    assert {c["message"] for c in status(scene)["conditions"]} == {"Matched rules at index 1"}
    assert (status(scene)["succeeded"], status(scene).get("failed", 0)) == (1, 0)


def test_an_indexed_job_grows_and_shrinks():
    scene = played(20, LONG, completions=3, parallelism=3, completionMode="Indexed")
    scene.patch("Job", "j", {"spec": {"completions": 5, "parallelism": 5}})
    scene.wait(10)
    assert len(scene.names("pods")) == 5
    scene.patch("Job", "j", {"spec": {"completions": 2, "parallelism": 2}})
    scene.wait(40)
    assert [name[:4] for name in scene.names("pods")] == ["j-0-", "j-1-"]
    assert status(scene).get("failed", 0) == 0


@pytest.mark.parametrize(("policy", "pods"), [("Failed", 1), ("TerminatingOrFailed", 2)])
def test_when_a_pod_that_is_being_deleted_is_replaced(policy, pods):
    scene = played(10, LONG, podReplacementPolicy=policy)
    scene.do(fault="node.stop", node="minikube")  # nobody there who could stop it
    scene.delete("Pod", scene.names("pods")[0])
    scene.wait(15)
    assert (len(scene.names("pods")), status(scene)["terminating"]) == (pods, 1)
    assert status(scene).get("failed", 0) == pods - 1


def test_another_controller_may_look_after_it():
    scene = played(20, managedBy="example.com/mine")
    assert scene.names("pods") == [] and "conditions" not in status(scene)
    assert scene.verdict("job-controller", "default/j") == ("job.elsewhere", {"manager": "example.com/mine"})


def test_pods_that_a_suspension_takes_away_have_not_failed():
    scene = played(20, LONG, parallelism=2, completions=2)
    scene.patch("Job", "j", {"spec": {"suspend": True}})
    scene.wait(20)
    assert (phases(scene), status(scene).get("failed", 0)) == ([], 0)
    deleted = [e["message"] for e in scene.events("SuccessfulDelete")]
    assert len(deleted) == 2 and all(text.startswith("Deleted pod: j-") for text in deleted)


def test_ignored_failures_do_not_count():
    rule = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}
    scene = played(20, LONG, backoffLimit=0, podFailurePolicy={"rules": [rule]})
    (name,) = scene.names("pods")
    pod = scene.store.get("pods", "default", name)
    condition = {"type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI"}
    told = {**pod["status"], "phase": "Failed", "conditions": [*pod["status"]["conditions"], condition]}
    scene.cluster.world.client.update_status("pods", {**pod, "status": told})
    scene.wait(20)
    assert status(scene).get("failed", 0) == 0 and conditions(scene) == []


def test_a_finished_job_is_deleted_when_its_time_is_over():
    scene = played(20, ttlSecondsAfterFinished=60)
    assert conditions(scene)[-1][0] == "Complete"
    scene.wait(70)
    assert scene.names("jobs.batch") == scene.names("pods") == []


@pytest.mark.parametrize("policy", ["Background", "Foreground"])
def test_deleting_a_running_job_lets_its_pods_go(policy):
    scene = played(20, LONG, parallelism=2)
    scene.delete("Job", "j", propagationPolicy=policy)
    scene.wait(60)
    assert scene.names("jobs.batch") == scene.names("pods") == []


def test_orphaned_pods_lose_the_finalizer():
    scene = played(20, LONG)
    scene.delete("Job", "j", propagationPolicy="Orphan")
    scene.wait(20)
    (pod,) = scene.store.list("pods", "default")
    assert "finalizers" not in pod["metadata"] and "ownerReferences" not in pod["metadata"]


def test_finished_jobs_leave_nothing_due():
    scene = played(4000)
    before = scene.store.revision
    scene.wait(36000)
    assert scene.store.revision == before


def test_slices_and_a_restore_change_nothing():
    def digest(cuts, restore):
        scene = played(1, ["sh", "-c", "exit 1"], completions=3, parallelism=2, backoffLimit=3)
        cluster, start = scene.cluster, scene.cluster.now
        for cut in range(1, cuts + 1):
            cluster.run_until(start + cut * 90 * SECOND // cuts)
            if restore:
                cluster = Simulation.restore(cluster.snapshot())
        return cluster.digest()

    assert digest(1, False) == digest(9, False) == digest(6, True)
