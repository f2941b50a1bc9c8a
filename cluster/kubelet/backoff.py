"""Back-off of containers that crash and of images that cannot be pulled: 10 s, doubled to at most 300 s.

Sources: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy (reset after ten minutes
without
trouble), https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff.
"""

from __future__ import annotations

_S = 1_000_000
FIRST, MOST = 10 * _S, 300 * _S
FORGOTTEN = 2 * MOST  # so long after the last failure counting begins anew

Backoff = dict  # {"delay": µs, "at": µs of the last failure that was counted}


def next_after(before: Backoff | None, event: int, now: int) -> Backoff:
    """The back-off that holds after one more failure (`event`: when it happened)."""
    if before is None or event - before["at"] > FORGOTTEN:
        return {"delay": FIRST, "at": now}
    return {"delay": min(before["delay"] * 2, MOST), "at": now}


def until(before: Backoff | None, event: int) -> int:
    """When a container that ended at `event` may start again."""
    if before is None or event - before["at"] > FORGOTTEN:
        return event
    return event + before["delay"]
