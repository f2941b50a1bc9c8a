"""The schema of a custom resource for decoding and field management: the definition's, and metadata as everywhere."""

from __future__ import annotations

from functools import cached_property

from cluster.kinds.customresource.structural import Structural
from cluster.objects.schema import ANY, OBJECT_META, Schema, definition

_TEXT = Schema({"type": "string"})


class _Node(Schema):
    @cached_property
    def properties(self) -> dict[str, Schema]:
        own: dict[str, Schema] = {name: _Node(field) for name, field in (self._raw.get("properties") or {}).items()}
        return {**own, **_object()} if self._raw.get("x-kubernetes-embedded-resource") else own

    @cached_property
    def items(self) -> Schema:
        return _Node(self._raw["items"]) if isinstance(self._raw.get("items"), dict) else ANY

    @cached_property
    def values(self) -> Schema | None:
        extra = self._raw.get("additionalProperties")
        return _Node(extra) if isinstance(extra, dict) else super().values


class CustomSchema(_Node):
    def __init__(self, raw: dict, structural: Structural):
        super().__init__({"type": "object", **raw})
        self.custom = structural

    @cached_property
    def properties(self) -> dict[str, Schema]:
        return {**super().properties, **_object()}


def _object() -> dict[str, Schema]:
    metadata = definition(OBJECT_META)
    assert metadata is not None
    return {"apiVersion": _TEXT, "kind": _TEXT, "metadata": metadata}
