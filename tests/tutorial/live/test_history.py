"""What happened before a page began to record: fetched in parts, to be stepped through."""

import pytest

from tests.tutorial.live.test_snapshots import does
from tutorial.lessons.slim import Slimmer
from tutorial.live import past as past_module

pytestmark = pytest.mark.asyncio


async def lived(site):
    live = await site.cluster()
    first = await site.socket(live.id)
    await first.run("kubectl create deployment web --image=nginx --replicas=2")
    await first.ask("clock", until=live.simulation.now + 20_000_000, running=False)
    await first.until(lambda frame: frame["type"] == "clock" and not frame["clock"]["running"])
    await first.run("kubectl scale deployment web --replicas=3")
    return live, await site.socket(live.id)


def played(world: dict[str, dict], changes: list[dict]) -> dict[str, dict]:
    for change in changes:
        one = change["object"]
        world = {uid: other for uid, other in world.items() if uid != one["uid"]}
        if change["op"] != "DELETED":
            world[one["uid"]] = one
    return world


def named(objects) -> set[tuple[str, str]]:
    return {(one["kind"], one["name"]) for one in objects}


async def test_the_past_leads_to_where_the_page_began(site):
    live, socket = await lived(site)
    past = (await socket.ask("history", before=socket.snapshot["revision"]))["result"]
    assert past["more"] is False
    assert ("Deployment", "web") not in named(past["objects"])
    end = played({one["uid"]: one for one in past["objects"]}, past["changes"])
    assert named(end.values()) == named(socket.snapshot["objects"])
    assert [change["time"] for change in past["changes"]] == sorted(change["time"] for change in past["changes"])
    assert {change["actor"] for change in past["changes"]} >= {"kubectl", "deployment-controller"}


async def test_a_long_past_comes_in_parts_that_fit(site, monkeypatch):
    monkeypatch.setattr(past_module, "MOST", 25)
    live, socket = await lived(site)
    before, parts, more = socket.snapshot["revision"], [], True
    while more:
        past = (await socket.ask("history", before=before))["result"]
        more, before = past["more"], past["revision"]
        parts.insert(0, past)
    assert len(parts) > 2
    for one, following in zip(parts, parts[1:], strict=False):
        reached = played({obj["uid"]: obj for obj in one["objects"]}, one["changes"])
        assert named(reached.values()) == named(following["objects"])
        assert one["changes"][-1]["time"] < following["changes"][0]["time"], "a moment is not torn apart"


def told(objects) -> list[dict]:
    """Without what only the running cluster knows: pulls and back-offs under way."""
    unknown = {"pull": None, "backoff": None}
    made = [
        {**one, "containers": [{**c, **unknown} for c in one["containers"]]} if "containers" in one else one
        for one in objects
    ]
    return sorted(made, key=lambda one: one["uid"])


async def test_the_past_is_drawn_as_it_was_also_what_objects_do_not_say_themselves(site):
    """A Service's pods, a machine that was off: not those of the present."""
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    does(live, "minikube node add", 60)
    does(live, "kubectl create deployment web --image=nginx --replicas=2", 30)
    does(live, "kubectl expose deployment web --port=80", 5)
    for fault in ("node.stop", "node.start", "node.stop"):
        assert (await socket.ask("fault", fault=fault, node="minikube-m02"))["type"] == "ack"
        live.simulation.run_until(live.simulation.now + 70_000_000)
    does(live, "kubectl delete service web", 5)
    await socket.ask("clock", step="next")
    steps = (await socket.ask("history", before=live.simulation.store.revision))["result"]
    moments = sorted({change["time"] for change in steps["changes"]})
    for moment in [*moments[:: len(moments) // 20], moments[-1]]:
        expected = told(Slimmer(live.simulation.branch(moment)).everything())
        seen = (await socket.ask("seek", time=moment))["result"]["objects"]
        assert told(seen) == expected
        world = played(
            {one["uid"]: one for one in steps["objects"]}, [c for c in steps["changes"] if c["time"] <= moment]
        )
        assert told(world.values()) == expected
    switched = [c["reason"]["code"] for c in steps["changes"] if c["reason"] and c["reason"]["code"][:6] == "fault."]
    assert switched == ["fault.node_stop", "fault.node_start", "fault.node_stop"]


@pytest.mark.parametrize("before", [10**9])
async def test_what_is_not_kept_is_nothing(site, before):
    _, socket = await lived(site)
    assert (await socket.ask("history", before=before))["result"] == {"changes": [], "more": False}
    refused = await socket.ask("history", before="yesterday")
    assert (refused["type"], refused["code"]) == ("error", "bad_field")
