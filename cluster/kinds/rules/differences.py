"""What changed of a structure that may not change, as the server shows it: a unified diff of its own structures.

Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/diff (since 1.34 a diff of indented JSON).
"""

from __future__ import annotations

import difflib
import json
from typing import Any


def difference(before: Any, after: Any) -> str:
    lines = (json.dumps(value, indent=1, ensure_ascii=False).splitlines(keepends=True) for value in (before, after))
    old, new = ([*text[:-1], f"{text[-1]}\n"] for text in lines)
    return "".join(list(difflib.unified_diff(old, new))[2:])


def internal(value: Any, names: dict[str, str] | None = None) -> Any:
    """A structure under the names of Go's fields: `volumeHandle` → `VolumeHandle`; `names` are the exceptions."""
    known = names or {}
    if isinstance(value, dict):
        return {known.get(key, key[:1].upper() + key[1:]): item for key, item in value.items()}
    return value
