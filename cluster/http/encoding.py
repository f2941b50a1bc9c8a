"""Answers as bytes. An object is encoded once for all who read it: lists and watches share the bytes of their items."""

from __future__ import annotations

import json
from typing import Any

KEPT = 20_000  # encoded objects; beyond that the memory starts anew


class Encoder:
    """Keeps the bytes of stored objects. They are never changed in place, so the object itself is the key."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Any, bytes]] = {}

    def body(self, value: Any) -> bytes:
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return value.encode("utf-8", "replace")
        if isinstance(value, dict) and isinstance(value.get("items"), list):
            return self._list(value) + b"\n"  # as all objects end
        return raw(value) if isinstance(value, dict) else dump(value)

    def event(self, event: dict) -> bytes:
        """One line of a watch."""
        return b'{"type":"%s","object":%s}\n' % (event["type"].encode(), self.shared(event["object"]))

    def shared(self, obj: Any) -> bytes:
        kept = self._kept.get(id(obj))
        if kept is not None and kept[0] is obj:
            return kept[1]
        encoded = dump(obj)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[id(obj)] = (obj, encoded)
        return encoded

    def _list(self, value: dict) -> bytes:
        head = dump({key: below for key, below in value.items() if key != "items"})
        return b'%s,"items":[%s]}' % (head[:-1], b",".join(map(self.shared, value["items"])))


def raw(value: dict) -> bytes:
    """A document. Objects of the API end with a newline; `/` and `/version` are written for people.

    Source: https://pkg.go.dev/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters#WriteRawJSON"""
    if "gitVersion" in value or isinstance(value.get("paths"), list):
        return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return dump(value) + (b"\n" if "kind" in value else b"")


def dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
