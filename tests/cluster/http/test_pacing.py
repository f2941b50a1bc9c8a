"""A served cluster: who waits is woken by what it waits for; what nobody needs is forgotten; mistakes are told."""

import asyncio

from cluster.api.request import Request
from cluster.http import pacing
from cluster.http.pacing import PacedCluster
from cluster.simulation import Simulation

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"


def config_map(name):
    return Request("POST", CONFIGMAPS, body={"metadata": {"name": name}})


async def passing(cluster, seconds=0.05):
    """Let the pacer run for a moment."""
    running = asyncio.ensure_future(cluster.run())
    await asyncio.sleep(seconds)
    running.cancel()


def test_a_watcher_is_woken_by_its_own_resource_alone():
    async def story():
        cluster = PacedCluster(Simulation(nodes=0), rate=0)
        now = cluster.simulation.store.revision
        maps = asyncio.ensure_future(cluster.changed(now, 5, "configmaps"))
        secrets = asyncio.ensure_future(cluster.changed(now, 5, "secrets"))
        await asyncio.sleep(0)
        await cluster.request(Request("POST", "/api/v1/namespaces", body={"metadata": {"name": "default"}}))
        await cluster.request(config_map("a"))
        await passing(cluster)
        assert maps.done() and maps.result() > now
        assert not secrets.done()
        secrets.cancel()
        assert await cluster.changed(now, 5, "configmaps") > now  # what has happened before is not waited for

    asyncio.run(story())


def test_waiting_ends_with_its_time_and_leaves_nothing():
    async def story():
        cluster = PacedCluster(Simulation(nodes=0), rate=0)
        assert await cluster.changed(7, 0.01, "pods") == cluster.simulation.store.revision
        assert not any(cluster._waiting.values())

    asyncio.run(story())


def test_changes_and_inputs_are_kept_within_bounds(monkeypatch):
    monkeypatch.setattr(pacing, "KEPT_CHANGES", 10)
    monkeypatch.setattr(pacing, "KEPT_INPUTS", 5)

    async def story():
        cluster = PacedCluster(Simulation(nodes=1), rate=0)
        for number in range(40):
            assert (await cluster.request(config_map(f"c{number}"))).code == 201
            assert len(cluster.simulation.inputs) <= 6
        assert len(cluster.simulation.history) <= 21
        sequences = [given.sequence for given in cluster.simulation.inputs]
        assert sequences == sorted(set(sequences)) and sequences[-1] == 40

    asyncio.run(story())


def test_a_mistake_of_ours_is_an_internal_error_and_the_cluster_goes_on(monkeypatch, caplog):
    async def story():
        cluster = PacedCluster(Simulation(nodes=1), rate=0)
        with monkeypatch.context() as broken:
            broken.setattr(cluster.simulation, "request", lambda *given, **named: 1 / 0)
            answer = await cluster.request(Request("GET", CONFIGMAPS))
        assert (answer.code, answer.body["reason"]) == (500, "InternalError")
        assert answer.body["message"] == "Internal error occurred: ZeroDivisionError"
        assert (await cluster.request(Request("GET", CONFIGMAPS))).code == 200

    asyncio.run(story())
    assert "ZeroDivisionError" in caplog.text
