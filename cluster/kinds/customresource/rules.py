"""x-kubernetes-validations: rules in CEL that an object must keep."""

from __future__ import annotations

from typing import Any

from cluster.kinds.base import FieldError
from cluster.kinds.customresource.structural import Structural


def check(value: Any, old: Any, schema: Structural, path: str = "") -> list[FieldError]:
    return []
