"""JSON paths that name one field of a schema: `.spec.size`, `.spec['a key']`.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-path;
words: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel (ValidFieldPath)
"""

from __future__ import annotations

import re

_TOKENS = re.compile(r"'(?:[^'\\]|\\.)*'|[.\[\]]|[^.\[\]]+")
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}


class BadFieldPath(ValueError):
    """The path names no field of the schema."""


def resolve(text: str, schema: dict, arrays: bool = True) -> tuple[list[str], dict]:
    """(the steps, as errors name them; the schema that stands there). Raises BadFieldPath."""
    tokens, steps, place = _TOKENS.findall(text), [], 0
    while place < len(tokens):
        token = tokens[place]
        if token == "[":
            if not arrays:
                raise BadFieldPath("array notation is not allowed")
            name = _quoted(_next(tokens, place + 1))
            if _next(tokens, place + 2) != "]":
                raise BadFieldPath(f"expected ] but got {tokens[place + 2]}")
            place += 3
        elif token == ".":
            name = _next(tokens, place + 1)
            place += 2
        else:
            raise BadFieldPath(f"expected [ or . but got: {token}")
        step, schema = _step(name, schema)
        steps.append(step)
    return steps, schema


def joined(steps: list[str]) -> str:
    """`spec.labels[app]`"""
    return "".join(step if step.startswith("[") or not index else f".{step}" for index, step in enumerate(steps))


def _step(name: str, schema: dict) -> tuple[str, dict]:
    if "properties" in schema:
        if name not in schema["properties"]:
            raise BadFieldPath("does not refer to a valid field")
        return name, schema["properties"][name]
    if schema.get("additionalProperties") is not None:
        below = schema["additionalProperties"]
        return f"[{name}]", below if isinstance(below, dict) else {}
    raise BadFieldPath("does not refer to a valid field")


def _next(tokens: list[str], place: int) -> str:
    if place >= len(tokens):
        raise BadFieldPath("unexpected end of JSON path")
    return tokens[place]


def _quoted(token: str) -> str:
    if len(token) < 2 or token[0] != "'" or token[-1] != "'":
        raise BadFieldPath(f"expected single quoted string but got {token}")

    def unescaped(found: re.Match) -> str:
        if found[0][1] not in _ESCAPES:
            raise BadFieldPath(f"invalid string literal: invalid escape char {found[0]}")
        return _ESCAPES[found[0][1]]

    return re.sub(r"\\.", unescaped, token[1:-1])
