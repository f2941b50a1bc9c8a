"""What is kept of a cluster: who it belongs to, its snapshots, and every input since the last one."""

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
    with an older one has lost it."""

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
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return self.id


class Snapshot(models.Model):
    """A cluster as it was after journal entry `sequence`: the engine's state, the host's and the session's."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="snapshots")
    sequence = models.BigIntegerField()
    time = models.BigIntegerField(help_text="virtual µs")
    data = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["cluster", "-id"]


class Journal(models.Model):
    """One input from outside, written before it is acknowledged. `kind` tells who plays it again: engine or session."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="journal")
    sequence = models.BigIntegerField()
    epoch = models.PositiveIntegerField()
    at = models.BigIntegerField(help_text="virtual µs")
    kind = models.CharField(max_length=10)
    entry = models.JSONField()

    class Meta:
        ordering = ["cluster", "sequence"]
        verbose_name_plural = "journal"
        constraints = [models.UniqueConstraint(fields=["cluster", "sequence"], name="journal_cluster_sequence")]


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
