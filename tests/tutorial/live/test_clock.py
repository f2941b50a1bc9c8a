"""The host's clock may say anything: nobody's cluster is deleted, moved in time or refused because of it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import AsyncClient
from django.utils import timezone

from tests.tutorial.conftest import LEARNER
from tests.tutorial.live.test_keeping import make_pod
from tutorial.lessons.browser import COOKIE
from tutorial.live import records
from tutorial.live.waking import start_state

SECOND = 1_000_000


@pytest.fixture
def wall(monkeypatch):
    """`wall(days)`: the clock on the wall is so far from the truth from now on (the monotonic one cannot jump)."""
    true_time, true_now = time.time, timezone.now

    def jump(days: float) -> None:
        monkeypatch.setattr("time.time", lambda: true_time() + days * 86_400)
        monkeypatch.setattr("tutorial.live.waking.time", lambda: true_time() + days * 86_400)
        monkeypatch.setattr(timezone, "now", lambda: true_now() + timedelta(days=days))

    return jump


@pytest.mark.parametrize("days", [-3650, -0.5, 0.5, 3650])
async def test_a_jump_while_a_cluster_runs_does_not_move_it(site, wall, days):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await make_pod(socket, "before")
    at = live.simulation.now
    wall(days)
    await make_pod(socket, "after")
    assert at <= live.simulation.now < at + 60 * SECOND
    assert live.simulation.epoch == socket.snapshot["clock"]["wallEpoch"]
    await socket.close()
    await site.host.sleep(live)
    woken = await site.host.get(live.id)
    assert live.simulation.now <= woken.simulation.now < live.simulation.now + 60 * SECOND
    assert {pod["metadata"]["name"] for pod in woken.simulation.store.list("pods", "default")} == {"before", "after"}


async def test_a_clock_that_jumps_back_does_not_make_the_newest_cluster_the_oldest(site, wall, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "per_browser": 2}
    first = await site.cluster()
    await site.host.sleep(first)
    wall(-1000)
    second = await site.cluster()
    browser = AsyncClient()
    browser.cookies[COOKIE] = LEARNER
    again = await browser.post("/clusters/", {}, content_type="application/json")
    assert again.json()["id"] == second.id, "the one that was opened last"
    await site.host.journal.run(records.create, browser=LEARNER, epoch=1)
    made = await browser.post("/clusters/", {"fresh": True}, content_type="application/json")
    assert made.status_code == 201
    left = await site.host.journal.read(lambda: set(records.Cluster.objects.values_list("id", flat=True)))
    assert first.id not in left and second.id in left, "the oldest made place, though its date is the newest"


async def test_a_clock_that_jumps_years_ahead_deletes_nobodys_cluster(site, wall):
    live = await site.cluster()
    assert await site.host.journal.run(records.new_day, 90) == 0
    wall(3650)
    assert await site.host.journal.run(records.new_day, 90) == 0
    wall(-3650)
    assert await site.host.journal.run(records.new_day, 90) == 0
    assert await site.record(live.id) is not None


async def test_clusters_that_nobody_opens_any_more_go_after_so_many_days_on_which_the_site_ran(site, wall):
    old, new = await site.cluster(), await site.cluster()
    await site.host.sleep(old)
    for day in range(3):
        wall(day)
        await site.host.journal.run(records.new_day, 3)
        assert await site.record(old.id) is not None
        await site.host.sleep(new)
        await site.host.get(new.id)
    wall(3)
    assert await site.host.journal.run(records.new_day, 0) == 0, "0: keep all"
    assert await site.host.journal.run(records.new_day, 3) == 1
    assert await site.record(old.id) is None
    assert await site.record(new.id) is not None


@pytest.mark.parametrize("year", [1970, 1999, 2038, 2100, 9999])
def test_a_cluster_can_be_made_whatever_year_the_machine_believes_in(wall, year):
    there = datetime(year, 1, 2, tzinfo=UTC)
    wall((there - datetime.now(UTC)).total_seconds() / 86_400)
    simulation, _ = start_state(None)
    created = simulation.store.get("namespaces", "", "default")["metadata"]["creationTimestamp"]
    assert created[:4] == str(min(max(year, 1999), 9000)) or (year < 2000 and created[:4] in ("1999", "2000"))
    simulation.run_until(simulation.now + 400 * 86_400 * SECOND)


async def test_a_process_that_stood_still_lets_no_time_pass_for_its_clusters(site, settings):
    """A suspended laptop, a paused container: hours are gone when it goes on."""
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl run web --image=nginx")
    at = live.simulation.now
    live.pace.anchor(live.simulation.now, live.pace._wall - 7200)  # as if two hours had passed since
    lease = site.host.lease
    lease._looked -= 7200
    assert lease.stale
    await site.host.sure()
    assert not lease.stale
    await socket.ask("file", name="a.yaml", content="b")
    await asyncio.sleep(0.1)
    assert live.simulation.now < at + 60 * SECOND
