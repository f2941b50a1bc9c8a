"""What is kept of a cluster: who it belongs to, its last two snapshots, and every input since the older of them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models


def new_id() -> str:
    return secrets.token_hex(8)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Cluster(models.Model):
    """One simulated cluster and the learner's session on it. `epoch` counts its leases and branches: whoever writes
    with an older one has lost it. `server` has it awake ("": nobody), `kept` is the number of its newest journal row,
    `used` orders clusters by when they were last opened, whatever the clock on the wall said."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    follow_key = models.CharField(max_length=40, unique=True, default=new_token)
    browser = models.CharField(max_length=43, blank=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="clusters")
    version = models.ForeignKey("lessons.Version", models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, default="en")
    beside = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="companion", help_text="compared with; goes with it"
    )
    split_at = models.BigIntegerField(null=True, blank=True, help_text="virtual µs at which it left that one's past")
    epoch = models.PositiveIntegerField(default=0)
    server = models.CharField(max_length=16, blank=True, db_index=True)
    wanted = models.BooleanField(default=False, help_text="another server would like to have it")
    kept = models.BigIntegerField(default=0)
    used = models.BigIntegerField(default=0, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.id


class Snapshot(models.Model):
    """A cluster as it was after journal row `sequence` on branch `branch`: the engine's state, the host's and the
    session's. The last two are kept, and the rows since the older: one that is damaged can be made up for."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="snapshots")
    sequence = models.BigIntegerField()
    branch = models.PositiveIntegerField(default=0)
    time = models.BigIntegerField(help_text="virtual µs")
    data = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["cluster", "-id"]


class Journal(models.Model):
    """One input from outside, written before it is acknowledged: see `rows`."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="journal")
    sequence = models.BigIntegerField()
    epoch = models.PositiveIntegerField()
    at = models.BigIntegerField(help_text="virtual µs")
    kind = models.CharField(max_length=10)
    format = models.PositiveSmallIntegerField(default=1)
    entry = models.TextField(help_text="JSON")
    sum = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["cluster", "sequence"]
        verbose_name_plural = "journal"
        constraints = [models.UniqueConstraint(fields=["cluster", "sequence"], name="journal_cluster_sequence")]


class Damage(models.Model):
    """What was set aside because it could not be read, as it was found, so that somebody may still look at it."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="damages")
    code = models.CharField(max_length=30)
    where = models.TextField()
    rows = models.TextField(help_text="JSON: the journal's rows from the damaged one on")
    snapshot = models.BinaryField(null=True)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class Branch(models.Model):
    """Where a cluster's head left an older branch."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="branches")
    number = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    at = models.BigIntegerField(help_text="virtual µs")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["cluster", "number"]
        verbose_name_plural = "branches"
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="branch_number_in_cluster")]


class Server(models.Model):
    """A process that has clusters awake. `beat` goes up as long as it lives: who sees it stand still for a lease's time
    (measured by a clock of their own that cannot jump) may take its clusters over."""

    id = models.CharField(primary_key=True, max_length=16)
    name = models.CharField(max_length=200, help_text="for people: pid and machine")
    machine = models.CharField(max_length=200)
    process = models.CharField(max_length=60)
    beat = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class Day(models.Model):
    """A day on which this site ran, with the number of the last use before it. Clusters grow old by such days: a clock
    that jumps years ahead makes them older by one."""

    date = models.DateField(unique=True)
    used = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.date)
