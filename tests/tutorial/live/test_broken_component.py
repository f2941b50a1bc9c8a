"""A component that raises is logged and tried again; it takes no cluster away, however that came to its present."""

import logging

import pytest

from cluster.controllers.deployment.controller import DeploymentController
from tests.patience import until


async def as_it_was_made(socket):
    pass


async def undone(socket):
    await socket.run("kubectl create configmap gone")
    assert (await socket.ask("undo"))["type"] == "ack"


async def gone_on_as_what_stood_beside(socket):
    assert (await socket.ask("compare"))["type"] == "ack"
    assert (await socket.ask("keep", side="b"))["type"] == "ack"


@pytest.mark.parametrize("came", [as_it_was_made, undone, gone_on_as_what_stood_beside])
async def test_a_component_that_raises_takes_no_cluster_away(site, monkeypatch, caplog, came):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await came(socket)
    await until(lambda: list(site.host.clusters) == [live.id])

    def broken(self, key, world):
        raise KeyError("a bug")

    monkeypatch.setattr(DeploymentController, "reconcile", broken)
    with caplog.at_level(logging.ERROR, "tutorial.live"):
        await socket.run("kubectl create deployment web --image=nginx")
        await until(lambda: f"cluster {live.id}: deployment-controller failed on default/web" in caplog.text)
    assert (await socket.run("kubectl get deployments -o name"))[0] == "deployment.apps/web\n"
    assert site.host.clusters[live.id] is live
