"""Watches: what changed since a revision, as events; without threads, asked by `poll`.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes, #watch-bookmarks
and #streaming-lists; golden suite api, cases "watch ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.errors import Expired, future_revision
from cluster.api.negotiation import Form
from cluster.api.options import ListOptions, revision
from cluster.api.reads import table
from cluster.api.reads.reading import check_selectable, include_of, matches
from cluster.store import ADDED, DELETED, MODIFIED, Change, Compacted

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

BOOKMARK, ERROR = "BOOKMARK", "ERROR"
BOOKMARK_EVERY = 60_000_000  # µs of virtual time
INITIAL_END = "k8s.io/initial-events-end"


class Watch:
    """An open watch. `poll()` gives the events since the last call; after `close()` or an ERROR there are none.

    `deadline` is the virtual time (µs) at which the client wants it to end, or None. `closed` tells the host to end the
    stream."""

    def __init__(
        self,
        server: ApiServer,
        kind: Kind,
        namespace: str | None,
        options: ListOptions,
        form: Form,
        query: dict,
        user_agent: str = "",
    ):
        check_selectable(kind, options)
        self.kind, self.namespace, self.options, self.form = kind, namespace, options, form
        self.closed = False
        self._server = server
        self._include = include_of(query)
        self._heads = True
        self._managed = bool(user_agent)  # clients from outside see who manages what
        self._bookmark_due = server.clock.now + BOOKMARK_EVERY
        self.deadline = server.clock.now + options.timeout * 1_000_000 if options.timeout else None
        self._revision, self._first = self._beginning()

    def poll(self) -> list[dict]:
        """Events (`{"type", "object"}`) that are due now. Objects are shared: not to be changed."""
        if self.closed:
            return []
        events, self._first = self._first, []
        if events and events[-1]["type"] == ERROR:
            self.closed = True
            return events
        store = self._server.store
        try:
            for change in store.changes_since(self._revision):
                event = self._event(change)
                if event:
                    events.append(event)
        except Compacted as error:
            self.closed = True
            return [*events, _gone(self._revision, error)]
        self._revision = max(self._revision, store.revision)
        now = self._server.clock.now
        if self.options.bookmarks and now >= self._bookmark_due:
            events.append(self._bookmark())
            self._bookmark_due = now + BOOKMARK_EVERY
        if self.deadline is not None and now >= self.deadline:
            self.closed = True
        return events

    def close(self) -> None:
        self.closed = True

    @property
    def resource(self) -> str:
        """Whose changes it tells."""
        return self.kind.stored.resource

    def _beginning(self) -> tuple[int, list[dict]]:
        """(revision to go on from, events to begin with)."""
        store = self._server.store
        since = revision(self.options.revision)
        streaming = self.options.initial_events
        if streaming and since > store.revision:  # it is waited for in vain, and told in the stream
            return store.revision, [{"type": ERROR, "object": future_revision(since, store.revision).status()}]
        if streaming or (since == 0 and streaming is None):
            found = store.list(self.kind.stored.resource, self.namespace)
            first = [self._shown(ADDED, obj) for obj in found if matches(self.kind, obj, self.options)]
            if streaming and self.options.bookmarks:
                first.append(self._bookmark(initial_end=True))
            return store.revision, first
        if since == 0:
            return store.revision, []
        try:
            store.check(since)
        except Compacted as error:
            return store.revision, [_gone(since, error)]
        return since, []

    def _event(self, change: Change) -> dict | None:
        """The change as this watch sees it: an object that comes to match is ADDED, one that ceases to is DELETED."""
        if change.resource != self.kind.stored.resource:
            return None
        if self.namespace is not None and change.namespace != self.namespace:
            return None
        is_match = change.op != DELETED and matches(self.kind, change.object, self.options)
        was_match = change.previous is not None and matches(self.kind, change.previous, self.options)
        if is_match:
            return self._shown(MODIFIED if was_match else ADDED, change.object)
        if not was_match:
            return None
        assert change.previous is not None
        last = change.object if change.op == DELETED else _with_version(change.previous, change.revision)
        return self._shown(DELETED, last)

    def _shown(self, kind: str, obj: dict) -> dict:
        if self.form.kind == "Table":
            metadata = {"resourceVersion": obj["metadata"]["resourceVersion"]}
            server = self._server
            shown = table.table(server, self.kind, [obj], metadata, self._include, self._heads)
            self._heads = False
            return {"type": kind, "object": shown}
        views = self._server.views
        if self._managed:
            obj = views.shown(self.kind, obj)
        return {"type": kind, "object": (views.bare if self.form.kind else views.converted)(self.kind, obj)}

    def _bookmark(self, initial_end: bool = False) -> dict:
        metadata: dict = {"resourceVersion": str(self._server.store.revision), "creationTimestamp": None}
        if initial_end:
            metadata["annotations"] = {INITIAL_END: "true"}
        if self.form.kind == "Table":
            row = {
                "cells": [],
                "object": {"kind": self.kind.kind, "apiVersion": self.kind.api_version, "metadata": metadata},
            }
            shown = {"kind": "Table", "apiVersion": table.META_VERSION, "columnDefinitions": None, "rows": [row]}
            return {"type": BOOKMARK, "object": {**shown, "metadata": {"resourceVersion": metadata["resourceVersion"]}}}
        return {
            "type": BOOKMARK,
            "object": {"kind": self.kind.kind, "apiVersion": self.kind.api_version, "metadata": metadata},
        }


def _gone(since: int, error: Compacted) -> dict:
    return {"type": ERROR, "object": Expired(f"too old resource version: {since} ({error.oldest})").status()}


def _with_version(obj: dict, version: int) -> dict:
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(version)}}
