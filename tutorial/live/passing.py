"""Requests that went through the modelled network: why one was answered so, or was not."""

from __future__ import annotations

from typing import Any

MOST = 8  # of one object


def passed(traces: list[dict], uid: str) -> list[dict]:
    """The last requests that came by an object, the oldest first."""
    by = [trace for trace in traces if any((hop["ref"] or {}).get("uid") == uid for hop in trace["hops"])]
    return [told(trace) for trace in by[-MOST:]]


def told(trace: dict[str, Any]) -> dict:
    """{"time", "source", "target", "ok", "took" (µs), "links": a link for each hop, as those of a chain}."""
    return {
        "time": trace["at"],
        "source": trace["source"]["name"] or trace["source"]["kind"],
        "target": trace["target"],
        "ok": trace["ok"],
        "took": trace["took"],
        "links": [
            {
                "time": trace["at"] + hop["at"],
                "reason": {"code": hop["code"], "params": hop["params"]},
                "object": hop["ref"] and {key: hop["ref"][key] for key in ("kind", "name", "uid")},
            }
            for hop in trace["hops"]
        ],
    }
