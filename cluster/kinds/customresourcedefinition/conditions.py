"""Conditions of a definition: NamesAccepted, Established, Terminating."""

from __future__ import annotations

from cluster.objects.times import rfc3339

NAMES_ACCEPTED, ESTABLISHED, TERMINATING = "NamesAccepted", "Established", "Terminating"


def with_condition(status: dict, kind: str, word: str, reason: str, message: str, now: int) -> dict:
    """The status with the condition in its place; its time moves with its word. `now` in µs since 1970."""
    known = status.get("conditions") or []
    before = next((each for each in known if each.get("type") == kind), None)
    time = before.get("lastTransitionTime") if before and before.get("status") == word else rfc3339(now)
    told = {"type": kind, "status": word, "lastTransitionTime": time, "reason": reason, "message": message}
    if before is None:
        return {**status, "conditions": [*known, told]}
    return {**status, "conditions": [told if each is before else each for each in known]}


def find(obj: dict, kind: str) -> dict | None:
    conditions = (obj.get("status") or {}).get("conditions") or ()
    return next((each for each in conditions if each.get("type") == kind), None)
