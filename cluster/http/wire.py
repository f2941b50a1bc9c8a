"""Protocol buffers on the wire: a message into (field number, wire type, value), nothing more.

Source: https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator

VARINT, I64, LEN, I32 = 0, 1, 2, 5
_FIXED = {I64: 8, I32: 4}


class Malformed(ValueError):
    """The bytes are not a protocol buffer."""


def fields(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """Raises Malformed for bytes that end too early or make no sense."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if not number:
            raise Malformed(f"illegal tag {number}")
        if kind == VARINT:
            value, at = varint(data, at)
            yield number, kind, value
            continue
        size, at = varint(data, at) if kind == LEN else (_FIXED.get(kind, -1), at)
        if size < 0:
            raise Malformed(f"illegal wireType {kind}")
        if at + size > len(data):
            raise Malformed("unexpected EOF")
        yield number, kind, data[at : at + size]
        at += size


def varint(data: bytes, at: int) -> tuple[int, int]:
    """(value, position after it)."""
    value = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
        if shift > 63:
            raise Malformed("integer overflow")
    raise Malformed("unexpected EOF")


def signed(value: int) -> int:
    """int32 and int64 travel as 64 bits of two's complement."""
    return value - (1 << 64) if value >> 63 else value
