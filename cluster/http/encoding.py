"""Answers as bytes. An object is encoded once for all who read it: lists and watches share the bytes of their items."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha512
from typing import Any

from cluster.objects.remembering import Remembered

KEPT_TAGS = 16
KEPT_BYTES = 16 << 20  # of encoded objects in one generation; two are kept, so that what is read stays


class Encoder:
    """Keeps the bytes of stored objects. They are never changed in place, so the object itself is the key."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._most = kept_bytes
        self._young: dict[int, tuple[Any, bytes]] = {}
        self._old: dict[int, tuple[Any, bytes]] = {}
        self._size = 0  # bytes among the young
        self._tags = Remembered(KEPT_TAGS)
        self.encoded = 0  # how many objects have been encoded; a measurement

    def body(self, value: Any) -> bytes:
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return value.encode("utf-8", "replace")
        if isinstance(value, dict) and isinstance(value.get("items"), list):
            return self._list(value, "items", self.shared) + b"\n"  # as all objects end
        if isinstance(value, dict) and isinstance(value.get("rows"), list):
            return self._list(value, "rows", self._row) + b"\n"
        if isinstance(value, dict) and ("openapi" in value or "swagger" in value):
            return self.shared(value)
        return raw(value) if isinstance(value, dict) else dump(value)

    def pretty(self, value: dict) -> bytes:
        """For people: two spaces a level, and no newline at the end, as the server writes it."""
        return _escaped(json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def tag(self, body: bytes) -> str:
        """What tells one document from another (ETag)."""
        return self._tags.of(body, lambda: f'"{sha512(body).hexdigest().upper()}"')

    def event(self, event: dict) -> bytes:
        """One line of a watch."""
        return b'{"type":"%s","object":%s}\n' % (event["type"].encode(), self.shared(event["object"]))

    def shared(self, obj: Any) -> bytes:
        key = id(obj)
        kept = self._young.get(key)
        if kept is not None and kept[0] is obj:
            return kept[1]
        kept = self._old.get(key)
        if kept is None or kept[0] is not obj:
            self.encoded += 1
            kept = (obj, dump(obj))
        self._size += len(kept[1])
        if self._size > self._most:
            self._old, self._young, self._size = self._young, {}, len(kept[1])
        self._young[key] = kept
        return kept[1]

    def _list(self, value: dict, name: str, encode: Callable[[Any], bytes]) -> bytes:
        head = dump({key: below for key, below in value.items() if key != name})
        return b'%s,"%s":[%s]}' % (head[:-1], name.encode(), b",".join(map(encode, value[name])))

    def _row(self, row: dict) -> bytes:
        """Cells stay the same list while they read the same (`api.rows`); they and the object are shared."""
        if not row.get("object"):
            return dump(row)
        cells, obj = self.shared(row["cells"]), self.shared(row["object"])
        if "conditions" not in row:
            return b'{"cells":%s,"object":%s}' % (cells, obj)
        return b'{"cells":%s,"conditions":%s,"object":%s}' % (cells, dump(row["conditions"]), obj)


def raw(value: dict) -> bytes:
    """A document. Objects of the API end with a newline; `/` and `/version` are written for people.

    Source: https://pkg.go.dev/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters#WriteRawJSON"""
    if "gitVersion" in value or isinstance(value.get("paths"), list):
        return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return dump(value) + (b"\n" if "kind" in value else b"")


_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def dump(value: Any) -> bytes:
    return _escaped(_compact(value).encode("utf-8", "surrogatepass"))


def _escaped(text: bytes) -> bytes:
    """Go's encoder writes these so that JSON may stand in a page of HTML: https://pkg.go.dev/encoding/json#Marshal."""
    for mark, written in _MARKS:
        if mark in text:
            text = text.replace(mark, written)
    return text


_MARKS = (
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)
