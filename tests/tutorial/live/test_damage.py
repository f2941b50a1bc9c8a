"""What was kept is damaged: it is seen, said, set aside, and the cluster goes on from the last good moment."""

import logging

import pytest
from django.db import connection
from django.db.models import Value

from tests.patience import PATIENCE
from tests.tutorial.live.test_keeping import make_pod
from tests.tutorial.live.test_kubernetes import Client
from tests.tutorial.live.test_snapshots import does
from tutorial.live import keeping, packing, rows
from tutorial.live.models import Cluster, Damage, Journal, Snapshot

pytestmark = pytest.mark.asyncio


async def pods(site, live) -> list[str]:
    woken = await site.host.get(live.id)
    return [pod["metadata"]["name"] for pod in woken.simulation.store.list("pods", "default")]


async def crashed(site):
    """A cluster with five pods, each in its own row, of which no snapshot tells; its process has ended at once."""
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    for number in range(5):
        await make_pod(socket, f"pod-{number}")
    await live.drained()
    await socket.close()
    forget(site, live)
    return live


def forget(site, live) -> None:
    """As if the process had been killed."""
    site.host._drop(live, 4409)


async def change(site, work) -> None:
    """Do something to the database behind everybody's back."""
    await site.host.journal.run(work)


def row_of(live, name: str) -> Journal:
    return next(row for row in Journal.objects.filter(cluster_id=live.id, kind="engine") if name in row.entry)


def overwrite(field: str, make):
    def work(live):
        row = row_of(live, "pod-3")
        Journal.objects.filter(pk=row.pk).update(**{field: make(row)})

    return work


def remove_row(live):
    row_of(live, "pod-3").delete()


def remove_the_end(live):
    Journal.objects.filter(cluster_id=live.id, sequence__gte=row_of(live, "pod-3").sequence).delete()


def swap_with_next(live):
    """Two rows under each other's number."""
    one, two = row_of(live, "pod-3"), row_of(live, "pod-4")
    with connection.cursor() as cursor:
        for number, row in ((-1, one), (one.sequence, two), (two.sequence, one)):
            cursor.execute("UPDATE live_journal SET sequence = %s WHERE id = %s", [number, row.pk])


DAMAGES = {
    "a flipped bit": overwrite("entry", lambda row: row.entry.replace("pod-3", "qod-3", 1)),
    "a row cut short": overwrite("entry", lambda row: row.entry[: len(row.entry) // 2]),
    "no JSON": overwrite("entry", lambda row: "\x01rubbish"),
    "a wrong sum": overwrite("sum", lambda row: row.sum ^ 1),
    "another moment": overwrite("at", lambda row: row.at + 5_000_000),
    "bytes for text": overwrite("entry", lambda row: b"\xff\x00"),
    "a format that is no number": overwrite("format", lambda row: Value("new")),
    "a kind that nobody knows": overwrite("kind", lambda row: "dream"),
    "a missing row": remove_row,
    "a missing end": remove_the_end,
    "two rows that changed places": swap_with_next,
}


@pytest.mark.parametrize("name", DAMAGES)
async def test_a_damaged_row_ends_what_is_lived_through_and_everybody_is_told(site, caplog, name):
    live = await crashed(site)
    neighbour = await site.cluster(browser="N" * 43)
    await change(site, lambda: DAMAGES[name](live))
    with caplog.at_level(logging.ERROR, "tutorial.live"):
        socket = await site.socket(live.id, query="lang=ko")
    assert await pods(site, live) == ["pod-0", "pod-1", "pod-2"]
    assert "손상" in socket.snapshot["notice"]
    assert "손상" in socket.snapshot["terminal"]["transcript"] or "damaged" in socket.snapshot["terminal"]["transcript"]
    assert any(mark["kind"] == "failure" for mark in socket.snapshot["marks"])
    assert "set aside" in caplog.text and live.id in caplog.text
    set_aside = await site.host.journal.run(lambda: list(Damage.objects.filter(cluster_id=live.id).values()))
    assert len(set_aside) == 1
    assert name == "a missing end" or "pod-4" in set_aside[0]["rows"]
    # it goes on: what is done now is kept, and nothing is said to be damaged again
    await make_pod(socket, "after")
    woken = await site.host.get(live.id)
    await socket.close()
    forget(site, woken)
    again = await site.socket(live.id)
    assert await pods(site, live) == ["after", "pod-0", "pod-1", "pod-2"]
    assert again.snapshot["notice"] is None
    assert (await site.host.get(neighbour.id)) is neighbour


async def test_a_wrong_count_of_rows_is_put_right_and_nothing_is_lost(site):
    live = await crashed(site)
    await change(site, lambda: Cluster.objects.filter(id=live.id).update(kept=2))
    socket = await site.socket(live.id)
    assert socket.snapshot["notice"] is None
    await make_pod(socket, "after")
    assert await pods(site, live) == ["after", *(f"pod-{number}" for number in range(5))]


async def test_a_snapshot_of_another_cluster_is_not_taken_for_its_own(site, caplog):
    live, other = await site.cluster(), await site.cluster(browser="N" * 43)
    forget(site, live)

    def swap():
        theirs = Snapshot.objects.get(cluster_id=other.id)
        Snapshot.objects.filter(cluster_id=live.id).update(data=theirs.data)

    await change(site, swap)
    socket = await site.socket(live.id, greet=False)
    assert (await socket.communicator.receive_json_from(timeout=10))["code"] == "damaged"
    assert f"not of {live.id}" in caplog.text


async def test_a_cluster_whose_first_is_gone_stands_alone(site):
    live = await crashed(site)

    def part():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("UPDATE live_cluster SET beside_id = 'nobody' WHERE id = %s", [live.id])

    await change(site, part)
    try:
        await site.socket(live.id)
        assert len(await pods(site, live)) == 5
    finally:
        await change(site, lambda: Cluster.objects.filter(id=live.id).update(beside=None))


async def test_a_real_client_is_warned(site):
    live = await crashed(site)
    await change(site, lambda: remove_row(live))
    _, status, headers = await Client(live.record.token).open("GET", "/api/v1/namespaces/default/pods")
    assert status == 200
    assert headers[b"warning"].startswith(b"299") and b"damaged" in headers[b"warning"]


async def test_a_row_that_cannot_be_lived_through_leaves_nothing_half_done(site):
    """It is what was written, but this version can make nothing of it."""
    live = await crashed(site)

    def strange():
        row = row_of(live, "pod-3")
        made = rows.written(live.id, rows.Row(row.sequence, row.epoch, row.at, "engine", {"input": [1, 2]}))
        Journal.objects.filter(pk=row.pk).update(entry=made.text, sum=made.sum)

    await change(site, strange)
    assert await pods(site, live) == ["pod-0", "pod-1", "pod-2"]
    found = await site.host.journal.run(lambda: Damage.objects.get(cluster_id=live.id))
    assert found.code == "row_strange"


async def test_the_newest_snapshot_is_made_up_for_by_the_one_before(site, caplog):
    live = await crashed(site)
    woken = await site.host.get(live.id)
    digest = woken.simulation.digest()
    await site.host.sleep(woken)
    await change(site, lambda: spoil(live, newest=True))
    with caplog.at_level(logging.ERROR, "tutorial.live"):
        socket = await site.socket(live.id)
    again = await site.host.get(live.id)
    assert await pods(site, live) == [f"pod-{number}" for number in range(5)]
    assert again.simulation.digest() == digest
    assert socket.snapshot["notice"] is None  # nothing was lost: only the operator hears of it
    assert "snapshot" in caplog.text
    assert await site.host.journal.run(lambda: bytes(Damage.objects.get(cluster_id=live.id).snapshot)) == b"rubbish"


def spoil(live, newest: bool) -> None:
    found = list(Snapshot.objects.filter(cluster_id=live.id).order_by("-id"))
    for one in found[:1] if newest else found:
        Snapshot.objects.filter(pk=one.pk).update(data=b"rubbish")


async def test_events_that_are_damaged_are_found_before_anybody_asks_for_one(site):
    live = await crashed(site)
    woken = await site.host.get(live.id)
    digest = woken.simulation.digest()
    await site.host.sleep(woken)

    def flip():
        snapshot = Snapshot.objects.filter(cluster_id=live.id).order_by("-id").first()
        data = bytearray(snapshot.data)
        data[-20] ^= 1  # the events are the last of it
        Snapshot.objects.filter(pk=snapshot.pk).update(data=bytes(data))

    await change(site, flip)
    again = await site.host.get(live.id)
    assert again.simulation.digest() == digest  # made up for by the snapshot before
    assert await site.host.journal.run(lambda: Damage.objects.get(cluster_id=live.id).code) == "snapshot_unreadable"


async def test_what_a_branch_began_from_is_lost_with_its_snapshot_but_not_what_was_before(site):
    live = await crashed(site)
    socket = await site.socket(live.id)
    await socket.run("kubectl delete pod pod-4 --wait=false")
    assert (await socket.ask("undo"))["type"] == "ack"
    await make_pod(socket, "on-the-branch")
    woken = await site.host.get(live.id)
    await socket.close()
    forget(site, woken)
    await change(site, lambda: spoil(live, newest=True))
    again = await site.socket(live.id)
    names = await pods(site, live)
    assert "on-the-branch" not in names and {"pod-0", "pod-1"} <= set(names)
    assert again.snapshot["notice"]
    assert (await again.ask("undo"))["type"] == "ack"  # the number of the branch that was lost is free again


async def test_nothing_is_overwritten_when_nothing_can_be_read(site):
    live = await crashed(site)
    await change(site, lambda: spoil(live, newest=False))
    before = await site.host.journal.run(lambda: list(Snapshot.objects.filter(cluster_id=live.id).values()))
    for language, words in (("ko", "읽을 수 없습니다"), ("en", "cannot be read")):
        socket = await site.socket(live.id, query=f"lang={language}", greet=False)
        frame = await socket.communicator.receive_json_from(timeout=PATIENCE)
        assert frame["code"] == "damaged" and words in frame["message"]
        assert (await socket.communicator.receive_output(timeout=PATIENCE))["code"] == 4404  # never again
    assert await site.host.journal.run(lambda: list(Snapshot.objects.filter(cluster_id=live.id).values())) == before


async def test_a_past_that_cannot_be_read_is_told_and_the_cluster_goes_on(site, caplog):
    live = await crashed(site)
    woken = await site.host.get(live.id)
    does(woken, "kubectl scale deployment web --replicas=2", 10)
    await site.host.sleep(woken)

    def spoil_history():
        snapshot = Snapshot.objects.filter(cluster_id=live.id).order_by("-id").first()
        state = keeping.unpack(bytes(snapshot.data))
        state["history"], state["origin"] = keeping.Past(b"AAAA"), keeping.Past(b"AAAA")
        Snapshot.objects.filter(pk=snapshot.pk).update(data=keeping.pack(state))

    await change(site, spoil_history)
    socket = await site.socket(live.id)
    with caplog.at_level(logging.ERROR, "tutorial.live"):
        answer = await socket.ask("seek", time=1)
    assert (answer["type"], answer["code"]) == ("error", "past_damaged")
    assert "cannot be shown" in caplog.text
    assert len(await pods(site, live)) == 5
    await make_pod(socket, "after")
    again = await site.host.get(live.id)
    at = again.simulation.now
    assert (await socket.ask("fork", at=at))["type"] == "ack"  # its record has begun anew
    await socket.close()
    again = await site.host.get(live.id)
    await site.host.sleep(again)
    assert live.id not in site.host.clusters  # and it can be put to sleep
    assert "after" in await pods(site, live)


NEWER = {
    "a format of the journal": lambda live: Journal.objects.filter(cluster_id=live.id).update(format=rows.FORMAT + 1),
    "a format of the state": lambda live: rewrite(live, format=keeping.FORMAT + 1),
    "a release": lambda live: rewrite(live, engine="99.0.0/1/abc"),
    "a format of the engine": lambda live: rewrite(live, engine="0.1.0/99/abc"),
}


def rewrite(live, **changes) -> None:
    for snapshot in Snapshot.objects.filter(cluster_id=live.id):
        head, *rest = packing.part(bytes(snapshot.data))
        data = packing.join([packing.Packed.of({**head(), **changes}), *rest])
        Snapshot.objects.filter(pk=snapshot.pk).update(data=data)


@pytest.mark.parametrize("name", NEWER)
async def test_what_a_newer_orrery_kept_is_left_as_it_is_until_the_server_is_updated(site, name):
    live = await crashed(site)
    await change(site, lambda: NEWER[name](live))
    before = await site.host.journal.run(lambda: everything(live))
    for language, words in (("ko", "업데이트"), ("en", "newer")):
        socket = await site.socket(live.id, query=f"lang={language}", greet=False)
        frame = await socket.communicator.receive_json_from(timeout=PATIENCE)
        assert frame["code"] == "newer" and words in frame["message"]
        assert (await socket.communicator.receive_output(timeout=PATIENCE))["code"] == 4404
    status, body = await Client(live.record.token).ask("GET", "/api/v1/nodes")
    assert status == 500 and "newer" in body["message"]
    assert await site.host.journal.run(lambda: everything(live)) == before


def everything(live):
    return list(Snapshot.objects.filter(cluster_id=live.id).values()), list(
        Journal.objects.filter(cluster_id=live.id).values()
    )


async def test_a_fault_that_was_refused_does_not_keep_a_cluster_from_waking_or_from_its_past(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    assert (await socket.ask("fault", fault="node.stop", node="none"))["code"] == "refused"
    await make_pod(socket, "after")
    await socket.close()
    forget(site, live)
    woken = await site.host.get(live.id)
    assert woken.notice is None and await pods(site, live) == ["after"]
    again = await site.socket(live.id)
    assert (await again.ask("undo"))["type"] == "ack"
    assert await pods(site, live) == []
