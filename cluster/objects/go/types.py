"""What the schemas do not say of the API's Go types and what clients can see: which optional scalars are pointers
(so that 0, false and "" are kept when written, not dropped as unset), and the names of the types of text fields
(they stand in decode errors: `of type v1.RestartPolicy`).

Source: the API types of 1.35 (https://pkg.go.dev/k8s.io/api). The tables (tables/*.txt): a line with a group and
version, below it a line for each type with its fields.
"""

from functools import cache
from importlib.resources import files


@cache
def pointers() -> dict[str, frozenset[str]]:
    """`apps.v1.DeploymentSpec` → names of the fields whose zero value is kept."""
    return {name: frozenset(words) for name, words in _table("pointers").items()}


@cache
def named() -> dict[str, dict[str, str]]:
    """`core.v1.PodSpec` → field → Go type (`v1.RestartPolicy`) for fields that are not plain text or maps."""
    return {
        name: {field: kind if "." in kind else f"v1.{kind}" for field, kind in (word.split("=") for word in words)}
        for name, words in _table("named_types").items()
    }


def short_name(definition: str) -> str:
    """`io.k8s.api.apps.v1.DeploymentSpec` → `apps.v1.DeploymentSpec`, the key of these tables."""
    return ".".join(definition.split(".")[-3:])


def go_name(definition: str) -> str:
    """`io.k8s.api.apps.v1.DeploymentSpec` → `v1.DeploymentSpec`, as Go prints the type."""
    return ".".join(definition.split(".")[-2:])


def _table(name: str) -> dict[str, list[str]]:
    """`group.Type` → the words of its line."""
    table = (files("cluster.objects") / "tables" / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    group, words = "", []
    for line in table.strip().splitlines():
        if not line.startswith(" "):
            group = line
        elif not line.startswith("    "):
            kind, rest = line.strip().split(": ", 1)
            words = found.setdefault(f"{group}.{kind}", [])
            words += rest.split()
        else:
            words += line.split()
    return found
