"""Lists of status conditions, changed by copying."""

from __future__ import annotations


def find(status: dict, kind: str) -> dict | None:
    for condition in status.get("conditions") or ():
        if condition["type"] == kind:
            return condition
    return None


def with_condition(status: dict, condition: dict) -> dict:
    """`status` with the condition at the end of its list; unchanged if it already says so (same status and reason).

    The transition time stays that of the old one while the status word is the same.
    """
    current = find(status, condition["type"])
    if current is not None and current["status"] == condition["status"]:
        if current.get("reason") == condition.get("reason"):
            return status
        condition = {**condition, "lastTransitionTime": current["lastTransitionTime"]}
    return _with_list(status, [*_others(status, condition["type"]), condition])


def without_condition(status: dict, kind: str) -> dict:
    return status if find(status, kind) is None else _with_list(status, _others(status, kind))


def _others(status: dict, kind: str) -> list[dict]:
    return [c for c in status.get("conditions") or () if c["type"] != kind]


def _with_list(status: dict, conditions: list[dict]) -> dict:
    changed = {**status, "conditions": conditions}
    if not conditions:
        del changed["conditions"]
    return changed
