"""Groups and their versions in the order of discovery.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cluster.api.aggregation import priorities

if TYPE_CHECKING:
    from cluster.kinds.base import Kind, Registry


def groups(kinds: Registry) -> dict[str, list[str]]:
    """Group → its versions, preferred first."""
    found: dict[str, dict[str, int]] = {}
    for kind in kinds.all:
        found.setdefault(kind.group, {})[kind.version] = 0
    minimum = {group: priorities.of_group(group) for group in found}
    for (group, version), registered in kinds.remote.items():
        spec = registered["spec"]
        found.setdefault(group, {})[version] = -spec["versionPriority"]
        if group not in minimum or minimum[group] < spec["groupPriorityMinimum"]:
            minimum[group] = spec["groupPriorityMinimum"]
    return {
        group: sorted(found[group], key=lambda version: (found[group][version], version_order(version)))
        for group in sorted(found, key=lambda group: (-minimum[group], group))
    }


def version_order(version: str) -> tuple:
    """Stable versions before beta before alpha, the newest first, others last by name, as the server prefers them.

    Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/
    #version-priority"""
    match = re.fullmatch(r"v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?", version)
    if match is None:
        return (3, 0, 0, version)
    return ({"beta": 1, "alpha": 2}.get(match[2], 0), -int(match[1]), -int(match[3] or 0), version)


def kinds_in(kinds: Registry, group: str, version: str) -> list[Kind]:
    """The kinds of one version, without order."""
    return [kind for kind in kinds.all if kind.group == group and kind.version == version]
