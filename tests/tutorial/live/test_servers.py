"""Two servers on one database: a cluster has one owner; who lost it notices and acknowledges nothing more."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import AsyncClient

from tests.patience import PATIENCE, until
from tests.tutorial.conftest import LEARNER
from tests.tutorial.databases import environment
from tests.tutorial.live.test_kubernetes import Client
from tutorial.lessons.browser import COOKIE
from tutorial.live import servers
from tutorial.live.host import Host
from tutorial.live.ledger import Elsewhere
from tutorial.live.models import Cluster, Server
from tutorial.words import say

ROOT = Path(__file__).parents[3]
LEASE_S = 5  # a busy machine may stop a process for some seconds


class Process:
    """A host in another process (tests.tutorial.live.serving)."""

    def __init__(self, cluster: str, lease: int):
        self.inner = subprocess.Popen(
            [sys.executable, "-m", "tests.tutorial.live.serving", cluster],
            cwd=ROOT, env=environment(CLUSTER_LEASE_S=str(lease)), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.inner.stdout.readline().startswith("ready")

    async def ask(self, line: str) -> str:
        return await asyncio.to_thread(self.say, line)

    def say(self, line: str) -> str:
        self.inner.stdin.write(line + "\n")
        self.inner.stdin.flush()
        return self.inner.stdout.readline().strip()

    def signal(self, number: int) -> None:
        self.inner.send_signal(number)

    def end(self) -> None:
        self.inner.kill()
        self.inner.wait()
        for pipe in (self.inner.stdin, self.inner.stdout):
            pipe.close()


@pytest.fixture
async def two(site, settings, request):
    """(a cluster that sleeps, two servers that may wake it); a parameter is the lease's seconds"""
    settings.CLUSTER_LEASE_S = lease = getattr(request, "param", LEASE_S)
    live = await site.cluster()
    await site.host.sleep(live)
    both = await asyncio.gather(*(asyncio.to_thread(Process, live.id, lease) for _ in range(2)))
    yield live.id, *both
    for one in both:
        await asyncio.to_thread(one.end)


async def takes(server: Process) -> bool:
    return (await server.ask("take")).startswith("awake ")


async def test_the_second_is_refused_while_the_first_is_watched(two):
    cluster, first, second = two
    assert await takes(first)
    assert await first.ask("file a.yaml") == "kept"
    assert await second.ask("take") == "elsewhere"
    assert await first.ask("file b.yaml") == "kept", "being asked for costs the owner nothing"


async def test_the_second_takes_over_cleanly_once_the_first_has_let_it_go(two):
    """Nobody watches it there, so that it is given away at the owner's next beat."""
    cluster, first, second = two
    assert await takes(first)
    assert await first.ask("file a.yaml") == "kept"
    await until(lambda: takes(second))
    assert await second.ask("names") == "a.yaml"
    assert await first.ask("file late.yaml") == "lost"
    assert await second.ask("names") == "a.yaml"


@pytest.mark.postgresql
@pytest.mark.parametrize("two", [3600], indirect=True, ids=["a lease of an hour"])
async def test_the_second_takes_over_at_once_when_the_first_has_died(two):
    cluster, first, second = two
    assert await takes(first)
    assert await first.ask("file a.yaml") == "kept"
    first.signal(signal.SIGKILL)
    await asyncio.to_thread(first.inner.wait)
    assert await takes(second), "its process is seen to be gone"
    assert await second.ask("names") == "a.yaml"


@pytest.mark.postgresql
async def test_the_first_that_comes_back_notices_that_it_has_lost_and_acknowledges_nothing(two):
    """A laptop that was closed, a container that was paused: it knows nothing of the time that has passed."""
    cluster, first, second = two
    assert await takes(first)
    assert await first.ask("file a.yaml") == "kept"
    first.signal(signal.SIGSTOP)
    assert await second.ask("take") == "elsewhere", "it may only be slow"
    await until(lambda: takes(second))
    assert await second.ask("file b.yaml") == "kept"
    first.signal(signal.SIGCONT)
    assert await first.ask("file late.yaml") == "lost"
    assert await first.ask("names") == "lost", "it does not even speak of what it remembers"
    assert await second.ask("file c.yaml") == "kept"
    assert await second.ask("names") == "a.yaml b.yaml c.yaml"


async def test_clients_who_heard_of_what_a_crash_took_away_are_told_to_list_again(site, two):
    """Time that had passed since the newest input is lived through again, perhaps otherwise: no revision means both."""
    cluster, first, second = two
    assert await takes(first)
    assert await first.ask("file a.yaml") == "kept"
    first.signal(signal.SIGKILL)
    await asyncio.to_thread(first.inner.wait)
    live = await site.host.get(cluster)
    token, heard = live.record.token, live.simulation.store.revision - 10
    watch = await Client(token).watch(f"/api/v1/pods?watch=1&resourceVersion={heard}")
    assert (await watch.events())[0]["object"]["code"] == 410
    await watch.close()
    await site.host.sleep(live)
    revision = live.simulation.store.revision
    assert (await site.host.get(cluster)).simulation.store.revision == revision, "it was put to sleep"


@pytest.mark.postgresql
async def test_a_write_under_a_lease_that_was_lost_is_refused_by_the_transaction_itself(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await site.host.journal.run(lambda: Cluster.objects.filter(id=live.id).update(epoch=live.epoch + 1))
    await socket.say("file", name="late.yaml", content="x")
    output = await socket.communicator.receive_output(timeout=PATIENCE)
    while output["type"] != "websocket.close":
        assert '"ack"' not in output["text"] or "seen" in output["text"]
        output = await socket.communicator.receive_output(timeout=PATIENCE)
    assert output["code"] == 4409 and live.dead
    woken = await site.taken(live.id)
    assert woken.entries == []


async def test_pages_and_clients_are_told_where_it_is(site, settings):
    live = await site.cluster()
    socket = await site.socket(live.id)
    other = Server(id="other", name="process 7 on elsewhere", machine="elsewhere", process="7@1")
    await site.host.journal.run(other.save)
    site.host._drop(live, 4409)
    await site.host.journal.run(lambda: Cluster.objects.filter(id=live.id).update(server="other"))
    for language in ("ko", "en"):
        again = await site.socket(live.id, query=f"lang={language}", greet=False)
        frame = await again.communicator.receive_json_from(timeout=PATIENCE)
        assert (frame["code"], frame["message"]) == ("elsewhere", say("elsewhere", language))
        assert (await again.communicator.receive_output(timeout=PATIENCE))["code"] == 4409
    _, status, headers = await Client(live.record.token).open("GET", "/api/v1/nodes")
    assert (status, headers[b"retry-after"]) == (503, b"5")
    wanted = await site.host.journal.read(lambda: Cluster.objects.get(id=live.id).wanted)
    assert wanted, "its owner hears that somebody asks for it"
    assert socket is not None


async def test_a_page_that_is_reloaded_keeps_its_cluster_though_another_server_has_it(site):
    live = await site.cluster()
    other = Server(id="other", name="process 7 on elsewhere", machine="elsewhere", process="7@1")
    await site.host.journal.run(other.save)
    site.host._drop(live, 4409)
    await site.host.journal.run(lambda: Cluster.objects.filter(id=live.id).update(server="other"))
    browser = AsyncClient()
    browser.cookies[COOKIE] = LEARNER
    made = await browser.post("/clusters/", {}, content_type="application/json")
    assert (made.status_code, made.json()["id"]) == (200, live.id)


async def test_two_hosts_of_one_process_do_not_take_from_each_other(site):
    live = await site.cluster()
    await site.socket(live.id)
    other = Host()
    with pytest.raises(Elsewhere):
        await other.get(live.id)
    assert not live.dead
    await other.stop()


def test_a_process_is_told_from_another_that_got_its_number():
    mine = servers.announced()
    assert not servers.has_ended(mine)
    pid, _, moment = mine.process.partition("@")
    assert servers.has_ended(Server(machine=mine.machine, process=f"{pid}@{int(moment) - 1}"))
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert servers.has_ended(Server(machine=mine.machine, process=f"{gone.pid}@1"))
    assert not servers.has_ended(Server(machine="another", process=f"{gone.pid}@1"))
