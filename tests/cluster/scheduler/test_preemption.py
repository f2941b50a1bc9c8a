"""Which pods have to go: budgets are asked, but do not decide."""

import pytest

from cluster.scheduler import preemption
from cluster.scheduler.pods import PodInfo
from tests.cluster.scheduler.scene import Scene, node, pod


def budget(name, app, allowed, namespace="default", **status):
    return {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"matchLabels": {"app": app}}},
        "status": {"disruptionsAllowed": allowed, **status},
    }


def chosen(scene, cpu="2"):
    vip = pod("vip", cpu=cpu, priority=1000)
    return preemption.choose(PodInfo(vip), scene.run(vip), scene.scheduling, scene.store)


def names(candidate):
    return candidate.node, [victim.name for victim in candidate.victims], candidate.violations


def test_the_node_where_no_budget_is_broken():
    pods = (pod("a", on="n1", cpu="4", labels={"app": "kept"}), pod("b", on="n2", cpu="4", labels={"app": "x"}))
    scene = Scene(node("n1"), node("n2"), pods=pods)
    assert names(chosen(scene)) == ("n1", ["a"], 0)
    scene.put(preemption.BUDGETS, budget("pdb", "kept", 0))
    assert names(chosen(scene)) == ("n2", ["b"], 0)
    scene.put(preemption.BUDGETS, budget("pdb", "kept", 1))
    assert names(chosen(scene)) == ("n1", ["a"], 0)


def test_a_broken_budget_weighs_more_than_priority():
    pods = (
        pod("low", on="n1", cpu="4", labels={"app": "kept"}, priority=1),
        pod("high", on="n2", cpu="4", priority=900),
    )
    scene = Scene(node("n1"), node("n2"), pods=pods)
    scene.put(preemption.BUDGETS, budget("pdb", "kept", 0))
    assert names(chosen(scene)) == ("n2", ["high"], 0)


def test_on_a_node_those_that_a_budget_keeps_stay_if_they_can():
    pods = (
        pod("a", on="n1", cpu="2", labels={"app": "kept"}, priority=1),
        pod("b", on="n1", cpu="2", labels={"app": "x"}, priority=2),
    )
    scene = Scene(node("n1"), pods=pods)
    assert names(chosen(scene)) == ("n1", ["a"], 0)
    scene.put(preemption.BUDGETS, budget("pdb", "kept", 0))
    assert names(chosen(scene)) == ("n1", ["b"], 0)
    assert names(chosen(scene, cpu="4")) == ("n1", ["b", "a"], 1)


@pytest.mark.parametrize(
    "made",
    [
        budget("pdb", "kept", 0, disruptedPods={"a": "2026-01-01T00:00:00Z"}),
        budget("pdb", "kept", 0, namespace="other"),
        {**budget("pdb", "kept", 0), "spec": {}},
    ],
)
def test_budgets_that_keep_nobody(made):
    scene = Scene(node("n1"), pods=(pod("a", on="n1", cpu="4", labels={"app": "kept"}),))
    scene.put(preemption.BUDGETS, made)
    assert names(chosen(scene)) == ("n1", ["a"], 0)
