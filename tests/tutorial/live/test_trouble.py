"""The disk is full, may not be written, fails, or is held by somebody: nothing is acknowledged that is not kept, each
is told what it is, the operator is told what to do, and when it is over everybody goes on."""

import asyncio
import errno
import json
import logging
import sqlite3

import pytest
from django.db import OperationalError

from tests.patience import PATIENCE, until
from tests.tutorial.conftest import NEIGHBOUR
from tests.tutorial.databases import Disk
from tests.tutorial.live.test_kubernetes import CONFIGMAPS, Client, config_map
from tutorial.live import journal, ledger
from tutorial.live.trouble import ADVICE, Trouble, trouble_of
from tutorial.words import say

pytestmark = pytest.mark.postgresql
TROUBLES = {"full": "disk_full", "read_only": "disk_read_only", "held": "database_busy"}
BIG = "x" * 400_000  # more than what is left of any page; a full disk may still have room for a few bytes


@pytest.fixture
async def becomes(site, monkeypatch):
    """`await becomes(how)`: the database under the host is in trouble, or well again. Nobody waits long for a lock."""
    for vendor, line in journal.LOCKED.items():
        monkeypatch.setitem(journal.LOCKED, vendor, line.replace(str(journal.LOCKED_MS), "100"))
    disk = Disk()

    async def becomes(how: str) -> None:
        await site.host.journal.submit(disk.becomes, how)

    yield becomes
    await becomes("well")
    disk.leave()


@pytest.mark.parametrize("how", TROUBLES)
async def test_what_cannot_be_kept_is_not_done_and_everybody_hears_why(site, becomes, caplog, how):
    code = TROUBLES[how]
    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    socket, neighbour = await site.socket(live.id, query="lang=ko"), await site.socket(other.id, browser=NEIGHBOUR)
    await socket.ask("file", name="before.yaml", content="a: 1")
    kept, frame_before = live.sequence, live.frame("x")
    await becomes(how)
    with caplog.at_level(logging.ERROR, "tutorial.live.journal"):
        await socket.say("file", name="lost.yaml", content=BIG)
        frame = await refused(socket)
    assert (frame["code"], frame["message"]) == (code, say(code, "ko"))
    assert ADVICE[code] in caplog.text, "the operator is told what to do"
    # what was kept is shown, without what was not; and is read while nothing can be written
    again = await site.socket(live.id)
    assert [file["name"] for file in again.snapshot["files"]] == ["before.yaml"]
    assert again.snapshot["epoch"] != socket.snapshot["epoch"], "what ran is over"
    assert (await site.host.get(live.id)).sequence == kept
    assert again.snapshot["time"] >= frame_before["time"], "no time that was seen is lost"
    if how != "full":
        answer = await again.ask("terminal", line="kubectl create namespace lost")
        assert (answer["type"], answer["code"]) == ("error", code)
    assert (await again.ask("complete", line="kubectl get po"))["type"] == "ack"
    client = Client(live.record.token)
    assert (await client.ask("GET", "/api/v1/namespaces"))[0] == 200
    _, status, headers = await client.open("POST", CONFIGMAPS, config_map("lost", text=BIG))
    assert (status, headers[b"retry-after"]) == (503, b"5")
    # nobody else is lost, whether they wrote or not
    assert (await neighbour.ask("seen", revision=0))["type"] == "ack"
    # it is over
    await becomes("well")
    await site.host.journal.run(ledger.release, "nobody", 0)  # as the next beat does
    assert site.host.journal.trouble is None
    assert (await client.ask("POST", CONFIGMAPS, config_map("kept")))[0] == 201
    assert (await neighbour.ask("file", name="kept.yaml", content=BIG))["type"] == "ack"
    woken = await site.host.get(live.id)
    assert {"kept"} == {o["metadata"]["name"] for o in woken.simulation.store.list("configmaps", "default")} - {
        "kube-root-ca.crt"
    }
    assert woken.simulation.store.get("namespaces", "", "lost") is None


async def refused(socket) -> dict:
    """The error that is told before the socket is closed with "connect again"; nothing was acknowledged before."""
    frame: dict = {}
    while True:
        output = await socket.communicator.receive_output(timeout=PATIENCE)
        if output["type"] == "websocket.close":
            assert output["code"] == 4409
            return frame
        text = json.loads(output["text"])
        assert text["type"] != "ack", text
        frame = text if text["type"] == "error" else frame


async def test_a_real_client_whose_write_was_under_way_is_told_to_try_again(site, becomes):
    live = await site.cluster()
    await becomes("full")
    _, status, headers = await Client(live.record.token).open("POST", CONFIGMAPS, config_map("lost", text=BIG))
    assert (status, headers.get(b"retry-after")) == (503, b"5"), headers
    status, answer = await Client(live.record.token).ask("POST", CONFIGMAPS, config_map("lost", text=BIG))
    assert (answer["reason"], answer["details"]["retryAfterSeconds"]) == ("ServiceUnavailable", 5)
    assert answer["message"] == say("disk_full", "en")
    status, answer = await Client(live.record.token).ask("GET", f"{CONFIGMAPS}/lost")
    assert status == 404


async def test_a_beat_finds_that_it_is_over(site, becomes, settings):
    settings.CLUSTER_LEASE_S = 0.4
    live = await site.cluster()
    socket = await site.socket(live.id)
    await becomes("read_only")
    await socket.say("file", name="lost.yaml", content=BIG)
    await refused(socket)
    assert site.host.journal.trouble is not None
    again = await site.socket(live.id)
    await becomes("well")
    await until(lambda: site.host.journal.trouble is None)
    assert (await again.ask("file", name="kept.yaml", content=BIG))["type"] == "ack"


async def test_what_cannot_be_put_to_sleep_stays_awake_until_it_can(site, becomes, settings):
    settings.CLUSTER_SLEEP_AFTER_S = 0.05
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("file", name="kept.yaml", content="a: 1")
    await becomes("read_only")
    await socket.close()
    await asyncio.sleep(0.4)
    assert site.host.clusters[live.id] is live and not live.dead
    await becomes("well")
    await until(lambda: live.id not in site.host.clusters)
    assert [file["name"] for file in (await site.socket(live.id)).snapshot["files"]] == ["kept.yaml"]


async def test_a_page_that_opens_meanwhile_is_told_and_tries_again(site, becomes):
    live = await site.cluster()
    await site.host.sleep(live)
    await becomes("read_only")
    socket = await site.socket(live.id, greet=False)
    assert (await refused(socket))["code"] == "disk_read_only"


async def test_one_batch_that_fails_for_a_reason_of_its_own_harms_no_other(site):
    """Two clusters in one transaction: the row of one is there already (which nobody should be able to bring about)."""
    from tutorial.live.models import Journal

    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    first, second = await site.socket(live.id), await site.socket(other.id, browser=NEIGHBOUR)
    stray = {
        "cluster_id": live.id,
        "sequence": live.sequence + 1,
        "epoch": 1,
        "at": 0,
        "kind": "session",
        "entry": "{}",
    }
    await site.host.journal.run(Journal.objects.create, **stray)
    live.write("session", {"file": ["a.yaml", "1"]})
    other.write("session", {"file": ["b.yaml", "2"]})
    live.flush()
    other.flush()
    await other.drained()
    assert not other.dead and other.simulation is not None
    await until(lambda: live.dead)
    assert (await second.ask("file", name="c.yaml", content="3"))["type"] == "ack"
    assert first is not second


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_FULL, "disk_full"),
        (sqlite3.SQLITE_IOERR, "disk_broken"),
        (sqlite3.SQLITE_IOERR | 3 << 8, "disk_broken"),  # SQLITE_IOERR_WRITE
        (sqlite3.SQLITE_READONLY, "disk_read_only"),
        (sqlite3.SQLITE_BUSY, "database_busy"),
        (sqlite3.SQLITE_CORRUPT, "database_damaged"),
        (sqlite3.SQLITE_NOTADB, "database_damaged"),
        (sqlite3.SQLITE_CANTOPEN, "database_gone"),
        (sqlite3.SQLITE_CONSTRAINT, None),
    ],
)
def test_what_sqlite_says(number, code):
    cause = sqlite3.OperationalError("words that may change")
    cause.sqlite_errorcode = number
    error = OperationalError("words that may change")
    error.__cause__ = cause
    found = trouble_of(error)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "disk_full"),
        ("25006", "disk_read_only"),
        ("58030", "disk_broken"),
        ("55P03", "database_busy"),
        ("XX001", "database_damaged"),
        ("57014", "database_busy"),
        ("40P01", "database_busy"),
        ("57P01", "database_gone"),
        ("08006", "database_gone"),
        ("23505", None),
    ],
)
def test_what_postgresql_says(state, code):
    error = OperationalError("")
    error.sqlstate = state
    found = trouble_of(error)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "disk_broken"), (errno.EPIPE, None)]
)
def test_what_the_system_says(number, code):
    found = trouble_of(OSError(number, ""))
    assert (found and found.code) == code


def test_every_trouble_has_advice_and_words():
    for code in ADVICE:
        assert Trouble(code).advice and all(say(code, language) for language in ("ko", "en"))
