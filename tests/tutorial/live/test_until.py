"""Running on until something holds: waiting is skipped, nothing that happens on the way is."""

import pytest

from tutorial.live.until import CONDITIONS

pytestmark = pytest.mark.asyncio


async def runs_on(socket, until) -> dict:
    mark = len(socket.frames)
    answer = await socket.ask("clock", until=until, running=True)
    assert answer["type"] == "ack", answer
    return await socket.since(mark, lambda frame: frame["type"] == "until")


async def begun(site, *lines):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    for line in lines:
        await socket.run(line)
    return live, socket


async def test_until_all_is_ready(site):
    live, socket = await begun(site, "kubectl create deployment web --image=nginx --replicas=3")
    before = live.simulation.now
    told = await runs_on(socket, "ready")
    assert (told["name"], told["met"]) == ("ready", True)
    assert live.simulation.store.get("deployments.apps", "default", "web")["status"]["readyReplicas"] == 3
    assert before < told["time"] < before + 60_000_000
    changes = [frame for frame in socket.frames if frame["type"] == "changes"]
    assert sum(len(frame["changes"]) for frame in changes) > 10, "what happened on the way is told"


async def test_what_is_ready_already_is_met_at_once(site):
    live, socket = await begun(site)
    before = live.simulation.now
    told = await runs_on(socket, "ready")
    assert told["met"] is True
    assert live.simulation.now - before < 5_000_000


async def test_until_something_fails_skips_to_the_first_warning(site):
    live, socket = await begun(site, "kubectl create deployment web --image=nginx:12.34.56")
    told = await runs_on(socket, "failure")
    assert told["met"] is True
    warnings = [event for event in live.simulation.store.list("events", "default") if event["type"] == "Warning"]
    assert {event["reason"] for event in warnings} == {"Failed"}


async def test_until_the_next_event_skips_a_crash_loops_back_off(site):
    live, socket = await begun(site, "kubectl create deployment web --image=nginx:12.34.56")
    await runs_on(socket, "failure")
    times = []
    for _ in range(4):
        told = await runs_on(socket, "event")
        assert told["met"] is True
        times.append(told["time"])
    assert times == sorted(times)
    assert times[-1] - times[0] > 5_000_000


async def test_what_never_comes_ends_after_a_day_and_says_so(site):
    live, socket = await begun(site)
    await runs_on(socket, "rest")
    before = live.simulation.now
    told = await runs_on(socket, "failure")
    assert told["met"] is False
    assert live.simulation.now - before >= 86_400_000_000


async def test_a_condition_that_nobody_knows_is_refused_with_those_that_are(site):
    _, socket = await begun(site)
    answer = await socket.ask("clock", until="lunch")
    assert answer["type"] == "error"
    assert all(name in answer["message"] for name in CONDITIONS)


async def test_a_failure_is_marked_once_where_it_happened(site):
    live, socket = await begun(site, "kubectl create deployment web --image=nginx:12.34.56")
    told = await runs_on(socket, "failure")
    await socket.ask("clock", until=live.simulation.now + 120_000_000)
    await runs_on(socket, "event")
    failed = [mark for mark in live.marks if mark["kind"] == "failure"]
    assert failed[0]["text"].startswith("Failed: pod/web-")
    assert failed[0]["time"] == told["time"]
    texts = [mark["text"] for mark in failed]
    warnings = [one for one in live.simulation.store.list("events", "default") if one["type"] == "Warning"]
    assert len(texts) <= len(warnings), "what comes again is no new mark"
