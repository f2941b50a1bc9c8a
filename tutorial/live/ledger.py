"""What is kept of clusters, and whose they are: called in the journal's thread, never on the event loop.

Whoever writes names the lease's epoch and goes on from the newest row that is kept: both are checked in the very
transaction that writes, so that a stale owner writes nothing and the rows never have a hole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tutorial.lessons.document import Lesson
from tutorial.live import keeping, rows
from tutorial.live.models import Branch, Cluster, Damage, Journal, Server, Snapshot
from tutorial.live.records import next_use
from tutorial.words import Refusal

SNAPSHOTS = 2  # kept of a cluster
_FIELDS = ("sequence", "epoch", "at", "kind", "format", "entry", "sum")
_UPDATE = f'UPDATE "{Cluster._meta.db_table}" SET kept = %s WHERE id = %s AND epoch = %s AND kept = %s'
_INSERT = (
    f'INSERT INTO "{Journal._meta.db_table}" (cluster_id, sequence, epoch, at, kind, format, entry, sum) '
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


class LeaseLost(Exception):
    """Another process owns the cluster now (or it was deleted): nothing was written."""


class Elsewhere(Refusal):
    """Another server that is alive has the cluster awake; `server` is its id."""

    def __init__(self, server: str):
        super().__init__("elsewhere")
        self.server = server


@dataclass
class Kept:
    """All that is needed to wake a cluster: `state` as it was after row `after` (None: it has none yet), and the rows
    since. `damage`: what else was found, in the order it was found; `spoilt`: snapshots that cannot be read."""

    cluster: Cluster
    lesson: Lesson | None
    state: dict | None
    after: int
    entries: list[rows.Row]
    damage: list[rows.Damage] = field(default_factory=list)
    spoilt: list[int] = field(default_factory=list)
    torn: bool = False  # nobody put it to sleep: how far it had come since the newest row is not known
    again: int = 0  # not 0: under the same lease it was awake before, and what ran in it then is over

    @property
    def sequence(self) -> int:
        """Of the newest row."""
        return self.after + len(self.entries)


# -- reading -----------------------------------------------------------------------------------------------------------


def take(id_: str, server: str) -> Kept | None:
    """Take the lease (the epoch goes up, an older owner can no longer write) and read what is kept; None: no such one.

    Raises Elsewhere while another server has it, and what `read` raises."""
    owner = Cluster.objects.filter(id=id_).values_list("server", flat=True).first()
    if owner and owner != server and Server.objects.filter(id=owner).exists():
        Cluster.objects.filter(id=id_).update(wanted=True)
        raise Elsewhere(owner)
    with transaction.atomic():
        mine = Cluster.objects.filter(id=id_, server=owner or "")
        fields = {"server": server, "wanted": False, "used": next_use(), "used_at": timezone.now()}
        if not mine.update(epoch=F("epoch") + 1, **fields):
            if owner is None or not Cluster.objects.filter(id=id_).exists():
                return None
            raise Elsewhere(owner)
        kept = read(id_)
    kept.torn = bool(owner)
    return kept


def look(id_: str, server: str) -> Kept | None:
    """What is kept of a cluster that this server has awake already, without writing anything; None: it has not."""
    return read(id_) if Cluster.objects.filter(id=id_, server=server).exists() else None


def read(id_: str) -> Kept:
    """What is kept, up to the first damage. Raises Damaged when there is no snapshot to begin from, and Newer."""
    cluster = Cluster.objects.select_related("version__lesson__course", "user", "beside").get(id=id_)
    lesson = Lesson.load(cluster.version.content) if cluster.version else None
    snapshots = list(Snapshot.objects.filter(cluster=cluster).order_by("-id")[:SNAPSHOTS])
    kept = Kept(cluster, lesson, None, 0, [])
    chosen = None
    for snapshot in snapshots:
        try:
            kept.state, chosen = keeping.unpack(snapshot.data, sequence=snapshot.sequence, cluster=id_), snapshot
            break
        except keeping.Damaged as error:
            kept.damage.append(rows.Damage("snapshot_unreadable", f"snapshot {snapshot.pk}: {error}", []))
            kept.spoilt.append(snapshot.pk)
    if chosen is None and snapshots:
        raise keeping.Damaged("; ".join(found.where for found in kept.damage))
    kept.after = chosen.sequence if chosen else 0
    _read_rows(kept, snapshots[0], chosen) if chosen else None
    return kept


def _read_rows(kept: Kept, newest: Snapshot, chosen: Snapshot) -> None:
    since = Journal.objects.filter(cluster=kept.cluster, sequence__gt=kept.after).order_by("sequence")
    found = [rows.Written(*row) for row in since.values_list(*_FIELDS)]
    if (most := max((row.format for row in found if isinstance(row.format, int)), default=0)) > rows.FORMAT:
        raise keeping.Newer(f"journal format {most}", f"format {rows.FORMAT}")
    kept.entries, damage = rows.read(kept.cluster.id, found, kept.after, kept.cluster.kept)
    if (
        newest.branch != chosen.branch and kept.sequence > newest.sequence
    ):  # these rows went on from a state that is lost
        after = newest.sequence - kept.after
        damage = rows.Damage("branch_lost", "the snapshot that began the newest branch cannot be read", found[after:])
        del kept.entries[after:]
    if damage is not None:
        kept.damage.append(damage)


# -- writing -----------------------------------------------------------------------------------------------------------


def append(batch: list[tuple[str, int, list[rows.Row]]]) -> set[str]:
    """Write the rows of several clusters in one transaction; returns the clusters whose lease was lost."""
    with transaction.atomic(), connection.cursor() as cursor:
        ours = {id_: (epoch, entries) for id_, epoch, entries in batch}
        steps = [
            (entries[-1].sequence, id_, epoch, entries[0].sequence - 1)
            for id_, (epoch, entries) in sorted(ours.items())
        ]
        cursor.executemany(_UPDATE, steps)
        lost = _not_ours(ours) if cursor.rowcount != len(steps) else set()
        made = [rows.written(id_, row) for id_, (_, entries) in ours.items() if id_ not in lost for row in entries]
        owners = [id_ for id_, (_, entries) in ours.items() if id_ not in lost for _ in entries]
        cursor.executemany(_INSERT, [(id_, *row) for id_, row in zip(owners, made, strict=True)])
    return lost


def _not_ours(batch: dict[str, tuple[int, list[rows.Row]]]) -> set[str]:
    """After the step: whose newest row is not the one that this batch ends with."""
    now = {id_: rest for id_, *rest in Cluster.objects.filter(id__in=batch).values_list("id", "epoch", "kept")}
    return {id_ for id_, (epoch, entries) in batch.items() if now.get(id_) != [epoch, entries[-1].sequence]}


def save_snapshot(id_: str, epoch: int, sequence: int, time: int, state: dict, branch: dict | None = None) -> int:
    """Keep the state; snapshots but the last two, and rows that the older of them covers, go. Returns the epoch.

    With `branch` the head moves: the epoch goes up. Raises LeaseLost, also when not everything up to `sequence` was
    kept (the disk was full): then the state is not what anybody was told."""
    data = keeping.pack({**state, "sequence": sequence, "cluster": id_})
    with transaction.atomic():
        changes: dict[str, Any] = {"epoch": epoch + 1} if branch else {}
        changes |= {"used": next_use(), "used_at": timezone.now()}
        if not Cluster.objects.filter(id=id_, epoch=epoch, kept=sequence).update(**changes):
            raise LeaseLost(id_)
        if branch:
            Branch.objects.create(cluster_id=id_, number=branch["id"], of=branch["of"], at=branch["at"])
        number = (state.get("branch") or {}).get("id", 0)
        Snapshot.objects.create(cluster_id=id_, sequence=sequence, branch=number, time=time, data=data)
        _forget_old(id_)
    return changes.get("epoch", epoch)


def _forget_old(id_: str) -> None:
    kept = list(Snapshot.objects.filter(cluster_id=id_).order_by("-id").values_list("id", "sequence")[:SNAPSHOTS])
    Snapshot.objects.filter(cluster_id=id_).exclude(id__in=[number for number, _ in kept]).delete()
    if len(kept) == SNAPSHOTS:
        Journal.objects.filter(cluster_id=id_, sequence__lte=kept[-1][1]).delete()


def mend(kept: Kept, time: int, state: dict) -> None:
    """Let the cluster go on from the last row that could be lived through: `state` is kept, what is damaged is set
    aside (see models.Damage). Raises LeaseLost."""
    cluster, sequence = kept.cluster, kept.sequence
    with transaction.atomic():
        if not Cluster.objects.filter(id=cluster.id, epoch=cluster.epoch).update(kept=sequence):
            raise LeaseLost(cluster.id)
        spoilt = {one.pk: _as_found(one.data) for one in Snapshot.objects.filter(pk__in=kept.spoilt)}
        for found in kept.damage:
            data = spoilt.pop(next(iter(spoilt))) if found.code == "snapshot_unreadable" and spoilt else None
            lost = json.dumps([list(row) for row in found.rows], default=repr)
            Damage.objects.create(cluster=cluster, code=found.code, where=found.where, rows=lost, snapshot=data)
        Snapshot.objects.filter(pk__in=kept.spoilt).delete()
        Journal.objects.filter(cluster=cluster, sequence__gt=sequence).delete()
        Branch.objects.filter(cluster=cluster, number__gt=(state["branch"] or {}).get("id", 0)).delete()
        save_snapshot(cluster.id, cluster.epoch, sequence, time, state)


def _as_found(data: Any) -> bytes:
    """What is in a column of bytes; SQLite lets damage put anything there."""
    return bytes(data) if isinstance(data, (bytes, memoryview)) else repr(data).encode()


def release(id_: str, epoch: int) -> None:
    """The cluster sleeps: any server may have it. Nothing happens when the lease is lost already."""
    Cluster.objects.filter(id=id_, epoch=epoch).update(server="", wanted=False)
