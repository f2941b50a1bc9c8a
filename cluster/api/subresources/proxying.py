"""The `proxy` subresource of pods, services and nodes: a request that the API server passes on.

Source: https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/#manually-constructing-apiserver-proxy-urls
and the server's words for what cannot be reached (k8s.io/kubernetes, pkg/registry/core).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from cluster.api.errors import StatusError, bad_request, not_found
from cluster.api.subresources import rewriting
from cluster.images.wire import HttpRequest, Reply
from cluster.kinds.rules.errors import quoted
from cluster.objects.go.numbers import int64

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.store import Origin

KUBELET_PORTS = ("", "10250")
_KEPT = ("Content-Type", "Location", "Set-Cookie", "Cache-Control", "ETag", "Retry-After")
_LAST_PORT = 65_535
_WHY = {
    "refused": "connect: connection refused",
    "timeout": "i/o timeout",
    "unreachable": "connect: no route to host",
    "reset": "EOF",
}


class Asked(NamedTuple):
    """`https:web:443` → ("https", "web", "443")."""

    scheme: str
    name: str
    port: str


def proxy(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> str | dict | None:
    """Any method; what stands after `proxy` is the path."""
    path = _rest_of(request.path)
    if not path and request.method in ("GET", "HEAD"):
        response.code, response.headers = 301, {"Location": f"{request.path}/{_query(request)}"}
        return None
    asked = _asked(route)
    if route.kind.plural == "nodes":
        return _kubelet(server, asked, path, request, response)
    find = _pod_address if route.kind.plural == "pods" else _service_address
    address = find(server, route, asked)
    return passed_on(server, f"{asked.scheme or 'http'}://{address}{path}{_query(request)}", request, response)


def passed_on(server: ApiServer, url: str, request: Request, response: Response) -> str:
    """What is answered at `url`; code, headers and type go into `response`. A request that only reads leaves no mark.
    Raises StatusError 503 where there is no answer."""
    _check_port(url.split("/")[2])
    body = request.body if isinstance(request.body, str) else ""
    if isinstance(request.body, bytes):
        body = request.body.decode("utf-8", "surrogateescape")
    elif request.body is not None and not body:
        body = json.dumps(request.body)
    headers = {"Accept": request.accept, "User-Agent": request.user_agent or "kube-apiserver"}
    if body:
        headers["Content-Type"] = request.content_type
    ask = server.peek if request.is_read else server.fetch
    if ask is None:
        raise StatusError(501, "NotImplemented", "the API server has no network here")
    reply: Reply = ask(HttpRequest(request.method, url, headers, body))
    if reply.error or not reply.code:
        where = reply.peer or url.split("/")[2]
        why = "EOF" if reply.error == "reset" else f"dial tcp {where}: {_WHY.get(reply.error, reply.error)}"
        raise StatusError(503, "ServiceUnavailable", f"error trying to reach service: {why}")
    response.code = reply.code
    kept = {name.lower(): value for name, value in reply.headers.items()}
    host, prefix = url.split("/")[2], request.path.removesuffix(_rest_of(request.path))
    if "location" in kept:
        kept["location"] = rewriting.address(kept["location"], host, prefix)
    response.headers = {name: kept[name.lower()] for name in _KEPT if name.lower() in kept and name != "Content-Type"}
    response.content_type = kept.get("content-type", "text/plain; charset=utf-8")
    if response.content_type.startswith("text/html") and "location" not in kept:
        return rewriting.page(reply.body, host, prefix)
    return reply.body


def _pod_address(server: ApiServer, route: Route, asked: Asked) -> str:
    pod = server.existing(route.kind, route.namespace or "", asked.name)
    address = (pod.get("status") or {}).get("podIP", "")
    if not address:
        raise bad_request("address not allowed")
    ports = (port["containerPort"] for each in pod["spec"]["containers"] for port in each.get("ports") or ())
    port = asked.port or str(next(ports, ""))
    if port and not port.isdecimal():
        raise bad_request(f"invalid pod request {quoted(route.name)}")
    return f"{address}:{port}" if port else address


def _service_address(server: ApiServer, route: Route, asked: Asked) -> str:
    namespace, port = route.namespace or "", asked.port
    if port.isascii() and port.isdecimal():
        service = server.existing(route.kind, namespace, asked.name)
        found = [each for each in service["spec"].get("ports") or () if each["port"] == int64(port)]
        if not found:
            raise _unavailable(f"no service port {port} found for service {quoted(asked.name)}")
        port = found[0].get("name", "")
    endpoints = server.store.get("endpoints", namespace, asked.name)
    if endpoints is None:
        raise not_found(server.kinds.by_resource["endpoints"], asked.name)
    subsets = endpoints.get("subsets") or []
    if not subsets:
        raise _unavailable(f"no endpoints available for service {quoted(asked.name)}")
    places = [
        f"{address['ip']}:{offered['port']}"
        for subset in subsets
        for offered in subset.get("ports") or ()
        if offered.get("name", "") == port
        for address in subset.get("addresses") or ()
    ]
    if not places:
        raise _unavailable(f"no endpoints available for service {quoted(route.name)}")
    number = server.counts["proxied"] = server.counts.get("proxied", 0) + 1
    return places[number % len(places)]


def _kubelet(server: ApiServer, asked: Asked, path: str, request: Request, response: Response) -> str | dict:
    """What a node's kubelet answers itself. Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/"""
    server.existing(server.kinds.by_resource["nodes"], "", asked.name)
    if asked.port not in KUBELET_PORTS:
        node = server.store.get("nodes", "", asked.name) or {}
        addresses = (node.get("status") or {}).get("addresses") or ()
        address = next((each["address"] for each in addresses if each["type"] == "InternalIP"), asked.name)
        return passed_on(server, f"{asked.scheme or 'http'}://{address}:{asked.port}{path}", request, response)
    if path == "/healthz":
        response.content_type = "text/plain; charset=utf-8"
        return "ok"
    if path in ("/pods", "/pods/", "/runningpods/", "/runningpods"):
        kind = server.kinds.by_resource["pods"]
        items = [
            {name: value for name, value in server.views.shown(kind, pod).items() if name not in ("kind", "apiVersion")}
            for pod in server.store.pods_on(asked.name)
        ]
        return {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items}
    if path == "/configz":
        return {"kubeletconfig": _CONFIGURATION}
    response.code, response.content_type = 404, "text/plain; charset=utf-8"
    return "404 page not found\n"


def _asked(route: Route) -> Asked:
    """Raises StatusError 400."""
    parts = route.name.split(":")
    if len(parts) == 1:
        found = Asked("", parts[0], "")
    elif len(parts) == 2:
        found = Asked("", parts[0], parts[1])
    elif len(parts) == 3 and parts[0] in ("", "http", "https"):
        found = Asked(*parts)
    else:
        found = Asked("", "", "")
    if not found.name:
        raise bad_request(f"invalid {route.kind.singular} request {quoted(route.name)}")
    return found


def _rest_of(path: str) -> str:
    """The path after `proxy`, "" when there is none."""
    parts = path.split("/")
    place = 7 if parts[3] == "namespaces" else 5
    return "/" + "/".join(parts[place + 1 :]) if len(parts) > place + 1 else ""


def _query(request: Request) -> str:
    return f"?{urlencode(request.query, quote_via=quote)}" if request.query else ""


def _check_port(host: str) -> None:
    """`host` with its port, which a client may have written. Raises StatusError 503 for one that Go's net.Dial does not
    know; names of services' ports have been looked up before."""
    port = host.rpartition(":")[2] if ":" in host else "80"
    if not (port.isascii() and port.isdecimal()):
        raise _unavailable(f"error trying to reach service: dial tcp: lookup tcp/{port}: unknown port")
    if int(port[:9]) > _LAST_PORT:
        raise _unavailable(f"error trying to reach service: dial tcp: address {port}: invalid port")


def _unavailable(message: str) -> StatusError:
    return StatusError(503, "ServiceUnavailable", message)


_CONFIGURATION = {
    "enableServer": True,
    "syncFrequency": "1m0s",
    "clusterDNS": ["10.96.0.10"],
    "clusterDomain": "cluster.local",
    "maxPods": 110,
    "nodeStatusUpdateFrequency": "10s",
    "cgroupDriver": "systemd",
    "failSwapOn": False,
}
