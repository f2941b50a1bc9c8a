"""A component that raises: told to the host, tried again, and nobody else stopped."""

import pytest

from cluster.api.request import Request
from cluster.component import Component, own_key
from cluster.simulation import Simulation


class Broken(Component):
    name = "broken"
    watches = {"configmaps": own_key}

    def reconcile(self, key, world):
        if world.store.get("configmaps", *key.split("/"))["data"]["a"] == "bad":
            raise KeyError("a bug")


class Counter(Component):
    name = "counter"
    watches = {"configmaps": own_key}

    def reconcile(self, key, world):
        world.remember(key, world.recall(key, 0) + 1)


def begin():
    simulation = Simulation(nodes=0, components=[Broken(), Counter()])
    for kind, path in (("Namespace", "/api/v1/namespaces"),):
        simulation.request(
            Request("POST", path, body={"apiVersion": "v1", "kind": kind, "metadata": {"name": "default"}})
        )
    return simulation


def write(simulation, value):
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": value}}
    response = simulation.request(Request("POST", "/api/v1/namespaces/default/configmaps", body=body))
    assert response.code == 201, response.body


def test_without_a_listener_the_error_goes_on():
    simulation = begin()
    write(simulation, "bad")
    with pytest.raises(KeyError, match="a bug"):
        simulation.run_until(1_000_000)


def test_with_one_it_is_told_and_tried_again_ever_later_while_others_go_on():
    simulation = begin()
    told = []
    simulation.workqueue.on_failure = lambda component, key, error: told.append(
        (simulation.now, component, key, str(error))
    )
    write(simulation, "bad")
    simulation.run_until(1_000_000)
    assert {each[1:] for each in told} == {("broken", "default/c", "'a bug'")}
    gaps = [later[0] - earlier[0] for earlier, later in zip(told, told[1:], strict=False)]
    assert gaps == [5_000 << tries for tries in range(len(gaps))]
    assert simulation.verdicts["broken"]["default/c"][0] == "workqueue.retry"
    assert simulation.snapshot()["memory"]["counter"] == {"default/c": 1}
