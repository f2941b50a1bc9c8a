"""Two clusters side by side: a fork beside its origin, one clock for both, and what becomes of them."""

import pytest

from tests.patience import PATIENCE
from tests.tutorial.conftest import NEIGHBOUR
from tutorial.live import records
from tutorial.live.models import Cluster

pytestmark = pytest.mark.asyncio
SECOND = 1_000_000
DEPLOY = "kubectl create deployment web --image=nginx --replicas=2"


async def begun(site, *lines, **clock):
    """A cluster in which `lines` were run, at rest; its owner's socket."""
    live = await site.cluster()
    socket = await site.socket(live.id)
    for line in lines:
        await socket.run(line)
        await reaches(socket, "ready")
    await socket.ask("clock", running=False, **clock)
    return live, socket


async def compared(site, live, socket, at=None):
    """The companion and its socket."""
    fields = {} if at is None else {"at": at}
    answer = await socket.ask("compare", **fields)
    assert answer["type"] == "ack", answer
    beside = answer["result"]["beside"]
    other = site.host.clusters[beside["id"]]
    return other, await site.socket(other.id)


async def reaches(socket, until) -> dict:
    """Runs on to a condition or a moment, where time stands."""
    mark = len(socket.frames)
    answer = await socket.ask("clock", until=until, running=False)
    assert answer["type"] == "ack", answer
    wanted = "until" if isinstance(until, str) else "clock"
    return await socket.since(
        mark, lambda frame: frame["type"] == wanted and (wanted == "until" or frame["time"] >= until), 30
    )


def pods(live) -> list[str]:
    return [pod["metadata"]["name"] for pod in live.simulation.store.list("pods", "default")]


async def test_what_stands_beside_has_lived_through_exactly_the_same(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    assert other.simulation.digest() == live.simulation.digest()
    assert second.snapshot["time"] == live.simulation.now
    assert second.snapshot["terminal"]["transcript"] == live.session.transcript.text()
    frame = await socket.since(0, lambda frame: frame["type"] == "beside")
    assert frame["beside"] == {"id": other.id, "socket": f"/ws/clusters/{other.id}/", "at": live.simulation.now}


async def test_one_clock_drives_both_whichever_is_asked(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=5")
    for one, seconds in ((socket, 20), (second, 7)):
        await reaches(one, live.simulation.now + seconds * SECOND)
        assert live.simulation.now == other.simulation.now
    assert (len(pods(live)), len(pods(other))) == (2, 5)
    clock = (await second.ask("clock", rate=4, running=False))["result"]["clock"]
    assert (clock["rate"], clock["running"]) == (4, False)
    assert (live.clock()["rate"], live.clock()["running"]) == (4, False)
    told = await socket.since(0, lambda frame: frame["type"] == "clock" and frame["clock"]["rate"] == 4)
    assert told["clock"]["running"] is False


async def test_a_step_goes_to_the_earlier_of_the_two_next_events(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=3")
    moments = []
    for _ in range(40):
        due = min(one.simulation.next_due for one in (live, other))
        before = live.simulation.store.revision + other.simulation.store.revision
        await socket.ask("clock", step="next")
        assert live.simulation.now == other.simulation.now >= due
        assert live.simulation.store.revision + other.simulation.store.revision > before
        moments.append(live.simulation.now)
        if len(pods(other)) == 3 and other.simulation.store.list("pods", "default")[-1]["spec"].get("nodeName"):
            break
    assert moments == sorted(moments)
    assert (len(pods(live)), len(pods(other))) == (2, 3)


async def test_run_until_looks_at_both_sides(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=4")
    told = await reaches(socket, "ready")
    assert told["met"] is True
    assert other.simulation.store.get("deployments.apps", "default", "web")["status"]["readyReplicas"] == 4
    await second.run("kubectl set image deployment web nginx=nginx:12.34.56")
    told = await reaches(socket, "failure")
    assert told["met"] is True
    events = other.simulation.store.list("events", "default")
    assert "Failed" in {event["reason"] for event in events if event["type"] == "Warning"}
    assert live.simulation.now == other.simulation.now


async def test_two_lives_from_a_fork_are_what_they_would_have_been_alone(site):
    """Slicing and locking change nothing: each side's digest is that of a simulation that ran by itself."""
    live, socket = await begun(site, DEPLOY)
    alone = [live.simulation.branch(), live.simulation.branch()]
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=5")
    await reaches(socket, live.simulation.now + 30 * SECOND)
    end = live.simulation.now
    assert other.simulation.now == end
    alone[0].run_until(end)
    for given in other.simulation.inputs[len(alone[1].inputs) :]:
        alone[1].apply(given)
    alone[1].run_until(end)
    assert [live.simulation.digest(), other.simulation.digest()] == [one.digest() for one in alone]


async def test_a_fork_of_the_past_is_waited_for(site):
    live, socket = await begun(site, DEPLOY)
    split = live.simulation.now - 1  # what is typed at a moment belongs to it
    await socket.run("kubectl delete deployment web")
    await reaches(socket, split + 60 * SECOND)
    head, digest = live.simulation.now, live.simulation.digest()
    other, second = await compared(site, live, socket, at=split)
    assert other.simulation.digest() == live.simulation.branch(split).digest()
    assert "delete" not in second.snapshot["terminal"]["transcript"]
    assert second.snapshot["clock"] | {"running": False} == second.snapshot["clock"]
    refused = await socket.ask("terminal", line="kubectl get pods")
    assert (refused["type"], refused["code"]) == ("error", "waits_beside")
    await socket.ask("clock", step="next")  # what is recorded of the one is an event too
    first = next(change.time for change in live.simulation.history if change.time > split)
    assert split < other.simulation.now <= first
    await reaches(second, split + 20 * SECOND)
    assert (live.simulation.now, other.simulation.now) == (head, split + 20 * SECOND)
    assert (live.simulation.digest(), len(pods(other))) == (digest, 2)
    await reaches(second, head + SECOND)
    assert live.simulation.now == other.simulation.now == head + SECOND
    assert (pods(live), len(pods(other))) == ([], 2)
    assert (await socket.run("kubectl get pods"))[1] == 0


async def test_keeping_the_first_lets_the_other_go(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    digest = live.simulation.digest()
    answer = await socket.ask("keep", side="a")
    assert answer["type"] == "ack"
    assert (await second.communicator.receive_output(timeout=PATIENCE))["type"] in ("websocket.close", "websocket.send")
    assert (live.companion, live.simulation.digest()) == (None, digest)
    assert other.id not in site.host.clusters
    assert await site.record(other.id) is None
    await reaches(socket, live.simulation.now + 5 * SECOND)


async def test_keeping_the_other_makes_the_cluster_go_on_as_that(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=5")
    await second.ask("file", name="notes.yaml", content="a: 1\n")
    await reaches(second, "ready")
    revision, transcript = live.simulation.store.revision, other.session.transcript.text()
    mark = len(socket.frames)
    assert (await socket.ask("keep", side="b"))["type"] == "ack"
    snapshot = await socket.since(mark, lambda frame: frame["type"] == "snapshot")
    assert len([one for one in snapshot["objects"] if one["kind"] == "Pod" and one["namespace"] == "default"]) == 5
    assert snapshot["terminal"]["transcript"] == transcript
    assert {"name": "notes.yaml", "content": "a: 1\n"} in snapshot["files"]
    assert any("replicas=5" in one["text"] for one in snapshot["marks"])
    assert live.simulation.store.revision >= revision, "watches that were open see revisions go up"
    assert await site.record(other.id) is None
    await socket.ask("clock", running=False)
    digest = live.simulation.digest()
    await asleep(site, live, socket)
    assert (await site.host.get(live.id)).simulation.digest() == digest


async def asleep(site, live, *sockets):
    for socket in sockets:
        await socket.close()
    live.viewers.clear()
    for one in live.drive.clusters:
        one.viewers.clear()
    await site.host.sleep(live)
    assert live.id not in site.host.clusters


async def test_they_sleep_and_wake_together(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=3")
    await reaches(second, "ready")
    await socket.ask("clock", running=False)
    digests = [live.simulation.digest(), other.simulation.digest()]
    await asleep(site, live, socket, second)
    assert other.id not in site.host.clusters
    second = await site.socket(other.id)  # whichever is opened
    woken = site.host.clusters[live.id]
    assert woken.companion is site.host.clusters[other.id]
    assert [one.simulation.digest() for one in woken.drive.clusters] == digests
    socket = await site.socket(live.id)
    assert socket.snapshot["beside"]["id"] == other.id
    await reaches(socket, woken.simulation.now + 9 * SECOND)
    assert woken.simulation.now == woken.companion.simulation.now


async def test_after_a_crash_both_come_back_beside_each_other(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await second.run("kubectl scale deployment web --replicas=3")
    await reaches(second, "ready")
    await second.run("kubectl create configmap kept")
    site.host.failed(live, RuntimeError("the process died"))
    assert {live.id, other.id}.isdisjoint(site.host.clusters)
    again = await site.socket(live.id)
    woken = site.host.clusters[live.id]
    assert woken.companion.simulation.store.get("configmaps", "default", "kept")
    assert woken.simulation.store.get("configmaps", "default", "kept") is None
    assert woken.simulation.now >= woken.companion.simulation.now
    assert again.snapshot["beside"]["id"] == other.id


async def test_one_that_cannot_be_read_is_let_go_and_the_other_goes_on(site):
    from tutorial.live.models import Snapshot

    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    await asleep(site, live, socket, second)
    await site.host.journal.run(lambda: Snapshot.objects.filter(cluster_id=other.id).update(data=b"damaged"))
    socket = await site.socket(live.id)
    assert socket.snapshot["beside"] is None
    assert (await socket.run("kubectl get pods"))[1] == 0
    assert (await socket.ask("compare"))["type"] == "ack", "another may stand there"
    assert await site.record(other.id) is not None, "what cannot be read is kept for who can"


async def test_undo_on_one_side_takes_both_back_to_that_moment(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    typed = live.simulation.now
    await socket.run("kubectl scale deployment web --replicas=4")
    await reaches(socket, "ready")
    ahead = other.simulation.now
    assert (await socket.ask("undo"))["type"] == "ack"
    assert typed <= live.drive.now == live.simulation.now < ahead
    assert live.drive.waits(other)
    await reaches(socket, ahead + SECOND)
    assert live.simulation.now == other.simulation.now
    assert len(pods(live)) == 2


async def test_starting_over_ends_the_comparison(site):
    live, socket = await begun(site, DEPLOY)
    other, second = await compared(site, live, socket)
    refused = await second.ask("reset")
    assert (refused["type"], refused["code"]) == ("error", "only_beside")
    assert (await socket.ask("reset"))["type"] == "ack"
    assert (live.companion, pods(live)) == (None, [])
    assert await site.record(other.id) is None


async def test_a_follower_sees_both_and_changes_neither(site):
    live, socket = await begun(site, DEPLOY)
    key = (await site.record(live.id)).follow_key
    follower = await site.socket(live.id, browser=NEIGHBOUR, query=f"key={key}")
    other, _ = await compared(site, live, socket)
    told = await follower.since(0, lambda frame: frame["type"] == "beside")
    beside = await site.socket(told["beside"]["id"], browser=NEIGHBOUR, query=f"key={key}")
    assert (beside.snapshot["role"], other.id) == ("follower", told["beside"]["id"])
    for one in (follower, beside):
        for kind, fields in (("keep", {"side": "a"}), ("compare", {}), ("clock", {"running": True})):
            answer = await one.ask(kind, **fields)
            assert (answer["type"], answer["code"]) == ("error", "read_only")


async def test_strangers_see_neither(site):
    live, socket = await begun(site)
    other, _ = await compared(site, live, socket)
    stranger = await site.socket(other.id, browser=NEIGHBOUR, greet=False)
    assert (await stranger.until(lambda frame: frame["type"] == "error"))["code"] == "no_cluster"


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("compare", {"at": -1}, "bad_field"),
        ("compare", {"at": "now"}, "bad_field"),
        ("compare", {"at": 10**15}, "no_moment"),
        ("keep", {"side": "left"}, "bad_field"),
        ("keep", {}, "bad_field"),
        ("keep", {"side": "a"}, "not_compared"),
    ],
)
async def test_what_cannot_be_is_refused(site, kind, fields, code):
    live, socket = await begun(site)
    answer = await socket.ask(kind, **fields)
    assert (answer["type"], answer["code"]) == ("error", code)
    assert live.companion is None


async def test_one_comparison_at_a_time(site):
    live, socket = await begun(site)
    other, second = await compared(site, live, socket)
    for one in (socket, second):
        answer = await one.ask("compare")
        assert (answer["type"], answer["code"]) == ("error", "compared_already")
    refused = await second.ask("keep", side="b")
    assert (refused["type"], refused["code"]) == ("error", "not_compared")
    assert await site.host.journal.run(records.side_by_side, other.id) == [live.id, other.id]


async def test_no_room_for_a_second_cluster_is_said(site, settings):
    live, socket = await begun(site)
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "clusters": 1}
    answer = await socket.ask("compare")
    assert (answer["type"], answer["code"]) == ("error", "too_many_clusters")
    assert live.companion is None


async def test_what_is_deleted_goes_with_what_stands_beside_it(site):
    live, socket = await begun(site)
    other, _ = await compared(site, live, socket)
    await site.host.forget(live.id)
    assert {live.id, other.id}.isdisjoint(site.host.clusters)
    assert await site.host.journal.run(Cluster.objects.count) == 0


async def test_the_learner_still_has_one_cluster_for_the_lesson(site):
    from tutorial.live.views import _of_learner

    live, socket = await begun(site)
    await compared(site, live, socket)
    mine = await site.host.journal.run(_of_learner, live.record.browser, None, None)
    assert [record.id for record in mine] == [live.id]


async def test_trying_from_a_moment_lives_on_from_exactly_that(site):
    """The head moves to a branch that is the past itself but for the counter of revisions, which never goes back."""
    live, socket = await begun(site, DEPLOY)
    moment = live.simulation.now - 1
    was = live.simulation.branch(moment).snapshot()
    await socket.run("kubectl scale deployment web --replicas=5")
    await reaches(socket, "ready")
    assert (await socket.ask("fork", at=moment))["type"] == "ack"
    now = live.simulation.snapshot()
    for part in ("runtime", "memory", "counts", "profile", "seed", "epoch"):
        assert now[part] == was[part], part
    assert now["store"]["objects"] == was["store"]["objects"]
    assert (now["clock"]["now"], now["clock"]["queue"]) == (moment, was["clock"]["queue"])
