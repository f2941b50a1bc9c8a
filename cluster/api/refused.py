"""What the API server refused last. A refused request leaves nothing behind in the cluster: without this there would be
no answer to why nothing came of it.

Kept as verdicts of the API server, by resource, namespace and name, until a request about the same is granted.
"""

from __future__ import annotations

from typing import Any

from cluster import reasons
from cluster.api.request import Request, Response
from cluster.objects.go import json
from cluster.objects.go.json import GoJSONError

NAME = "kube-apiserver"
CODE = "apiserver.refused"
MOST, LONGEST = 16, 600  # of them; characters of what was said

reasons.register(
    {
        CODE: ("resource", "namespace", "name", "status", "message", "input"),
        "apiserver.finalizers": ("finalizers",),
    }
)

Verdicts = dict[str, dict[str, list]]  # component → key → [code, params, time]


def note(verdicts: Verdicts, request: Request, response: Response, now: int, given: str) -> None:
    """Remember how a write was answered. `given`: the id of its input; `now`: virtual µs."""
    own = verdicts.get(NAME) or {}
    is_refused = response.code >= 400
    if not (is_refused or any(said[0] == CODE for said in own.values())):
        return
    body = response.body if isinstance(response.body, dict) else {}
    resource, namespace, name = _target(request, body)
    key = f"{resource}/{namespace}/{name}"
    own.pop(key, None)
    if not is_refused:
        return
    older = sorted((said[2], place) for place, said in own.items() if said[0] == CODE)
    for _, place in older[: max(0, len(older) - MOST + 1)]:
        del own[place]
    params = {"resource": resource, "namespace": namespace, "name": name, "status": response.code}
    own[key] = [CODE, {**params, "message": _message(body), "input": given}, now]
    verdicts[NAME] = own


def _target(request: Request, body: dict) -> tuple[str, str, str]:
    """(`deployments.apps`, namespace, name) of what a path speaks of; the name of what was to be created is in the
    answer or in what was sent."""
    parts = request.path.strip("/").split("/")
    group, rest = ("", parts[2:]) if parts[0] == "api" else (parts[1] if len(parts) > 1 else "", parts[3:])
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    plural = rest[0] if rest else ""
    resource = f"{plural}.{group}" if group else plural
    if len(rest) > 1:
        return resource, namespace, rest[1]
    told = (body.get("details") or {}).get("name") or (body.get("metadata") or {}).get("name")
    return resource, namespace, str(told or _sent(request.body))


def _sent(body: Any) -> str:
    """The name in what was sent, if that is JSON; "" otherwise."""
    try:
        sent = json.loads(body) if isinstance(body, bytes) else body
    except GoJSONError:  # also of what is nested too deep
        return ""
    metadata = sent.get("metadata") if isinstance(sent, dict) else None
    return metadata.get("name") or "" if isinstance(metadata, dict) else ""


def _message(status: dict) -> str:
    """What the Status says, with causes that say more: an eviction's names the budget."""
    message = str(status.get("message") or "")
    causes = [str(cause.get("message") or "") for cause in (status.get("details") or {}).get("causes") or ()]
    return " ".join([message, *(cause for cause in causes if cause not in message)])[:LONGEST]
