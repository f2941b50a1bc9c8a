"""Visitors of a Service, sent from the page's menu."""

import pytest

from cluster.kubelet.measuring.load import shares


async def test_load_on_a_service_makes_its_pods_work(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl run web --image=nginx --port=80 --expose")
    await socket.run_on("kubectl wait --for=condition=Ready pod/web --timeout=60s")
    live.simulation.settle(10_000_000)
    for rate, asked in ((1000, [1000.0]), (0, [])):
        answer = await socket.ask("load", target="Service", namespace="default", name="web", rate=rate)
        assert answer["type"] == "ack"
        assert live.marks[-1]["text"] == f"{rate}/s → Service/web"
        found = shares(live.simulation.world)
        assert [share.rate for each in found.values() for share in each if share.rate] == asked


@pytest.mark.parametrize("wrong", [{"rate": -1}, {"rate": True}, {"rate": 10**9}, {"name": 7}, {"target": None}])
async def test_a_wrong_load_is_refused(site, wrong):
    live = await site.cluster()
    socket = await site.socket(live.id)
    given = {"target": "Service", "namespace": "default", "name": "web", "rate": 10, **wrong}
    answer = await socket.ask("load", **given)
    assert answer["type"] == "error"
