"""The world as checks see it: objects by kind and name, and what has changed since the lesson began.

Fed one `Change` at a time, so that a check can be asked about every moment; it knows nothing of the engine but the
shape of a change (revision, time, op, resource, namespace, name, object, previous, actor, causes, reason).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

HOME = "default"  # the namespace that `pods`, `objects` and the others speak of
HISTORY_KEPT = 3_000
SILENT = {"Event", "Lease", "Endpoints", "EndpointSlice"}  # no entries of `history`: they accompany what happened
UNSTEADY = {"Service"}  # what its slim object says changes with its EndpointSlices
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}

Place = tuple[str, str]  # namespace, name


class World:
    """`now` in µs; `files` of the learner's editor; `history`, oldest first, and `change`, its newest entry;
    `latest`: the Change that was taken in last, and `revision`, how far the world has come with it."""

    def __init__(
        self,
        slim: Callable[[str, dict], dict | None],
        kind_of: Callable[[str, dict], str] = lambda resource, obj: obj["kind"],
        input_of: Callable[[str], Any] = lambda id_: None,
        files: dict[str, str] | None = None,
        led_by: Callable[[Any], Any] = lambda change: None,
    ):
        """`slim(resource, object)`: what checks see of an object in lists; `input_of("i7")`: that Input, or None;
        `led_by(change)`: the newest Input of the learner's that led to a change, or None."""
        self.history: deque[dict] = deque(maxlen=HISTORY_KEPT)
        self.change: dict | None = None
        self.latest: Any = None
        self.now = self.revision = 0
        self.files = {} if files is None else files
        self.shared: dict[Any, Any] = {}  # by those who look at the world, until it changes
        self._objects: dict[str, dict[Place, tuple[str, dict]]] = {}  # kind → place → (resource, object)
        self._slims: dict[tuple[str, Place], dict] = {}
        self._slim, self._kind_of, self._input_of, self._led_by = slim, kind_of, input_of, led_by

    def put(self, resource: str, obj: dict) -> None:
        """Take an object as it is, without a trace in the history."""
        metadata = obj["metadata"]
        self._set(self._kind_of(resource, obj), (metadata.get("namespace", ""), metadata["name"]), resource, obj)

    def apply(self, change: Any) -> str:
        """Take one change in; returns the kind that it concerns."""
        kind = self._kind_of(change.resource, change.object)
        self._set(
            kind, (change.namespace, change.name), change.resource, None if change.op == "DELETED" else change.object
        )
        self.now, self.revision, self.latest = change.time, change.revision, change
        if kind not in SILENT:
            self.change = self._entry(kind, change)
            self.history.append(self.change)
        return kind

    def undo(self, changes: Iterable[Any]) -> None:
        """Go back to before `changes` (newest first)."""
        for change in changes:
            kind = self._kind_of(change.resource, change.object)
            self._set(kind, (change.namespace, change.name), change.resource, change.previous)

    def happened(self) -> dict | None:
        """The newest change in the terms of the page: op, actor, reason, object, and the command that led to it."""
        change = self.latest
        if change is None:
            return None
        given, metadata = self._led_by(change), change.object["metadata"]
        return {
            "op": change.op,
            "actor": change.actor,
            "reason": {"code": change.reason[0], "params": change.reason[1]} if change.reason else None,
            "object": {
                "kind": self._kind_of(change.resource, change.object),
                "name": change.name,
                "namespace": change.namespace,
                "uid": metadata.get("uid", ""),
            },
            "command": given.command if given else "",
            "input": given.sequence if given else None,
        }

    def full(self, kind: str, name: str, namespace: str = HOME) -> dict | None:
        """A whole object, of a namespace or cluster-scoped."""
        places = self._objects.get(kind, {})
        found = places.get((namespace, name)) or places.get(("", name))
        return found[1] if found else None

    def objects(self) -> dict[str, dict]:
        """ "Kind/name" → whole object: those of the home namespace and the cluster-scoped ones."""
        return {
            f"{kind}/{place[1]}": obj
            for kind, places in self._objects.items()
            for place, (_, obj) in places.items()
            if place[0] in ("", HOME)
        }

    def every(self, kind: str, namespace: str = HOME) -> list[dict]:
        """Slim objects of a kind, sorted: of one namespace and cluster-scoped, or of all ("*")."""
        places = self._objects.get(kind, {})
        return [
            self._slimmed(kind, place) for place in sorted(places) if namespace == "*" or place[0] in ("", namespace)
        ]

    def events(self) -> list[dict]:
        """What checks see of the Events of the home namespace."""
        places = self._objects.get("Event", {})
        return [_event(places[place][1]) for place in sorted(places) if place[0] == HOME]

    def select(self, kind: str, namespace: str, labels: Any) -> list[dict]:
        """Whole objects of a namespace whose labels match, sorted by name; `labels.matches(dict)` tells."""
        places = self._objects.get(kind, {})
        found = (places[place][1] for place in sorted(places) if place[0] == namespace)
        return [obj for obj in found if labels.matches(obj["metadata"].get("labels") or {})]

    def find(self, kind: str, name: str, namespace: str = HOME) -> dict | None:
        """A slim object, or None."""
        places = self._objects.get(kind, {})
        place = next((place for place in ((namespace, name), ("", name)) if place in places), None)
        return self._slimmed(kind, place) if place else None

    def _set(self, kind: str, place: Place, resource: str, obj: dict | None) -> None:
        self.shared.clear()
        self._slims.pop((kind, place), None)
        if obj is None:
            self._objects.get(kind, {}).pop(place, None)
        else:
            self._objects.setdefault(kind, {})[place] = (resource, obj)

    def _slimmed(self, kind: str, place: Place) -> dict:
        known = self._slims.get((kind, place))
        if known is None or kind in UNSTEADY:
            resource, obj = self._objects[kind][place]
            known = self._slims[kind, place] = self._slim(resource, obj) or {
                "kind": kind,
                "name": place[1],
                "namespace": place[0],
            }
        return known

    def _entry(self, kind: str, change: Any) -> dict:
        ids = [cause for cause in change.causes if isinstance(cause, str)]
        given = next((found for id_ in ids if (found := self._input_of(id_))), None)
        return {
            "op": change.op,
            "kind": kind,
            "namespace": change.namespace,
            "name": change.name,
            "actor": change.actor,
            "verb": _verb(change, given),
            "command": given.command if given else "",
            "time": change.time / 1_000_000,
            "object": self._slim(change.resource, change.object) or {},
            "code": change.reason[0] if change.reason else "",
        }


def _event(event: dict) -> dict:
    about = event.get("involvedObject") or event.get("regarding") or {}
    words = {name: event.get(name, "") for name in ("reason", "message", "type")}
    return {**words, "kind": about.get("kind", ""), "name": about.get("name", ""), "count": event.get("count", 1)}


def _verb(change: Any, given: Any) -> str:
    """What a client asked for; "" when a component of the cluster wrote."""
    http = given.request.get("http") if given else None
    if not http:
        return ""
    if http["path"].rstrip("/").endswith("/eviction"):
        return "evict"
    return _VERBS.get(http["method"], "")
