"""A structural schema, read for what pruning, defaulting and validation ask of it.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

META = ("apiVersion", "kind", "metadata")
_MISSING: Any = object()


class Structural:
    """One node of a schema. Children are made when somebody asks for them; `raw` is the JSON that it was read from."""

    def __init__(self, raw: dict):
        self.raw = raw
        self.type: str = raw.get("type") or ""
        self.nullable = bool(raw.get("nullable"))
        self.preserve = bool(raw.get("x-kubernetes-preserve-unknown-fields"))
        self.embedded = bool(raw.get("x-kubernetes-embedded-resource"))
        self.int_or_string = bool(raw.get("x-kubernetes-int-or-string"))
        self.list_type: str | None = raw.get("x-kubernetes-list-type")
        self.list_keys: tuple[str, ...] = tuple(raw.get("x-kubernetes-list-map-keys") or ())
        self.map_type: str | None = raw.get("x-kubernetes-map-type")
        self.rules: list[dict] = raw.get("x-kubernetes-validations") or []
        self.default = raw.get("default")  # null is none
        self._compiled: list | None = None

    @cached_property
    def properties(self) -> dict[str, Structural]:
        return {name: Structural(raw) for name, raw in (self.raw.get("properties") or {}).items()}

    @cached_property
    def items(self) -> Structural | None:
        raw = self.raw.get("items")
        return Structural(raw) if isinstance(raw, dict) else None

    @cached_property
    def has_values(self) -> bool:
        """Whether additionalProperties are spoken of at all."""
        return self.raw.get("additionalProperties") is not None

    @cached_property
    def values(self) -> Structural | None:
        """The schema of additionalProperties; None where they are true, false or not spoken of."""
        raw = self.raw.get("additionalProperties")
        return Structural(raw) if isinstance(raw, dict) else None

    @cached_property
    def has_defaults(self) -> bool:
        """Here or below."""
        return self._somewhere(lambda node: node.default is not None, "has_defaults")

    @cached_property
    def has_rules(self) -> bool:
        return self._somewhere(lambda node: bool(node.rules), "has_rules")

    @cached_property
    def has_lists(self) -> bool:
        """Whether there are sets or maps among the lists here or below."""
        return self._somewhere(lambda node: node.list_type in ("set", "map"), "has_lists")

    @cached_property
    def has_embedded(self) -> bool:
        return self._somewhere(lambda node: node.embedded, "has_embedded")

    def compiled_rules(self, root: bool) -> list:
        """The rules of this node, compiled when first asked for."""
        from cluster.kinds.customresource.rules import compiled

        if self._compiled is None:
            self._compiled = compiled(self.raw, root)[0]
        return self._compiled

    def child(self, name: str) -> Structural | None:
        """The schema of a field, be it a property or a value of a map."""
        return self.properties.get(name) or self.values

    def children(self) -> list[Structural]:
        return [
            *self.properties.values(), *([self.items] if self.items else ()), *([self.values] if self.values else ())
        ]  # fmt: skip

    def _somewhere(self, asked, name: str) -> bool:
        return asked(self) or any(getattr(child, name) for child in self.children())
