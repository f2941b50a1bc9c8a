"""What CoreDNS answers: the names of Services and pods, and the world's.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ and the DNS specification
https://github.com/kubernetes/dns/blob/master/docs/specification.md; the plugin `kubernetes` with `pods insecure`, as
minikube's Corefile has it (https://coredns.io/plugins/kubernetes/): a headless Service without endpoints does not exist
for it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cluster.component import World
from cluster.network import internet, proxy
from cluster.objects.resolver import DOMAIN

_ZONE = f".{DOMAIN}"
_REVERSE = ".in-addr.arpa"
_DASHED = re.compile(r"\d{1,3}(?:-\d{1,3}){3}")
_MOST_ALIASES = 8


class Found(NamedTuple):
    """`addresses` of A records; `aliases` that led there (CNAME targets); `texts` of SRV and PTR records; `error` "",
    "nxdomain" or "nodata"."""

    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    error: str = ""


NOBODY, NOTHING = Found(error="nxdomain"), Found(error="nodata")


def answer(name: str, record: str, world: World) -> Found:
    """The records of type A, AAAA, CNAME, SRV or PTR of a full name."""
    name = name.lower().removesuffix(".")
    if record == "PTR" or name.endswith(_REVERSE):
        return _reverse(name, world)
    aliases: tuple[str, ...] = ()
    for _ in range(_MOST_ALIASES):
        found = _of_cluster(name, record, world) if (f".{name}").endswith(_ZONE) else _of_world(name)
        if not found.aliases or record == "CNAME":
            break
        aliases += found.aliases
        name = found.aliases[-1]
    else:
        return NOTHING
    if record == "AAAA" and not found.error:
        return Found((), aliases, (), "" if aliases else "nodata")
    return found._replace(aliases=aliases or found.aliases)


def _of_world(name: str) -> Found:
    address = internet.lookup(name)
    return Found((address,)) if address else NOBODY


def _of_cluster(name: str, record: str, world: World) -> Found:
    labels = f".{name}"[: -len(_ZONE)].strip(".").split(".")
    kind = labels[-1]
    if kind == "svc" and 3 <= len(labels) <= 5:
        return _of_service(labels[:-1], record, world)
    if kind == "svc" and len(labels) == 2:  # a namespace: there, but no record of its own
        return NOTHING if world.store.get("namespaces", "", labels[0]) else NOBODY
    if kind == "pod" and len(labels) == 3:
        known = _DASHED.fullmatch(labels[0]) and world.store.get("namespaces", "", labels[1])
        return Found((labels[0].replace("-", "."),)) if known else NOBODY
    if kind in ("svc", "pod", "") and len(labels) == 1:
        return NOTHING
    return NOBODY


def _of_service(labels: list[str], record: str, world: World) -> Found:
    """`[endpoint.|_port._protocol.]service.namespace`."""
    *before, name, namespace = labels
    service = world.store.get("services", namespace, name)
    if service is None:
        return NOBODY
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return Found(aliases=(spec["externalName"].removesuffix("."),)) if not before else NOBODY
    if len(before) == 2:
        return _named_port(before, service, record, world)
    if before:
        return _addresses([e for e in _shown(service, world) if _label(e) == before[0]])
    if spec.get("clusterIP") == "None":
        found = _shown(service, world)
        return _services(found, service) if record == "SRV" else _addresses(found)
    if record == "SRV":
        return _srv([(port["port"], _full(service)) for port in spec.get("ports") or ()])
    return Found((spec["clusterIP"],))


def _named_port(before: list[str], service: dict, record: str, world: World) -> Found:
    name, protocol = before[0].removeprefix("_"), before[1].removeprefix("_").upper()
    ports = [
        port
        for port in service["spec"].get("ports") or ()
        if (port.get("name") or "") == name and port.get("protocol", "TCP") == protocol
    ]
    if not ports:
        return NOBODY
    if service["spec"].get("clusterIP") != "None":
        return _srv([(port["port"], _full(service)) for port in ports]) if record == "SRV" else NOTHING
    found = [e for port in ports for e in _ready(proxy.endpoints(service, port, world))]
    return _services(found, service) if record == "SRV" else _addresses(found)


def _shown(service: dict, world: World) -> list[proxy.Endpoint]:
    """The ready endpoints (all of them, where the Service publishes those that are not ready)."""
    ports = service["spec"].get("ports") or ()
    if ports:
        return [e for port in ports for e in _ready(proxy.endpoints(service, port, world))]
    entries = [entry for each in proxy.slices_of(service, world) for entry in each.get("endpoints") or ()]
    return _ready([proxy.Endpoint(entry["addresses"][0], 0, entry) for entry in entries])


def _ready(found: list[proxy.Endpoint]) -> list[proxy.Endpoint]:
    return [e for e in found if (e.entry.get("conditions") or {}).get("ready") is not False]


def _label(endpoint: proxy.Endpoint) -> str:
    """The name of one endpoint below its Service: the pod's hostname, or its address with dashes."""
    return endpoint.entry.get("hostname") or endpoint.address.replace(".", "-")


def _addresses(found: list[proxy.Endpoint]) -> Found:
    addresses = tuple(dict.fromkeys(endpoint.address for endpoint in found))
    return Found(addresses) if addresses else NOBODY


def _services(found: list[proxy.Endpoint], service: dict) -> Found:
    return _srv([(e.port, f"{_label(e)}.{_full(service)}") for e in found])


def _srv(targets: list[tuple[int, str]]) -> Found:
    """Priority 0, equal weights that add up to 100."""
    weight = max(1, 100 // len(targets)) if targets else 0
    texts = tuple(f"0 {weight} {port} {target}." for port, target in targets)
    return Found(texts=texts) if texts else NOBODY


def _full(service: dict) -> str:
    metadata = service["metadata"]
    return f"{metadata['name']}.{metadata['namespace']}.svc.{DOMAIN}"


def _reverse(name: str, world: World) -> Found:
    """The Service that has the address, or the endpoint of a Service."""
    address = ".".join(reversed(name.removesuffix(_REVERSE).split(".")))
    for service in world.store.list("services"):
        if service["spec"].get("clusterIP") == address:
            return Found(texts=(f"{_full(service)}.",))
    for service in world.store.list("services"):
        for endpoint in _shown(service, world) if service["spec"].get("selector") else ():
            if endpoint.address == address:
                return Found(texts=(f"{_label(endpoint)}.{_full(service)}.",))
    return NOBODY
