"""What the API server refused is remembered until it is granted, the newest only."""

from cluster.api import refused
from cluster.api.request import Request
from cluster.simulation import Simulation

PODS = "/api/v1/namespaces/default/pods"


def pod(name, image="nginx"):
    return {"metadata": {"name": name}, "spec": {"containers": [{"name": "c", "image": image}]}}


def asks(simulation, body, path=PODS, credentials=None):
    return simulation.request(Request("POST", path, body=body, credentials=credentials or {})).code


def said(simulation):
    return {
        key: params
        for key, (code, params, _) in simulation.verdicts.get(refused.NAME, {}).items()
        if code == refused.CODE
    }


def test_a_refusal_says_what_of_why_and_by_which_input_until_it_is_granted():
    simulation = Simulation()
    assert asks(simulation, pod("a", image="")) == 422
    (told,) = said(simulation).values()
    assert (told["resource"], told["namespace"], told["name"], told["status"]) == ("pods", "default", "a", 422)
    assert "spec.containers[0].image" in told["message"]
    assert told["input"] == f"i{simulation.inputs[-1].sequence}"
    assert said(Simulation.restore(simulation.snapshot())) == said(simulation)
    assert asks(simulation, pod("a")) == 201
    assert said(simulation) == {}


def test_who_may_not_create_is_told_of_by_the_name_that_was_sent():
    simulation = Simulation()
    assert asks(simulation, pod("a"), credentials={"impersonate": {"user": "jane"}}) == 403
    assert list(said(simulation)) == ["pods/default/a"]
    assert asks(simulation, b"not json", credentials={"impersonate": {"user": "jane"}}) >= 400


def test_an_eviction_names_the_budget():
    simulation = Simulation()
    budget = {"metadata": {"name": "all"}, "spec": {"minAvailable": 1, "selector": {}}}
    asks(simulation, pod("a"))
    asks(simulation, budget, "/apis/policy/v1/namespaces/default/poddisruptionbudgets")
    simulation.run_until(30_000_000)
    assert asks(simulation, {"metadata": {"name": "a"}}, f"{PODS}/a/eviction") == 429
    assert "The disruption budget all needs 1 healthy pods" in said(simulation)["pods/default/a"]["message"]


def test_only_the_newest_are_kept():
    simulation = Simulation()
    for number in range(refused.MOST + 5):
        asks(simulation, pod(f"p{number}", image=""))
        simulation.run_until(simulation.now + 1)
    assert list(said(simulation)) == [f"pods/default/p{number}" for number in range(5, refused.MOST + 5)]
