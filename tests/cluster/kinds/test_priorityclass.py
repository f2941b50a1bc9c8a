"""PriorityClass: defaults, validation, rows, and what admission makes of it."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, completed, problems, update_problems

CLASSES = KINDS.by_resource["priorityclasses.scheduling.k8s.io"]
RESERVED = (
    "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: "
)


def priority_class(name="high", **fields):
    return {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, **fields}


def test_it_preempts_unless_told_otherwise():
    made = completed(priority_class(value=7, globalDefault=False, description=""))
    assert made == priority_class(value=7, preemptionPolicy="PreemptLowerPriority")


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (priority_class(value=1_000_000_000), []),
        (priority_class(value=-2_147_483_648), []),
        (priority_class(value=1_000_000_001),
         ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"]),
        (priority_class(preemptionPolicy="Sometimes"),
         ['preemptionPolicy: Unsupported value: "Sometimes": supported values: "PreemptLowerPriority", "Never"']),
        (priority_class(preemptionPolicy=""), ["preemptionPolicy: Required value"]),
        (priority_class("system-mine", value=1),
         [RESERVED + "system-mine is not a known system priority class"]),
        (priority_class("system-node-critical", value=1),
         [RESERVED + "value of system-node-critical PriorityClass must be 2000001000"]),
        (priority_class("system-node-critical", value=2_000_001_000, globalDefault=True),
         [RESERVED + "globalDefault of system-node-critical PriorityClass must be false"]),
        (priority_class("system-node-critical", value=2_000_001_000), []),
    ],
)  # fmt: skip
def test_what_is_refused(obj, expected):
    assert problems(obj) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"description": "other", "globalDefault": True}, []),
        ({"value": 8}, ["value: Forbidden: may not be changed in an update."]),
        ({"preemptionPolicy": "Never"}, ['preemptionPolicy: Invalid value: "Never": field is immutable']),
    ],
)
def test_what_may_change(change, expected):
    old = completed(priority_class(value=7))
    old["metadata"] = {**old["metadata"], "resourceVersion": "1"}
    assert update_problems({**old, **change}, old) == expected


def test_its_row():
    obj = completed(priority_class(value=7, globalDefault=True))
    obj["metadata"]["creationTimestamp"] = "2020-09-13T12:26:30Z"
    assert CLASSES.row(obj, NOW) == ["high", 7, True, "10s", "PreemptLowerPriority"]
