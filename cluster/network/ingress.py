"""What the ingress controller does with a request: host, path, backend, endpoint.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/ (path types, wildcards) and
https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ (rewrite-target, use-regex,
ssl-redirect); it sends requests to a Service's endpoints itself, not to its cluster IP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cluster.images.wire import Answer, Asked, Source
from cluster.network import ingress_pages as pages
from cluster.network import proxy
from cluster.network.routing import TIMEOUT, Router
from cluster.network.traces import ref
from cluster.store import Store

RESOURCE, CLASSES = "ingresses.networking.k8s.io", "ingressclasses.networking.k8s.io"
CONTROLLER, NAMESPACE = "k8s.io/ingress-nginx", "ingress-nginx"
_LABELS = {"app.kubernetes.io/component": "controller", "app.kubernetes.io/name": "ingress-nginx"}
_NGINX = "nginx.ingress.kubernetes.io/"
_OLD_CLASS = "kubernetes.io/ingress.class"
_TRIES = 3  # proxy_next_upstream_tries
_CONNECT, _READ = 5_000_000, 60_000_000  # µs: proxy_connect_timeout, proxy_read_timeout


class Location(NamedTuple):
    """One path of one host. `kind`: Exact, Prefix, ImplementationSpecific or regex."""

    ingress: dict
    host: str
    path: str
    kind: str
    backend: dict


def is_controller(pod: dict) -> bool:
    return _LABELS.items() <= (pod["metadata"].get("labels") or {}).items()


def mine(store: Store) -> list[dict]:
    """The Ingresses that the controller looks after, the oldest first: those of its class, and those of none."""
    classes = {c["metadata"]["name"] for c in store.list(CLASSES) if c["spec"].get("controller") == CONTROLLER}
    found = [each for each in store.list(RESOURCE) if class_of(each) in ("", *classes)]
    return sorted(found, key=lambda each: each["metadata"]["creationTimestamp"])


def class_of(ingress: dict) -> str:
    marks = ingress["metadata"].get("annotations") or {}
    return ingress["spec"].get("ingressClassName") or marks.get(_OLD_CLASS, "")


def answer(pod: dict, port: int, asked: Asked, router: Router) -> Answer:
    """The controller's answer to a request that has reached its pod."""
    host, path = asked.host.partition(":")[0].lower(), asked.path.partition("?")[0]
    found = mine(router.world.store)
    if not asked.tls and _redirects(host, found):
        return pages.page(308, {"Location": f"https://{host}{asked.path}"})
    location = match(host, path, found)
    if location is None:
        router.trace.hop("ingress", ref(pod, "Pod"), "no_rule", host=host or "*", path=path)
        return pages.page(404)
    service, offered = backend_of(location, router.world.store)
    shown = (location.backend.get("service") or {}).get("name", "")
    params: dict[str, Any] = {"host": location.host or "*", "path": location.path, "service": shown}
    name = location.ingress["metadata"]["name"]
    router.trace.hop("ingress", ref(location.ingress, "Ingress"), "rule", ingress=name, **params)
    if service is None or offered is None:
        return pages.page(503)
    router.trace.hop("service", ref(service, "Service"), "service", service=shown, port=offered["port"])
    among = proxy.ready(service, offered, router.world)
    if not among:
        router.trace.hop("service", ref(service, "Service"), "no_endpoints", service=shown)
        return pages.page(503)
    return _forward(pod, location, asked, among, router)


# -- which backend -----------------------------------------------------------------------------------------------------


def match(host: str, path: str, found: list[dict]) -> Location | None:
    """The location that nginx chooses: a server by host (exact, then wildcard, then the one for all hosts), in it an
    exact path before the longest prefix."""
    all_ = [location for ingress in found for location in _locations(ingress)]
    for server in (host, _wildcard(host), ""):
        here = [location for location in all_ if location.host == server]
        if here:
            return _best(here, path) or _default(here, found if not server else [])
    return _default([], found)


def backend_of(location: Location, store: Store) -> tuple[dict | None, dict | None]:
    """(Service, its port) behind a location; None for what is not there."""
    wanted = location.backend.get("service") or {}
    service = store.get("services", location.ingress["metadata"]["namespace"], wanted.get("name", ""))
    if service is None:
        return None, None
    port = wanted.get("port") or {}
    for offered in service["spec"].get("ports") or ():
        if offered["port"] == port.get("number") or (port.get("name") and offered.get("name") == port["name"]):
            return service, offered
    return service, None


def _locations(ingress: dict) -> Iterator[Location]:
    marks = ingress["metadata"].get("annotations") or {}
    regex = marks.get(f"{_NGINX}use-regex") == "true" or f"{_NGINX}rewrite-target" in marks
    for rule in ingress["spec"].get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            kind = path.get("pathType", "ImplementationSpecific")
            kind = "regex" if regex and kind != "Exact" else kind
            yield Location(ingress, rule.get("host", ""), path.get("path") or "/", kind, path["backend"])


def _wildcard(host: str) -> str:
    return f"*.{host.partition('.')[2]}"


def _best(here: list[Location], path: str) -> Location | None:
    fits = [location for location in here if _matches(location, path)]
    return max(fits, key=lambda location: (location.kind == "Exact", len(location.path)), default=None)


def _matches(location: Location, path: str) -> bool:
    wanted = location.path
    if location.kind == "Exact":
        return path == wanted
    if location.kind == "Prefix":
        return wanted == "/" or path == wanted.rstrip("/") or path.startswith(wanted.rstrip("/") + "/")
    if location.kind == "regex":
        return _regex(wanted, path) is not None
    return path.startswith(wanted)


def _regex(pattern: str, path: str) -> re.Match | None:
    try:
        return re.match(pattern, path, re.IGNORECASE) if len(pattern) < 500 and len(path) < 2000 else None
    except re.error:
        return None


def _default(here: list[Location], found: list[dict]) -> Location | None:
    """The default backend of the Ingress whose host it is; for other hosts of one (of `found`) without any rules."""
    for ingress in [*(location.ingress for location in here), *(i for i in found if not i["spec"].get("rules"))]:
        backend = ingress["spec"].get("defaultBackend")
        if backend:
            return Location(ingress, "", "/", "Prefix", backend)
    return None


def _redirects(host: str, found: list[dict]) -> bool:
    """Whether plain requests are sent to https: where a certificate is there for the host."""
    for ingress in found:
        marks = ingress["metadata"].get("annotations") or {}
        if marks.get(f"{_NGINX}ssl-redirect") == "false":
            continue
        if marks.get(f"{_NGINX}force-ssl-redirect") == "true" and _has_rule(ingress, host):
            return True
        if any(host in (entry.get("hosts") or ()) for entry in ingress["spec"].get("tls") or ()):
            return True
    return False


def _has_rule(ingress: dict, host: str) -> bool:
    return any(rule.get("host", "") in ("", host) for rule in ingress["spec"].get("rules") or ())


# -- sending it on -----------------------------------------------------------------------------------------------------


def _forward(pod: dict, location: Location, asked: Asked, among: list[proxy.Endpoint], router: Router) -> Answer:
    """To an endpoint; to another one where the first cannot be reached."""
    itself = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"])
    first = router.pick(len(among)) if len(among) > 1 else 0
    code = 502
    for endpoint in (among[first:] + among[:first])[:_TRIES]:
        namespace, name = endpoint.pod or ("", endpoint.address)
        chosen = router.places.pod(namespace, name)
        router.trace.hop("endpoint", ref(chosen, "Pod"), "chosen", pod=name, address=endpoint.key, ready=len(among))
        target = router.connect(itself, endpoint.address, endpoint.port)
        if target.error or target.pod is None:
            router.trace.took += _CONNECT if target.error == TIMEOUT else router.world.latency.network_hop
            code = 504 if target.error == TIMEOUT else 502
            continue
        further = _passed_on(asked, location, target.client, target.port)
        reply = router.containers.serve(target.pod, target.port, further, _nobody, router.keep)
        if reply is None or reply.error == "reset":
            code = 502
            continue
        if reply.throttled:
            router.trace.hop("pod", ref(target.pod, "Pod"), "throttled", percent=reply.throttled)
        if reply.error:
            return pages.page(504)._replace(took=_READ)
        router.trace.hop("pod", ref(target.pod, "Pod"), "answered", code=reply.code)
        kept = {k: v for k, v in reply.headers.items() if k.lower() != "server"}
        return reply._replace(headers=kept, log="", throttled=0)
    return pages.page(code)


def _passed_on(asked: Asked, location: Location, client: str, port: int) -> Asked:
    scheme = "https" if asked.tls else "http"
    headers = {
        **asked.headers,
        "x-request-id": f"{asked.at:032x}",
        "x-real-ip": asked.client,
        "x-forwarded-for": asked.client,
        "x-forwarded-host": asked.host,
        "x-forwarded-port": "443" if asked.tls else "80",
        "x-forwarded-proto": scheme,
        "x-forwarded-scheme": scheme,
        "x-scheme": scheme,
    }
    return asked._replace(headers=headers, path=_rewritten(location, asked.path), client=client, port=port, tls=False)


def _rewritten(location: Location, path: str) -> str:
    """`rewrite-target: /$2`: the parts of the path that the pattern caught."""
    target = (location.ingress["metadata"].get("annotations") or {}).get(f"{_NGINX}rewrite-target")
    if target is None:
        return path
    plain, mark, query = path.partition("?")
    found = _regex(location.path, plain)
    if found is None:
        return path
    groups = {str(number): value or "" for number, value in enumerate((found[0], *found.groups()))}
    return re.sub(r"\$(\d)", lambda m: groups.get(m[1], ""), target) + mark + query


def _nobody(request: Any) -> Any:
    raise ValueError("a backend of the ingress controller makes no requests of its own")
