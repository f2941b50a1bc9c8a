"""go-cmp's reports of what differs between two pods.

Their layout is not stable (https://pkg.go.dev/github.com/google/go-cmp/cmp#Diff: "Do not depend on this output being
stable"), and how many unchanged fields they count follows the version. What is compared: the lines that differ.
"""

from __future__ import annotations

import re
from typing import Any

HEAD = "pod updates may not change fields other than"
_REPORT = re.compile(rf"({HEAD} [^\n]*)\n((?:[-+ \xa0][^\n]*\n?)*)")


def without_layout(value: Any) -> Any:
    """Each report reduced to its changed lines, blanks squeezed."""
    if isinstance(value, dict):
        return {key: without_layout(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_layout(item) for item in value]
    return (
        _REPORT.sub(lambda match: f"{match[1]}\n{changed_lines(match[2])}", value) if isinstance(value, str) else value
    )


def changed_lines(report: str) -> str:
    lines = [" ".join(line.split()) for line in report.split("\n") if line[:1] in ("-", "+")]
    return "\n".join(sorted(lines))


def turned(report: str) -> str:
    """The same report with the other side first."""
    signs = {"-": "+", "+": "-"}
    return "\n".join(signs.get(line[:1], line[:1]) + line[1:] for line in report.split("\n"))
