"""A session that somebody has shared: what anybody may watch, and where they may go on from."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models


def new_key() -> str:
    return secrets.token_urlsafe(12)


class Recording(models.Model):
    """`tape` replays in a browser (see `tape.py`); `state` is the live cluster's at the end of it, for who goes on
    from a moment of it. Both are copies: the cluster may change or go."""

    key = models.CharField(primary_key=True, max_length=20, default=new_key, editable=False)
    cluster = models.ForeignKey("live.Cluster", models.SET_NULL, null=True, blank=True, related_name="recordings")
    browser = models.CharField(max_length=43, blank=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="recordings")
    version = models.ForeignKey("lessons.Version", models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, default="en")
    title = models.CharField(max_length=120, blank=True)
    tape = models.BinaryField()
    state = models.BinaryField()
    withdrawn = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title or self.key
