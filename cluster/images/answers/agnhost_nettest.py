"""`agnhost nettest`: who has written to it, by name. Its own search for peers finds none.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost#nettest
"""

from __future__ import annotations

import json
from typing import Any

from cluster.images.answers.visit import Visit, plain
from cluster.images.serving import agnhost
from cluster.images.wire import Answer

_S = 1_000_000
_EVERY, _PATIENCE, _ROUNDS = 5 * _S, 300 * _S, 15  # it looks so often, waits so long for peers, then asks so often
_MOST_TOLD = 500


def answer(visit: Visit) -> Answer:
    """What it remembers: {"Received": {source: how often}, "Errors": [text, ...]}"""
    if visit.path == "/write":
        return _write(visit)
    if visit.path == "/read":
        return plain(json.dumps(_state(visit), indent="\t", ensure_ascii=False))
    return plain(_status(visit)) if visit.path == "/status" else plain("404 page not found\n", 404)


def _write(visit: Visit) -> Answer:
    received, errors = dict(visit.memory.get("Received") or {}), list(visit.memory.get("Errors") or ())
    source, wrong = _source(visit.asked.body)
    if wrong:
        errors.append(wrong)
    if source:
        received[source] = received.get(source, 0) + 1
    else:
        errors.append(f"{visit.place.hostname}: Got request with no source")
    known = {"Received": received or None, "Errors": errors or None}
    return plain(json.dumps({"Hostname": visit.place.hostname}, separators=(",", ":")) + "\n")._replace(memory=known)


def _source(body: str) -> tuple[str, str]:
    """(who writes, what is wrong with the words)"""
    if not body.strip():
        return "", "EOF"
    try:
        given = json.loads(body)
    except ValueError:
        first = body.strip()[0]
        known = first in '{["-tfn' or first.isdecimal()
        return "", "unexpected EOF" if known else f"invalid character {first!r} looking for beginning of value"
    if not isinstance(given, dict):
        return "", "json: cannot unmarshal the body into Go value of type nettest.WritePost"
    found = next((value for name, value in given.items() if name.lower() == "source"), "")
    return found if isinstance(found, str) else "", ""


def _state(visit: Visit) -> dict[str, Any]:
    """In the order of the program's own struct."""
    _, options, _ = agnhost.subcommand(visit.argv)
    peers, waited = _peers(visit), visit.asked.at - visit.place.started
    what = f"{options.get('namespace', 'default')}/{options.get('service', 'nettest')}"
    line = f"{what} has 0 endpoints ([]), which is less than {peers} as expected. Waiting for all endpoints to come up."
    looks = min(waited, max(_PATIENCE, peers * _S) - 1) // _EVERY + 1 if peers else 0
    return {
        "Hostname": visit.place.hostname,
        "Sent": None,
        "Received": dict(sorted(received.items())) if (received := visit.memory.get("Received")) else None,
        "Errors": visit.memory.get("Errors"),
        "Log": [line] * min(looks, _MOST_TOLD) or None,
        "StillContactingPeers": _searches(visit),
    }


def _status(visit: Visit) -> str:
    if not _peers(visit):
        return "pass"
    return "running" if _searches(visit) else "fail"


def _searches(visit: Visit) -> bool:
    peers = _peers(visit)
    patience = max(_PATIENCE, peers * _S) if peers else 0
    return visit.asked.at - visit.place.started < patience + _ROUNDS * _EVERY


def _peers(visit: Visit) -> int:
    text = agnhost.subcommand(visit.argv)[1].get("peers", "8")
    return int(text) if text.isdecimal() else 8
