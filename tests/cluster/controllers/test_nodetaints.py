"""Taints by condition, and how long a pod tolerates them."""

import pytest

from cluster.controllers import nodetaints


def node(ready="True", unschedulable=False, taints=(), **others):
    conditions = [
        {"type": "Ready", "status": ready},
        *({"type": kind, "status": word} for kind, word in others.items()),
    ]
    spec = {**({"taints": list(taints)} if taints else {}), **({"unschedulable": True} if unschedulable else {})}
    return {"metadata": {"name": "n"}, "spec": spec, "status": {"conditions": conditions}}


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (node(), []),
        (node("False"), ["not-ready"]),
        (node("Unknown"), ["unreachable"]),
        (node(unschedulable=True), ["unschedulable"]),
        (node(MemoryPressure="True", DiskPressure="Unknown"), ["memory-pressure"]),
    ],
)
def test_conditions_become_no_schedule_taints(given, keys):
    taints = nodetaints.no_schedule(given, "now")
    expected = [{"effect": "NoSchedule", "key": f"node.kubernetes.io/{key}", "timeAdded": "now"} for key in keys]
    assert taints == expected


def test_taints_of_others_stay_and_ours_go_with_their_reason():
    theirs = {"effect": "NoSchedule", "key": "team", "value": "a"}
    given = node(taints=[theirs, {"effect": "NoSchedule", "key": nodetaints.UNREACHABLE}])
    assert nodetaints.no_schedule(given, "now") == [theirs]
    given = node(taints=[theirs, {"effect": "NoExecute", "key": nodetaints.UNREACHABLE}])
    assert nodetaints.no_execute(given, None, "now") == [theirs]


TAINT = {"key": nodetaints.UNREACHABLE, "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ([], 0),
        ([{"operator": "Exists"}], None),
        ([{"key": nodetaints.UNREACHABLE, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}], 300),
        ([{"key": nodetaints.UNREACHABLE, "operator": "Exists", "tolerationSeconds": -1}], 0),
        ([{"key": nodetaints.UNREACHABLE, "operator": "Equal", "value": "x"}], 0),
        ([{"key": nodetaints.UNREACHABLE}], None),
        ([{"key": nodetaints.UNREACHABLE, "operator": "Exists", "effect": "NoSchedule"}], 0),
        ([{"operator": "Exists", "tolerationSeconds": 9}, {"operator": "Exists", "tolerationSeconds": 5}], 5),
    ],
)
def test_how_long_a_taint_is_tolerated(tolerations, seconds):
    assert nodetaints.tolerated_for(tolerations, [TAINT]) == seconds
