"""What `kubectl get pods` prints."""

import pytest

from cluster.kinds.cells import duration
from cluster.kinds.pod import KIND
from cluster.objects.times import HOUR, MINUTE, SECOND
from tests.cluster.kinds.helpers import NOW, metadata

ENDED = "2020-09-13T12:21:40Z"  # five minutes before NOW


def running(ready=True, restarts=0, **more):
    return {"name": "c", "ready": ready, "restartCount": restarts, "state": {"running": {}}, **more}


def waiting(reason, restarts=0, **more):
    return {"name": "c", "ready": False, "restartCount": restarts, "state": {"waiting": {"reason": reason}}, **more}


def ended(code, reason="", name="c", **more):
    return {
        "name": name,
        "ready": False,
        "restartCount": 0,
        "state": {"terminated": {"exitCode": code, "reason": reason, **more}},
    }


def row(status, spec=None, **given):
    obj = {
        "metadata": metadata(creationTimestamp="2020-09-13T12:24:35Z", **given),
        "spec": {"containers": [{"name": "c"}], **(spec or {})},
        "status": status,
    }
    return KIND.row(obj, NOW)


INIT = {"initContainers": [{"name": "i"}, {"name": "j"}]}
SIDECAR = {"initContainers": [{"name": "i", "restartPolicy": "Always"}]}
CRASHED = {"lastState": {"terminated": {"finishedAt": ENDED}}}


@pytest.mark.parametrize(
    ("status", "spec", "cells"),
    [
        ({"phase": "Pending"}, {}, ["0/1", "Pending", "0"]),
        ({"phase": "Running", "containerStatuses": [running()]}, {}, ["1/1", "Running", "0"]),
        ({"phase": "Running", "containerStatuses": [running(restarts=2, **CRASHED)]}, {},
         ["1/1", "Running", "2 (5m ago)"]),
        ({"phase": "Running", "containerStatuses": [waiting("CrashLoopBackOff", 3, **CRASHED)]}, {},
         ["0/1", "CrashLoopBackOff", "3 (5m ago)"]),
        ({"phase": "Pending", "containerStatuses": [waiting("ContainerCreating")]}, {},
         ["0/1", "ContainerCreating", "0"]),
        ({"phase": "Failed", "containerStatuses": [ended(1, "Error")]}, {}, ["0/1", "Error", "0"]),
        ({"phase": "Failed", "containerStatuses": [ended(3)]}, {}, ["0/1", "ExitCode:3", "0"]),
        ({"phase": "Failed", "containerStatuses": [ended(0, signal=9)]}, {}, ["0/1", "Signal:9", "0"]),
        ({"phase": "Succeeded", "containerStatuses": [ended(0, "Completed")]}, {}, ["0/1", "Completed", "0"]),
        ({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
          "containerStatuses": [ended(0, "Completed"), running()]}, {"containers": [{}, {}]}, ["1/2", "Running", "0"]),
        ({"phase": "Running", "containerStatuses": [ended(0, "Completed"), running()]}, {"containers": [{}, {}]},
         ["1/2", "NotReady", "0"]),
        ({"phase": "Failed", "reason": "Evicted"}, {}, ["0/1", "Evicted", "0"]),
        ({"phase": "Pending", "initContainerStatuses": [waiting("PodInitializing"), waiting("PodInitializing")],
          "containerStatuses": [waiting("PodInitializing")]}, INIT, ["0/1", "Init:0/2", "0"]),
        ({"phase": "Pending", "initContainerStatuses": [ended(0, "Completed", "i"), running(False)]}, INIT,
         ["0/1", "Init:1/2", "0"]),
        ({"phase": "Pending", "initContainerStatuses": [ended(1, "Error", "i")]}, INIT, ["0/1", "Init:Error", "0"]),
        ({"phase": "Pending", "initContainerStatuses": [ended(7, "", "i")]}, INIT, ["0/1", "Init:ExitCode:7", "0"]),
        ({"phase": "Pending", "initContainerStatuses": [waiting("CrashLoopBackOff", 4)]}, INIT,
         ["0/1", "Init:CrashLoopBackOff", "4"]),
        ({"phase": "Pending", "initContainerStatuses": [ended(0, "Completed", "i"), ended(0, "Completed", "j")],
          "containerStatuses": [waiting("PodInitializing")]}, INIT, ["0/1", "PodInitializing", "0"]),
        ({"phase": "Running", "initContainerStatuses": [{**running(), "name": "i", "started": True}],
          "containerStatuses": [running()]}, SIDECAR, ["2/2", "Running", "0"]),
        ({"phase": "Pending", "conditions": [{"type": "PodScheduled", "reason": "SchedulingGated"}]}, {},
         ["0/1", "SchedulingGated", "0"]),
    ],
)  # fmt: skip
def test_ready_status_restarts(status, spec, cells):
    assert row(status, spec)[:5] == ["x", *cells, "2m5s"]


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ({"phase": "Running"}, "Terminating"),
        ({"phase": "Running", "reason": "NodeLost"}, "Unknown"),
        ({"phase": "Succeeded"}, "Succeeded"),
    ],
)
def test_on_the_way_out(status, word):
    assert row(status, deletionTimestamp="2020-09-13T12:26:40Z")[2] == word


def test_wide_cells():
    spec = {"nodeName": "minikube", "readinessGates": [{"conditionType": "a"}, {"conditionType": "b"}]}
    status = {"phase": "Running", "podIPs": [{"ip": "10.244.0.5"}], "conditions": [{"type": "a", "status": "True"}]}
    assert row(status, spec)[5:] == ["10.244.0.5", "minikube", "<none>", "1/2"]
    assert row({"phase": "Pending"})[5:] == ["<none>"] * 4
    assert len(row(status, spec)) == len(KIND.columns)


def test_a_row_that_is_done_says_so():
    done = {"metadata": metadata(), "spec": {"containers": []}, "status": {"phase": "Succeeded"}}
    assert KIND.row_conditions(done)[0]["message"] == "The pod has completed successfully."
    assert KIND.row_conditions({**done, "status": {"phase": "Running"}}) == []


@pytest.mark.parametrize(
    ("elapsed", "text"),
    [
        (0, "0s"), (-SECOND, "0s"), (-2 * SECOND, "<invalid>"), (119 * SECOND, "119s"), (2 * MINUTE, "2m"),
        (125 * SECOND, "2m5s"), (10 * MINUTE, "10m"), (179 * MINUTE, "179m"), (3 * HOUR, "3h"),
        (3 * HOUR + MINUTE, "3h1m"), (8 * HOUR + MINUTE, "8h"), (47 * HOUR, "47h"), (48 * HOUR, "2d"),
        (49 * HOUR, "2d1h"), (8 * 24 * HOUR, "8d"), (800 * 24 * HOUR, "2y70d"), (9 * 365 * 24 * HOUR, "9y"),
    ],
)  # fmt: skip
def test_ages(elapsed, text):
    assert duration(elapsed) == text
