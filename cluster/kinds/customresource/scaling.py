"""The scale subresource of a custom resource: where its replicas stand.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#scale-subresource
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import invalid
from cluster.objects.go.values import syntax, type_name

_MOST = 2**31 - 1


class Scale(NamedTuple):
    """Paths as the definition writes them: `.spec.replicas`; `selector` may be ""."""

    spec: str
    status: str
    selector: str

    @property
    def spec_path(self) -> tuple[str, ...]:
        return tuple(self.spec.removeprefix(".").split("."))

    def wanted(self, obj: dict) -> int | None:
        """None where the object says nothing."""
        return _at(obj, self.spec)[0]

    def running(self, obj: dict) -> int:
        return _at(obj, self.status)[0] or 0

    def selector_of(self, obj: dict) -> str:
        if not self.selector:
            return ""
        value = _walk(obj, self.selector)[0]
        return value if isinstance(value, str) else ""

    def spec_errors(self, obj: dict) -> list[FieldError]:
        return _errors(obj, self.spec)

    def status_errors(self, obj: dict) -> list[FieldError]:
        errors = _errors(obj, self.status)
        if self.selector:
            value, wrong = _walk(obj, self.selector)
            if wrong or not (value is None or isinstance(value, str)):
                errors.append(invalid(self.selector, "", wrong or _mistyped(self.selector, value, "string")))
        return errors


def read(found: dict | None) -> Scale | None:
    if found is None:
        return None
    return Scale(found["specReplicasPath"], found["statusReplicasPath"], found.get("labelSelectorPath") or "")


def _errors(obj: dict, path: str) -> list[FieldError]:
    value, wrong = _at(obj, path)
    if wrong:
        return [invalid(path, 0, wrong)]
    if value is not None and value < 0:
        return [invalid(path, value, "should be a non-negative integer")]
    if value is not None and value > _MOST:
        return [invalid(path, value, f"should be less than or equal to {_MOST}")]
    return []


def _at(obj: dict, path: str) -> tuple[int | None, str]:
    value, wrong = _walk(obj, path)
    if wrong or value is None:
        return None, wrong
    if not isinstance(value, int) or isinstance(value, bool):
        return None, _mistyped(path, value, "int64")
    return value, ""


def _mistyped(path: str, value: Any, wanted: str) -> str:
    return f"{path} accessor error: {syntax(value)} is of the type {type_name(value)}, expected {wanted}"


def _walk(obj: Any, path: str) -> tuple[Any, str]:
    """(the value or None, what is in the way)."""
    steps = path.removeprefix(".").split(".")
    for index, step in enumerate(steps):
        if obj is None:
            return None, ""
        if not isinstance(obj, dict):
            told = f".{'.'.join(steps[: index + 1])}"
            return None, _mistyped(told, obj, "map[string]interface{}")
        obj = obj.get(step)
    return obj, ""
