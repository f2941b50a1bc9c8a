"""What a write changed, field by field."""

import pytest

from tutorial.live.changed import MOST, changed

POD = {
    "metadata": {"name": "web", "resourceVersion": "1", "managedFields": [1]},
    "spec": {"containers": [{"name": "a", "image": "nginx"}]},
}
CASES = {
    "a number": (
        {"spec": {"replicas": 3}},
        {"spec": {"replicas": 6}},
        [{"path": "spec.replicas", "before": 3, "after": 6}],
    ),
    "a field that is new": ({"spec": {}}, {"spec": {"nodeName": "m02"}}, [{"path": "spec.nodeName", "after": "m02"}]),
    "a field that has gone": ({"a": {"b": 1}}, {"a": {}}, [{"path": "a.b", "before": 1}]),
    "an item of a list by its name": (
        POD,
        {**POD, "spec": {"containers": [{"name": "a", "image": "nginx:1.9.1"}]}},
        [{"path": "spec.containers[a].image", "before": "nginx", "after": "nginx:1.9.1"}],
    ),
    "a condition by its type": (
        {"c": [{"type": "Ready", "status": "False"}]},
        {"c": [{"type": "Ready", "status": "True"}]},
        [{"path": "c[Ready].status", "before": "False", "after": "True"}],
    ),
    "a condition, whole": (
        {"conditions": [{"type": "Ready", "status": "False", "reason": "NotYet", "message": "a"}]},
        {"conditions": [{"type": "Ready", "status": "True", "message": "b"}]},
        [{"path": "conditions[Ready]", "before": "False (NotYet)", "after": "True"}],
    ),
    "a condition that says something else": (
        {"conditions": [{"type": "Ready", "status": "False", "reason": "NotYet", "message": "a"}]},
        {"conditions": [{"type": "Ready", "status": "False", "reason": "NotYet", "message": "b"}]},
        [{"path": "conditions[Ready].message", "before": "a", "after": "b"}],
    ),
    "a container's state": (
        {"status": {"c": [{"name": "a", "state": {"waiting": {"reason": "ErrImagePull"}}, "lastState": {}}]}},
        {"status": {"c": [{"name": "a", "state": {"running": {"startedAt": "now"}}, "containerID": "x"}]}},
        [{"path": "status.c[a].state", "before": "waiting (ErrImagePull)", "after": "running"}],
    ),
    "a container that is new": (
        {"status": {}},
        {"status": {"containerStatuses": [{"name": "a", "state": {"terminated": {"reason": "Error", "exitCode": 3}}}]}},
        [{"path": "status.containerStatuses[a]", "after": "terminated (Error, 3)"}],
    ),
    "what is empty and what is not there are alike": ({"a": {}}, {"b": "", "c": 0}, [{"path": "c", "after": 0}]),
    "a list without names": (
        {"args": ["a"]},
        {"args": ["a", "b"]},
        [{"path": "args", "before": ["a"], "after": ["a", "b"]}],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name):
    before, after, fields = CASES[name]
    assert changed(before, after) == {"fields": fields, "more": 0}


def test_bookkeeping_is_not_told():
    after = {**POD, "metadata": {"name": "web", "resourceVersion": "2", "managedFields": [2], "generation": 2}}
    assert changed(POD, after) is None
    assert changed(None, POD) is None, "what is new is told by its kind and name"


def test_much_is_counted_and_long_is_cut():
    many = changed({"data": {}}, {"data": {f"k{number:02}": "v" for number in range(30)}})
    assert (len(many["fields"]), many["more"]) == (MOST, 30 - MOST)
    assert len(changed({"a": "x"}, {"a": "y" * 5_000})["fields"][0]["after"]) == 201
