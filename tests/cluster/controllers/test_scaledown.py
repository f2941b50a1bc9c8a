"""Which pod goes first. Sources: the page named in the module; golden suite replicasets, scale-down-*."""

import pytest

from cluster.controllers import scaledown
from cluster.objects.times import SECOND, parse, rfc3339

NOW = parse("2026-01-01T01:00:00Z")


def pod(name, ready=100, age=100, node="n1", phase="Running", restarts=0, cost=None, uid=None):
    """`ready`, `age`: seconds; ready=None: not ready."""
    conditions = (
        [{"type": "Ready", "status": "True", "lastTransitionTime": rfc3339(NOW - ready * SECOND)}] if ready else []
    )
    return {
        "metadata": {
            "name": name,
            "uid": uid or name,
            "creationTimestamp": rfc3339(NOW - age * SECOND),
            **({"annotations": {scaledown.DELETION_COST: cost}} if cost is not None else {}),
        },
        "spec": {"nodeName": node} if node else {},
        "status": {"phase": phase, "conditions": conditions, "containerStatuses": [{"restartCount": restarts}]},
    }


@pytest.mark.parametrize(
    ("rule", "goes", "stays"),
    [
        ("unassigned", pod("a", ready=None, node=""), pod("b", ready=None, phase="Pending")),
        ("phase", pod("a", ready=None, phase="Pending"), pod("b", ready=None)),
        ("not_ready", pod("a", ready=None), pod("b")),
        ("deletion_cost", pod("a", cost="-5"), pod("b")),
        ("deletion_cost", pod("a"), pod("b", cost="10", ready=1)),
        ("ready_time", pod("a", ready=10), pod("b", ready=100)),
        ("restarts", pod("a", restarts=3), pod("b", restarts=1)),
        ("age", pod("a", age=10), pod("b", age=100)),
        ("uid", pod("a", ready=100, uid="1"), pod("b", ready=101, uid="2")),
        ("uid", pod("a", ready=101, uid="1"), pod("b", ready=100, uid="2")),
    ],
)
def test_the_first_difference_decides(rule, goes, stays):
    for pods in ([goes, stays], [stays, goes]):
        (choice,) = scaledown.choose(pods, 1, {}, NOW)
        assert (choice.pod["metadata"]["name"], choice.rule) == ("a", rule)


def test_a_node_with_more_pods_of_the_same_deployment_loses_one_first():
    crowded = {"n1": 1, "n2": 2}
    (choice,) = scaledown.choose([pod("a", node="n1", ready=10), pod("b", node="n2")], 1, crowded, NOW)
    assert (choice.pod["metadata"]["name"], choice.rule) == ("b", "crowded_node")


def test_ages_of_one_magnitude_are_alike_and_of_another_are_not():
    assert scaledown.magnitude(9 * SECOND) == scaledown.magnitude(16 * SECOND)  # 2^33 ns ... 2^34 ns
    assert scaledown.magnitude(8 * SECOND) < scaledown.magnitude(9 * SECOND)
    assert scaledown.magnitude(0) == -1


@pytest.mark.parametrize(
    ("text", "cost"), [("7", 7), ("-7", -7), ("0", 0), ("x", 0), ("+7", 0), ("99999999999", 0), ("", 0)]
)
def test_a_deletion_cost_that_is_no_number_counts_as_none(text, cost):
    assert scaledown.deletion_cost(pod("a", cost=text)) == cost


def test_as_many_as_asked_for_go_and_all_when_there_are_no_more():
    pods = [pod(f"p{n}", ready=2**n) for n in range(8)]
    names = [choice.pod["metadata"]["name"] for choice in scaledown.choose(pods, 3, {}, NOW)]
    assert names == ["p0", "p1", "p2"]
    assert len(scaledown.choose(pods, 20, {}, NOW)) == 8
