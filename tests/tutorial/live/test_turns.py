"""A large cluster's turn is a thread's work: others are answered meanwhile, and it lives as it would alone."""

import threading

from tests.tutorial.conftest import NEIGHBOUR
from tests.tutorial.live.test_trouble import until
from tutorial.live import session
from tutorial.live.drive import Drive

SECOND = 1_000_000


async def test_others_are_answered_while_one_piece_of_work_takes_long(site, monkeypatch):
    monkeypatch.setattr(session, "HEAVY_OBJECTS", 0)
    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    socket, neighbour = await site.socket(live.id), await site.socket(other.id, browser=NEIGHBOUR)
    await socket.ask("clock", running=False)
    begun, go_on = threading.Event(), threading.Event()
    slice_of = Drive.slice

    def long(self):
        if live in self.clusters and threading.current_thread() is not threading.main_thread():
            begun.set()
            assert go_on.wait(20)
        return slice_of(self)

    monkeypatch.setattr(Drive, "slice", long)
    live.wanted()
    await until(begun.is_set)
    assert (await neighbour.ask("file", name="a.yaml", content="b"))["type"] == "ack"
    assert live.lock.locked(), "nobody touches the one that is being worked on"
    go_on.set()
    assert (await socket.ask("file", name="a.yaml", content="b"))["type"] == "ack"


async def test_a_large_cluster_lives_as_it_would_alone(site, monkeypatch):
    monkeypatch.setattr(session, "HEAVY_OBJECTS", 0)
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    await socket.run("kubectl create deployment web --image=nginx --replicas=20")
    alone, end = live.simulation.branch(), live.simulation.now + 60 * SECOND
    await socket.ask("clock", until=end)
    await until(lambda: live.simulation.now >= end and not live.lock.locked())
    alone.run_until(end)
    assert live.simulation.digest() == alone.digest()


async def test_a_slice_that_fails_takes_nobody_else_with_it(site, monkeypatch):
    monkeypatch.setattr(session, "HEAVY_OBJECTS", 0)
    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    neighbour = await site.socket(other.id, browser=NEIGHBOUR)
    slice_of = Drive.slice

    def broken(self):
        if live in self.clusters:
            raise RuntimeError("a mistake of ours")
        return slice_of(self)

    monkeypatch.setattr(Drive, "slice", broken)
    live.wanted()
    await until(lambda: live.dead)
    monkeypatch.undo()
    assert (await neighbour.ask("file", name="a.yaml", content="b"))["type"] == "ack"
    assert (await site.host.get(live.id)) is not live, "what was kept is woken"
