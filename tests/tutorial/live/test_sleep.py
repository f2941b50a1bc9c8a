"""A cluster that nobody watches sleeps after a setting's time: no clock, no timer, no memory. It wakes where it was,
for a page, for a real client and for who goes on from a shared link."""

import asyncio
import gc
import weakref

import pytest
from django.test import AsyncClient

from tests.patience import until
from tests.tutorial.conftest import LEARNER, NEIGHBOUR
from tests.tutorial.live.test_kubernetes import Client
from tutorial.lessons.browser import COOKIE
from tutorial.live.cluster import LiveCluster

AFTER_S = 0.2


@pytest.fixture
def no_collector():
    """What has no cycles is freed at once; to look for cycles stops everybody, so hosts seldom do."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def fallen_asleep(site, settings, line: str = "kubectl run web --image=nginx"):
    """(id, token, digest, virtual µs) of a cluster in which something was done, and which fell asleep by itself."""
    settings.CLUSTER_SLEEP_AFTER_S = AFTER_S
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run(line)
    await socket.ask("clock", until=live.simulation.now + 30_000_000)
    await until(lambda: live.pace.jump is None)
    await socket.ask("clock", running=False)
    await asyncio.sleep(2 * AFTER_S)
    assert live.id in site.host.clusters, "it is watched"
    await socket.close()
    await until(lambda: live.id not in site.host.clusters)
    return live.id, live.record.token, live.simulation.digest(), live.simulation.now


def timers(loop) -> int:
    """What the loop is going to do later, but for the host's beat and for what tests wait for."""
    names = ("Turns.poke", "_sleep_later", "Drive")
    return sum(any(name in repr(handle) for name in names) for handle in loop._scheduled if not handle.cancelled())


async def test_what_sleeps_has_no_timer_no_task_and_no_memory(site, settings, no_collector):
    loop = asyncio.get_running_loop()
    await fallen_asleep(site, settings)  # what is made once for all clusters is made
    alive = weakref.WeakSet()
    original = LiveCluster.__init__

    def noted(self, *given):
        original(self, *given)
        alive.update([self, self.simulation, self.simulation.store])

    LiveCluster.__init__ = noted
    try:
        tasks, objects = len(asyncio.all_tasks()), len(gc.get_objects())
        for _ in range(5):
            await fallen_asleep(site, settings)
    finally:
        LiveCluster.__init__ = original
    await until(lambda: len(asyncio.all_tasks()) <= tasks)
    assert timers(loop) == 0 and not site.host._sleepers and not site.host._turns._timers
    await until(lambda: not alive)  # a cluster that sleeps is nobody's any more
    gc.collect()  # what is left of sockets and requests
    a_cluster = 20_000  # objects of Python, at the very least, that one holds while it is awake
    assert len(gc.get_objects()) - objects < a_cluster, "five clusters have left less than one"


async def test_a_branch_that_was_left_is_nobodys(site, no_collector):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl run web --image=nginx")
    left = weakref.WeakSet([live.simulation.store])
    assert (await socket.ask("undo"))["type"] == "ack"
    assert live.simulation.store not in left
    await until(lambda: not left)


async def test_no_time_passes_while_it_sleeps(site, settings):
    id_, _, digest, now = await fallen_asleep(site, settings)
    await asyncio.sleep(0.5)
    woken = await site.host.get(id_)
    assert (woken.simulation.digest(), woken.simulation.now) == (digest, now)


async def test_it_wakes_where_it_was_for_a_page(site, settings):
    id_, _, digest, now = await fallen_asleep(site, settings)
    browser = AsyncClient()
    browser.cookies[COOKIE] = LEARNER
    made = (await browser.post("/clusters/", {}, content_type="application/json")).json()
    assert (made["id"], made["resumed"]) == (id_, True)
    socket = await site.socket(id_)
    assert socket.snapshot["clock"]["time"] == now and socket.snapshot["clock"]["running"] is False
    assert "web" in [o["name"] for o in socket.snapshot["objects"] if o["kind"] == "Pod"]
    assert socket.snapshot["terminal"]["history"] == ["kubectl run web --image=nginx"]
    assert (await site.host.get(id_)).simulation.digest() == digest


async def test_it_wakes_where_it_was_for_a_real_client_and_sleeps_again_after_it(site, settings):
    id_, token, digest, now = await fallen_asleep(site, settings)
    status, answer = await Client(token).ask("GET", "/api/v1/namespaces/default/pods")
    assert status == 200
    assert [(pod["metadata"]["name"], pod["status"]["phase"]) for pod in answer["items"]] == [("web", "Running")]
    assert (site.host.clusters[id_].simulation.digest(), site.host.clusters[id_].simulation.now) == (digest, now)
    await until(lambda: id_ not in site.host.clusters)
    status, answer = await Client(token).ask("DELETE", "/api/v1/namespaces/default/pods/web")
    assert status == 200, "a write wakes it as well"


async def test_a_watch_keeps_it_awake(site, settings):
    id_, token, _, _ = await fallen_asleep(site, settings)
    watch = await Client(token).watch("/api/v1/namespaces/default/pods?watch=true")
    assert await watch.until("ADDED", "web")
    await asyncio.sleep(3 * AFTER_S)
    assert id_ in site.host.clusters


async def test_it_wakes_where_it_was_for_a_shared_link(site, settings):
    settings.CLUSTER_SLEEP_AFTER_S = AFTER_S
    id_, _, digest, now = await fallen_asleep(site, settings)
    owner, reader = AsyncClient(), AsyncClient()
    owner.cookies[COOKIE], reader.cookies[COOKIE] = LEARNER, NEIGHBOUR
    made = (await owner.post(f"/clusters/{id_}/share/")).json()  # sharing wakes it
    await until(lambda: id_ not in site.host.clusters)
    answer = await reader.post(f"/s/{made['key']}/go-on/", {"at": now}, content_type="application/json")
    assert answer.status_code == 201
    got = (await reader.post("/clusters/", {}, content_type="application/json")).json()
    twin = await site.host.get(got["id"])
    assert (twin.simulation.digest(), twin.simulation.now) == (digest, now)
    await until(lambda: twin.id not in site.host.clusters)
    assert (await site.host.get(twin.id)).simulation.digest() == digest, "and it sleeps and wakes like any other"
    assert id_ not in site.host.clusters, "the one that was shared was not disturbed"


async def test_a_follower_of_a_cluster_that_sleeps_wakes_it_too(site, settings):
    id_, _, digest, _ = await fallen_asleep(site, settings)
    record = await site.record(id_)
    socket = await site.socket(id_, browser=NEIGHBOUR, query=f"key={record.follow_key}")
    assert socket.snapshot["role"] == "follower"
    assert (await site.host.get(id_)).simulation.digest() == digest
