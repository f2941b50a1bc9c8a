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
            return self._list(value)
        return dump(value)

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


def dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
