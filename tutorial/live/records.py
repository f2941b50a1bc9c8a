"""All database work of the live host: plain functions, called in the journal's thread, never on the event loop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from tutorial.lessons import progress
from tutorial.lessons.document import Lesson
from tutorial.live.keeping import pack, unpack
from tutorial.live.models import Branch, Cluster, Journal, Snapshot, new_token


class LeaseLost(Exception):
    """Another process owns the cluster now (or it was deleted): nothing was written."""


@dataclass
class Kept:
    """All that is needed to wake a cluster."""

    cluster: Cluster
    lesson: Lesson | None
    state: dict | None
    sequence: int
    entries: list[tuple[int, int, str, dict]]  # (sequence, at, kind, entry) after the snapshot


def create(**fields: Any) -> Cluster:
    return Cluster.objects.create(**fields)


def find(**by: Any) -> Cluster | None:
    """The cluster with its lesson version and owner, or None."""
    return Cluster.objects.select_related("version__lesson__course", "user", "beside").filter(**by).first()


def side_by_side(id_: str) -> list[str]:
    """The cluster and what is compared with it, the one first that stood there first; [] when there is none."""
    row = Cluster.objects.filter(id=id_).values_list("beside_id", flat=True)
    if not row:
        return []
    first = row[0] or id_
    return [first, *Cluster.objects.filter(beside_id=first).values_list("id", flat=True)]


def part(id_: str) -> None:
    """A cluster that stood beside another and cannot be read: nobody's any more, but kept until it is too old."""
    Cluster.objects.filter(id=id_).update(beside=None, browser="", user=None)


def renew_token(id_: str) -> str:
    """Another address for real clients; gives the new token."""
    token = new_token()
    Cluster.objects.filter(id=id_).update(token=token)
    return token


def signed_in(session_key: str) -> Any:
    """The user of a browser's session cookie, or None."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if user.is_authenticated else None


def take(id_: str) -> Kept | None:
    """Take the lease (the epoch goes up, an older owner can no longer write) and read what is kept."""
    with transaction.atomic():
        if not Cluster.objects.filter(id=id_).update(epoch=F("epoch") + 1, used_at=timezone.now()):
            return None
        cluster = Cluster.objects.select_related("version__lesson__course", "user", "beside").get(id=id_)
        snapshot = Snapshot.objects.filter(cluster=cluster).order_by("-id").first()
        after = snapshot.sequence if snapshot else 0
        rows = Journal.objects.filter(cluster=cluster, sequence__gt=after).order_by("sequence")
        entries = list(rows.values_list("sequence", "at", "kind", "entry"))
    lesson = Lesson.load(cluster.version.content) if cluster.version else None
    state = unpack(bytes(snapshot.data)) if snapshot else None
    return Kept(cluster, lesson, state, entries[-1][0] if entries else after, entries)


def append(batch: list[tuple[str, int, list[Journal]]]) -> set[str]:
    """Write the entries of several clusters in one transaction; returns the clusters whose lease was lost."""
    lost: set[str] = set()
    with transaction.atomic():
        wanted = {id_ for id_, _, _ in batch}
        rows = Cluster.objects.select_for_update().filter(id__in=wanted).order_by("id").values_list("id", "epoch")
        epochs = dict(rows)
        kept: list[Journal] = []
        for id_, epoch, entries in batch:
            if epochs.get(id_) == epoch:
                kept.extend(entries)
            else:
                lost.add(id_)
        Journal.objects.bulk_create(kept)
    return lost


def save_snapshot(id_: str, epoch: int, sequence: int, time: int, state: dict, branch: dict | None = None) -> int:
    """Keep the state; older snapshots but the first, and the entries they covered, go. Returns the lease's epoch.

    With `branch` the head moves: the epoch goes up. Raises LeaseLost."""
    data = pack(state)
    with transaction.atomic():
        rows = Cluster.objects.filter(id=id_, epoch=epoch)
        changes: dict[str, Any] = {"used_at": timezone.now()}
        if branch:
            changes["epoch"] = epoch + 1
        if not rows.update(**changes):
            raise LeaseLost(id_)
        if branch:
            Branch.objects.create(cluster_id=id_, number=branch["id"], of=branch["of"], at=branch["at"])
        made = Snapshot.objects.create(cluster_id=id_, sequence=sequence, time=time, data=data)
        Snapshot.objects.filter(cluster_id=id_).exclude(id=made.id).delete()
        Journal.objects.filter(cluster_id=id_, sequence__lte=sequence).delete()
    return changes.get("epoch", epoch)


def delete_unused(days: int) -> int:
    """Delete clusters that nobody has opened for so many days; returns how many rows went. 0 days: keep all."""
    if not days:
        return 0
    return Cluster.objects.filter(used_at__lt=timezone.now() - timedelta(days=days)).delete()[0]


def delete(id_: str) -> None:
    Cluster.objects.filter(id=id_).delete()


def note_solved(cluster: Cluster) -> bool:
    return progress.note_solved(cluster.browser, cluster.user, cluster.version.lesson)


def note_shown(cluster: Cluster, shown: bool) -> None:
    progress.note_shown(cluster.browser, cluster.user, cluster.version.lesson, shown)
