"""Default values must be what the schema itself would let through.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.customresource import embedded, rules, values
from cluster.kinds.customresource.pruning import pruned
from cluster.kinds.customresource.structural import META, Structural
from cluster.kinds.rules.errors import invalid


def check(schema: dict, path: str) -> list[FieldError]:
    return _node(Structural(schema), path, True, False)


def _node(node: Structural, path: str, root: bool, in_meta: bool) -> list[FieldError]:
    if not node.has_defaults:
        return []
    embedded_here = node.embedded or root
    errors = []
    if node.default is not None and not in_meta:
        errors += _default(node, f"{path}.default")
    if node.items is not None:
        errors += _node(node.items, f"{path}.items", False, in_meta and not node.embedded)
    for name, field in node.properties.items():
        meta = (in_meta and not node.embedded) or (embedded_here and name in META)
        errors += _node(field, f"{path}.properties[{name}]", False, meta)
    return errors


def _default(node: Structural, path: str) -> list[FieldError]:
    value, errors = node.default, []
    if pruned(value, node, root=node.embedded) != value:
        errors.append(invalid(path, value, "must not have unknown fields"))
    wrong = embedded.check(value, node, path) or values.check(value, node.raw, path)
    if not wrong and node.has_rules:
        wrong = rules.check(value, None, node, path)
    return errors + wrong
