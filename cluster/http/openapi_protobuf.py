"""The OpenAPI document of version 2 as a protocol buffer: kubectl asks for nothing else where it looks for the fields
of a kind that version 3 does not know.

Written are the definitions, and of the operations what clients look up there: which kind can be patched, and whether
the server checks fields. Source: https://pkg.go.dev/github.com/google/gnostic-models/openapiv2 (OpenAPIv2.proto).
"""

from __future__ import annotations

import json
import struct
from typing import Any

from cluster.http.wire import I64, LEN, VARINT

MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
ANSWERED = MEDIA_TYPE.replace("@", ".")  # what clients ask for is no valid type
_KEPT = 4096
_encoded: dict[int, tuple[Any, bytes]] = {}
# JSON name → (number, how it is written)
_SCHEMA = {
    "$ref": (1, "text"), "format": (2, "text"), "title": (3, "text"), "description": (4, "text"),
    "default": (5, "any"), "multipleOf": (6, "double"), "maximum": (7, "double"), "exclusiveMaximum": (8, "whole"),
    "minimum": (9, "double"), "exclusiveMinimum": (10, "whole"), "maxLength": (11, "whole"),
    "minLength": (12, "whole"), "pattern": (13, "text"), "maxItems": (14, "whole"), "minItems": (15, "whole"),
    "uniqueItems": (16, "whole"), "maxProperties": (17, "whole"), "minProperties": (18, "whole"),
    "required": (19, "texts"), "enum": (20, "anys"), "type": (22, "type"),
}  # fmt: skip


def encode(document: dict) -> bytes:
    """The bytes of a Document."""
    info = _text(1, document["info"]["title"]) + _text(2, document["info"]["version"])
    paths = b"".join(_message(2, _path(path, item)) for path, item in document["paths"].items())
    definitions = b"".join(_message(1, _named(name, raw)) for name, raw in document["definitions"].items())
    return _text(1, document["swagger"]) + _message(2, info) + _message(8, paths) + _message(9, definitions)


def _named(name: str, raw: dict) -> bytes:
    known = _encoded.get(id(raw))
    if known is None or known[0] is not raw:
        if len(_encoded) >= _KEPT:
            _encoded.clear()
        known = _encoded[id(raw)] = (raw, _schema(raw))
    return _text(1, name) + _message(2, known[1])


def _schema(raw: dict) -> bytes:
    out = b""
    for name, value in raw.items():
        if name in _SCHEMA:
            number, how = _SCHEMA[name]
            out += _WRITERS[how](number, value)
        elif name == "properties":
            inner = b"".join(_message(1, _text(1, key) + _message(2, _schema(each))) for key, each in value.items())
            out += _message(25, inner)
        elif name == "items":
            out += _message(23, _message(1, _schema(value)))
        elif name == "additionalProperties":
            inner = _whole(2, value) if isinstance(value, bool) else _message(1, _schema(value))
            out += _message(21, inner)
        elif name == "allOf":
            out += b"".join(_message(24, _schema(each)) for each in value)
        elif name.startswith("x-"):
            out += _message(31, _extension(name, value))
    return out


def _path(path: str, item: dict) -> bytes:
    patch = item.get("patch")
    return _text(1, path) + _message(2, _message(8, _operation(patch)) if patch else b"")


def _operation(found: dict) -> bytes:
    out = b""
    for parameter in found["parameters"]:
        if parameter["in"] == "query":
            query = _text(2, "query") + _text(4, parameter["name"]) + _text(6, parameter["type"])
            out += _message(8, _message(1, _message(2, _message(3, query))))
    for name in ("x-kubernetes-group-version-kind", "x-kubernetes-action"):
        out += _message(13, _extension(name, found[name]))
    return out + _message(9, b"")


def _extension(name: str, value: Any) -> bytes:
    return _text(1, name) + _any(2, value)


def _any(number: int, value: Any) -> bytes:
    """Anything, as YAML; JSON is YAML too."""
    return _message(number, _text(2, json.dumps(value) + "\n"))


def _varint(value: int) -> bytes:
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _message(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | LEN) + _varint(len(body)) + body


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode("utf-8", "replace"))


def _texts(number: int, values: list[str]) -> bytes:
    return b"".join(_text(number, value) for value in values)


def _anys(number: int, values: list) -> bytes:
    return b"".join(_any(number, value) for value in values)


def _type(number: int, value: str) -> bytes:
    return _message(number, _text(1, value))


def _double(number: int, value: float) -> bytes:
    return _varint(number << 3 | I64) + struct.pack("<d", value)


def _whole(number: int, value: int) -> bytes:
    return _varint(number << 3 | VARINT) + _varint(int(value))


_WRITERS: dict[str, Any] = {"text": _text, "texts": _texts, "any": _any, "anys": _anys, "type": _type,
            "double": _double,
            "whole": _whole}  # fmt: skip
