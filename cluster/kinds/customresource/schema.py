"""The schema of a custom resource for decoding and field management: the definition's, and metadata as everywhere."""

from __future__ import annotations

from functools import cached_property

from cluster.kinds.customresource.structural import Structural
from cluster.objects.schema import OBJECT_META, Schema, definition

_TEXT = Schema({"type": "string"})


class CustomSchema(Schema):
    def __init__(self, raw: dict, structural: Structural):
        super().__init__({"type": "object", **raw})
        self.custom = structural

    @cached_property
    def properties(self) -> dict[str, Schema]:
        metadata = definition(OBJECT_META)
        assert metadata is not None
        own = {name: Schema(field) for name, field in (self._raw.get("properties") or {}).items()}
        return {**own, "apiVersion": _TEXT, "kind": _TEXT, "metadata": metadata}
