"""Disruption budgets: what is counted, what may be evicted, and that counting costs nothing while nothing happens."""

import pytest

from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene

BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
CONTAINER = {"name": "c", "image": "nginx"}


def scene(budget: dict, owner: str = "Deployment", replicas: int = 4) -> Scene:
    made = Scene()
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [CONTAINER]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    if owner == "Pod":
        for number in range(replicas):
            pod = {"metadata": {"name": f"web-{number}", "labels": labels}, "spec": template["spec"]}
            made.create({"apiVersion": "v1", "kind": "Pod", **pod})
    else:
        spec |= {} if owner == "DaemonSet" else {"replicas": replicas}
        made.create({"apiVersion": "apps/v1", "kind": owner, "metadata": {"name": "web"}, "spec": spec})
    given = {"selector": {"matchLabels": labels}, **budget}
    body = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": given}
    assert ask(made, "POST", BUDGETS, body).code == 201
    made.wait(60)
    return made


def ask(made: Scene, method: str, path: str, body: dict):
    return made.cluster.request(Request(method, path, body=body))


def status(made: Scene) -> dict:
    return made.store.get("poddisruptionbudgets.policy", "default", "web")["status"]


def evict(made: Scene, name: str):
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}}
    return ask(made, "POST", f"/api/v1/namespaces/default/pods/{name}/eviction", body)


@pytest.mark.parametrize(
    ("budget", "owner", "expected"),
    [
        ({"minAvailable": 3}, "Deployment", (1, 4, 3, 4)),
        ({"minAvailable": "60%"}, "Deployment", (1, 4, 3, 4)),
        ({"maxUnavailable": 1}, "ReplicaSet", (1, 4, 3, 4)),
        ({"maxUnavailable": "30%"}, "Deployment", (2, 4, 2, 4)),
        ({"minAvailable": 9}, "Deployment", (0, 4, 9, 4)),
        ({"minAvailable": 1}, "Pod", (3, 4, 1, 4)),
        ({"maxUnavailable": 1}, "Pod", (0, 4, 0, 0)),
        ({"minAvailable": 1, "selector": {}}, "Deployment", (3, 4, 1, 4)),
        ({"minAvailable": 0, "selector": {"matchLabels": {"app": "none"}}}, "Deployment", (0, 0, 0, 0)),
    ],
)
def test_what_is_counted(budget, owner, expected):
    found = status(scene(budget, owner))
    counts = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
    assert tuple(found[name] for name in counts) == expected
    (condition,) = found["conditions"]
    assert condition["reason"] == ("SufficientPods" if expected[0] else "InsufficientPods")


def test_evictions_use_the_budget_up_until_the_pods_are_replaced():
    made = scene({"minAvailable": 3})
    first, second, *_ = made.names("pods")
    assert evict(made, first).code == 201
    assert status(made)["disruptedPods"].keys() == {first}
    answer = evict(made, second)
    assert (answer.code, answer.body["reason"]) == (429, "TooManyRequests")
    assert answer.body["message"] == "Cannot evict pod as it would violate the pod's disruption budget."
    (cause,) = answer.body["details"]["causes"]
    assert cause["reason"] == "DisruptionBudget"
    made.wait(60)
    assert "disruptedPods" not in status(made)
    assert evict(made, second).code == 201


def test_pods_whose_controller_has_no_scale_are_not_counted():
    made = scene({"maxUnavailable": 1}, "DaemonSet")
    (condition,) = status(made)["conditions"]
    why = "daemonsets.apps does not implement the scale subresource"
    assert (condition["reason"], condition["message"]) == ("SyncFailed", why)
    cause = evict(made, made.names("pods")[0]).body["details"]["causes"][0]["message"]
    assert cause.endswith(("currently because it failed sync: " + why, "is still being processed by the server."))


def test_an_idle_budget_costs_nothing():
    made = scene({"minAvailable": 3})
    before = made.store.revision
    made.wait(600)
    assert made.store.revision == before
