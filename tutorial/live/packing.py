"""JSON values packed one behind the other, so that what is seldom looked at need not be read with the rest.

Each is compressed (zstd) and carries a sum; the first one's reader knows what the others are.
"""

from __future__ import annotations

import gc
import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import zstandard

MAGIC = b"orrery\n\0"
_ENTRY = struct.Struct(">II")  # length and CRC-32 of what is packed
_ZSTD = b"\x28\xb5\x2f\xfd"  # RFC 8878, section 3.1.1; packed by zlib until 2026-11-23
# what reading it can end with: not compressed, no JSON, JSON that is too deep
_WRONG = (zlib.error, zstandard.ZstdError, ValueError, RecursionError)


class Unreadable(ValueError):
    """These bytes are not what was packed."""


class Packed:
    """A value that is read when somebody asks for it, each time anew."""

    def __init__(self, data: bytes, sum_: int | None = None):
        self.data, self.sum = data, zlib.crc32(data) if sum_ is None else sum_

    @classmethod
    def of(cls, value: Any) -> Packed:
        """`value` is JSON, or packed already."""
        return value if isinstance(value, Packed) else cls(zstandard.ZstdCompressor(level=1).compress(_text(value)))

    def check(self) -> None:
        """Raises Unreadable."""
        if zlib.crc32(self.data) != self.sum:
            raise Unreadable("its sum is another")

    def __call__(self) -> Any:
        """Raises Unreadable."""
        self.check()
        try:
            return _read(_inflated(self.data))
        except _WRONG as error:
            raise Unreadable(str(error)) from error


class Shelf:
    """`count` objects of a store that are read when somebody first asks for one, and are the same for all who ask."""

    def __init__(self, count: int, packed: Packed):
        self.count, self.packed = count, packed
        self._objects: list[dict] | None = None

    @classmethod
    def of(cls, objects: list[dict] | Shelf) -> Shelf:
        return objects if isinstance(objects, Shelf) else cls(len(objects), Packed.of(objects))

    def __call__(self) -> list[dict]:
        """Raises Unreadable."""
        if self._objects is None:
            self._objects = self.packed()
        return self._objects


def join(parts: Iterable[Packed]) -> bytes:
    """What `part` takes apart again."""
    return b"".join([MAGIC, *(piece for one in parts for piece in (_ENTRY.pack(len(one.data), one.sum), one.data))])


def part(data: bytes) -> list[Packed]:
    """Raises Unreadable when `data` is cut short, or is nothing that `join` made."""
    if not data.startswith(MAGIC):
        raise Unreadable(f"it begins with {data[:8]!r}, not with {MAGIC!r}")
    parts, at = [], len(MAGIC)
    while at < len(data):
        if at + _ENTRY.size > len(data):
            raise Unreadable("it is cut short")
        length, sum_ = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size
        if at + length > len(data):
            raise Unreadable(f"it is cut short: {len(data) - at} bytes of {length}")
        parts.append(Packed(data[at : at + length], sum_))
        at += length
    return parts


def _inflated(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data) if data.startswith(_ZSTD) else zlib.decompress(data)


def _text(value: Any) -> bytes:
    """JSON; what the quick writer does not know (halves of characters) the slower one does."""
    try:
        return orjson.dumps(value, default=_plain)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> list[dict]:
    if isinstance(value, Shelf):
        return value()
    raise TypeError(f"{type(value).__name__} is not JSON")


def _read(data: bytes) -> Any:
    """JSON; halves of characters, which containers may print, are known only to the slower reader."""
    with _without_collecting():
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            return json.loads(data)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """What is made meanwhile lives long and has no cycles: to look for some among it takes ten times as long as to make
    it. It counts as old at once (`freeze` and `unfreeze` move lists, they look at nothing)."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
