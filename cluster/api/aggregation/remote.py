"""What another server answers: requests that an APIService hands to a Service, and what discovery knows of it.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/ and
https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/kube-aggregator/pkg/apiserver/handler_proxy.go
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cluster.api.subresources.proxying import passed_on
from cluster.images.wire import HttpRequest
from cluster.kinds.apiservice import is_available, service_of

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.server import ApiServer
    from cluster.store import Store

TEXT = "text/plain; charset=utf-8"
_UNAVAILABLE = "service unavailable"


def answer(server: ApiServer, registered: dict, request: Request, response: Response) -> None:
    """Pass the request on, or say that nobody is there. Raises StatusError 503 where the connection fails."""
    address = address_of(server.store, registered)
    if not is_available(registered) or address is None:
        response.code, response.body, response.content_type = 503, f"{_UNAVAILABLE}\n", TEXT
        return
    query = f"?{urlencode(request.query)}" if request.query else ""
    response.body = passed_on(server, f"{address}{request.path}{query}", request, response)


def address_of(store: Store, registered: dict) -> str | None:
    """`https://10.96.0.7:443` of its Service; None where there is none."""
    told = service_of(registered)
    service = store.get("services", told.get("namespace", ""), told.get("name", ""))
    if service is None:
        return None
    spec, port = service["spec"], told["port"]
    if spec.get("type") == "ExternalName":
        return f"https://{spec.get('externalName', '')}:{port}"
    if spec.get("clusterIP", "None") == "None" or all(each["port"] != port for each in spec.get("ports") or ()):
        return None
    return f"https://{spec['clusterIP']}:{port}"


def place(registered: dict) -> str:
    """The path under which the resources of the version are listed."""
    spec = registered["spec"]
    return f"/apis/{spec['group']}/{spec['version']}" if spec.get("group") else f"/api/{spec['version']}"


def resources(server: ApiServer, registered: dict) -> list[dict] | None:
    """What the other server says it serves, as in an APIResourceList; None where it cannot be asked."""
    address = address_of(server.store, registered)
    if not is_available(registered) or address is None or server.peek is None:
        return None
    reply = server.peek(HttpRequest("GET", address + place(registered), {"Accept": "application/json"}))
    try:
        listed = json.loads(reply.body)["resources"] if reply.code == 200 else None
    except (ValueError, KeyError, TypeError):
        return None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else None
