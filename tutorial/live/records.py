"""Rows of clusters, not what is kept of their lives (`ledger`): called in the journal's threads, never on the loop."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import Max, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from tutorial.lessons import progress
from tutorial.live import servers
from tutorial.live.models import Cluster, Day, Server, new_token


def create(**fields: Any) -> Cluster:
    return Cluster.objects.create(used=next_use(), **fields)


def next_use() -> Any:
    """The number of the use that begins now: an expression, worked out where it is written."""
    newest = Cluster.objects.order_by("-used").values("used")[:1]
    return Coalesce(Subquery(newest), Value(0)) + 1


def find(**by: Any) -> Cluster | None:
    """The cluster with its lesson version and owner, or None."""
    return Cluster.objects.select_related("version__lesson__course", "user", "beside").filter(**by).first()


def side_by_side(id_: str) -> list[str]:
    """The cluster and what is compared with it, the one first that stood there first; [] when there is none."""
    if not Cluster.objects.filter(id=id_).exists():
        return []
    other = Cluster.objects.filter(companion=id_).exclude(id=id_).values_list("id", flat=True)
    first = other[0] if other else id_
    return [first, *Cluster.objects.filter(beside_id=first).exclude(id=first).values_list("id", flat=True)]


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


def new_day(days: int) -> int:
    """Note that the site runs today, and delete the clusters that sleep and that nobody has opened on the last `days`
    such days (0: keep all); returns how many went. A clock that jumps ahead adds one day, however far it jumps."""
    used = Cluster.objects.aggregate(newest=Max("used"))["newest"] or 0
    Day.objects.get_or_create(date=timezone.now().date(), defaults={"used": used})
    ran = list(Day.objects.order_by("-id").values_list("used", flat=True)[: days + 1])
    if not days or len(ran) <= days:
        return 0
    for one in [one for one in Server.objects.all() if servers.has_ended(one)]:
        servers.leave(one.id)
    asleep = Cluster.objects.exclude(server__in=Server.objects.values("id"))
    return asleep.filter(used__lte=ran[days]).delete()[1].get("live.Cluster", 0)


def delete(id_: str) -> None:
    Cluster.objects.filter(id=id_).delete()


def note_solved(cluster: Cluster) -> bool:
    return progress.note_solved(cluster.browser, cluster.user, cluster.version.lesson)


def note_shown(cluster: Cluster, shown: bool) -> None:
    progress.note_shown(cluster.browser, cluster.user, cluster.version.lesson, shown)
