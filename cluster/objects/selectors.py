"""Label selectors: what they say, and whether labels satisfy them.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

from typing import NamedTuple


class Requirement(NamedTuple):
    """One condition on one label: operator is In, NotIn, Exists or DoesNotExist (Gt, Lt for node affinity)."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: dict) -> bool:
        return _OPERATORS[self.operator](labels.get(self.key), self.values)


class Selector(NamedTuple):
    """All `requirements` must hold. No requirement: everything matches (an empty selector selects all)."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: dict | None) -> bool:
        labels = labels or {}
        return all(requirement.matches(labels) for requirement in self.requirements)

    def equalities(self) -> list[tuple[str, str]]:
        """(key, value) pairs that every match must carry: what an index can look up."""
        return [(r.key, r.values[0]) for r in self.requirements if r.operator == "In" and len(r.values) == 1]


EVERYTHING = Selector()


def from_labels(labels: dict | None) -> Selector:
    """The selector of a ReplicationController or Service: every label equal."""
    return Selector(tuple(Requirement(key, "In", (value,)) for key, value in sorted((labels or {}).items())))


def from_label_selector(selector: dict | None) -> Selector:
    """The selector of apps/v1: `{"matchLabels": {...}, "matchExpressions": [{"key","operator","values"}]}`."""
    selector = selector or {}
    expressions = tuple(
        Requirement(e["key"], e["operator"], tuple(sorted(e.get("values") or ())))
        for e in selector.get("matchExpressions") or ()
    )
    return Selector(from_labels(selector.get("matchLabels")).requirements + expressions)


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def _greater(value: str | None, values: tuple[str, ...]) -> bool:
    left, right = _number(value), _number(values[0])
    return left is not None and right is not None and left > right


def _less(value: str | None, values: tuple[str, ...]) -> bool:
    left, right = _number(value), _number(values[0])
    return left is not None and right is not None and left < right


# An absent key satisfies NotIn: that is why a misspelt key under NotIn matches everything.
_OPERATORS = {
    "In": lambda value, values: value is not None and value in values,
    "NotIn": lambda value, values: value is None or value not in values,
    "Exists": lambda value, values: value is not None,
    "DoesNotExist": lambda value, values: value is None,
    "Gt": _greater,
    "Lt": _less,
}
