"""Requests through the modelled network reach the page."""

from cluster.images.wire import HttpRequest, Source


async def test_a_request_is_told_with_its_hops_once(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl run web --image=nginx --port=80 --expose; kubectl run me --image=redis")
    await socket.run_on("kubectl wait --for=condition=Ready pod/web pod/me --timeout=60s")
    begun = len(socket.frames)
    reply = live.simulation.network.request(Source("pod", "default", "me", "me"), HttpRequest("GET", "http://web"))
    assert reply.code == 200
    live.wanted()
    (trace,) = (await socket.since(begun, lambda frame: frame["type"] == "traces"))["traces"]
    assert (trace["source"]["name"], trace["target"], trace["ok"]) == ("me", "http://web", True)
    told = [(hop["kind"], (hop["ref"] or {}).get("name"), hop["code"]) for hop in trace["hops"]]
    assert ("service", "web", "network.service") in told
    assert told[-1][1:] == ("web", "network.answered")
    await socket.run("kubectl get pods")
    assert [frame["type"] for frame in socket.frames[begun:]].count("traces") == 1
