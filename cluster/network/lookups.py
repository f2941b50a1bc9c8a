"""Asking for a name: /etc/hosts first, then the nameservers of /etc/resolv.conf, over the network like anything else.

Source: man 5 resolv.conf (five seconds for an attempt, two attempts, search domains before the name as it stands where
it has fewer dots than `ndots`).
"""

from __future__ import annotations

import ipaddress

from cluster.images.wire import Resolved, Source
from cluster.network import dns, internet
from cluster.network.places import HOST_ADDRESS, HOST_NAME
from cluster.network.routing import REFUSED, Router
from cluster.network.traces import ref
from cluster.objects import resolver
from cluster.objects.resolver import Resolver

DNS_PORT = 53
_ATTEMPT = 5_000_000  # µs; each nameserver is asked twice
_COREDNS = "coredns"


def resolve(source: Source, name: str, record: str, router: Router, server: str = "") -> Resolved:
    """The addresses of `name` as this source sees them. `server`: ask this nameserver, whatever the pod is told."""
    if record in ("A", "AAAA") and is_address(name):
        return Resolved((name,), (name,))
    pod = router.places.pod(source.namespace, source.name) if source.kind == "pod" else None
    if not server and record == "A" and (known := _own_hosts(source, pod, router).get(name)) is not None:
        return Resolved((known,), (name,))
    config = resolver.of(pod) if pod is not None else resolver.HOST
    if server:
        config = config._replace(servers=(server,))
    return _ask(source, config, name, record, router)


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _own_hosts(source: Source, pod: dict | None, router: Router) -> dict[str, str]:
    if pod is not None and not pod["spec"].get("hostNetwork"):
        return resolver.hosts(pod, router.places.address(source))
    nodes = {node: router.places.address_of(node) for node in router.places.nodes()} if source.kind != "outside" else {}
    return {"localhost": "127.0.0.1", HOST_NAME: HOST_ADDRESS, **nodes}


def _ask(source: Source, config: Resolver, name: str, record: str, router: Router) -> Resolved:
    """Each candidate at the first nameserver that answers at all."""
    began, asked, last = router.trace.took, list[str](), dns.NOBODY
    server = ""
    for candidate in config.candidates(name):
        asked.append(candidate)
        server, found = _ask_servers(source, config, candidate, record, router)
        if found is None:
            router.trace.hop("dns", None, "lookup_failed", server=server)
            took = router.trace.took - began
            return Resolved((), (), "timeout", server, tuple(asked), took, tuple(router.trace.hops))
        last = found if found.error != "nxdomain" or last.error == "nxdomain" else last
        if not found.error:
            break
    took = router.trace.took - began
    if last.error:
        router.trace.hop("dns", None, "unknown_name", name=name)
        return Resolved((), (), last.error, server, tuple(asked), took, tuple(router.trace.hops))
    names = last.texts or (asked[-1], *last.aliases)
    if last.addresses:
        router.trace.hop("dns", None, "resolved", name=names[-1], address=", ".join(last.addresses))
    return Resolved(last.addresses, names, "", server, tuple(asked), took, tuple(router.trace.hops))


def _ask_servers(
    source: Source, config: Resolver, name: str, record: str, router: Router
) -> tuple[str, dns.Found | None]:
    """(the server that was asked last, what it said; None when none answered)."""
    server = ""
    for server in config.servers:
        found = _ask_one(source, server, name, record, router)
        if found is not None:
            return server, found
    return server, None


def _ask_one(source: Source, server: str, name: str, record: str, router: Router) -> dns.Found | None:
    trace, latency = router.trace, router.world.latency
    if server in (resolver.HOST_DNS, HOST_ADDRESS):
        trace.hop("outside", None, "lookup", name=name, server=server)
        trace.took += latency.network_dns
        address = internet.lookup(name.lower().removesuffix("."))
        return dns.Found((address,)) if address else dns.NOBODY
    quiet = len(trace.hops)
    target = router.connect(source, server, DNS_PORT, "UDP")
    if target.error:
        trace.took += latency.network_hop if target.error == REFUSED else 2 * _ATTEMPT
        return None
    if target.pod is None or router.containers.program(target.pod, DNS_PORT) != _COREDNS:
        trace.took += 2 * _ATTEMPT
        return None
    del trace.hops[quiet:]  # how the question got there is told in one hop
    trace.hop("dns", ref(target.pod, "Pod"), "lookup", name=name, server=server)
    trace.took += latency.network_dns
    return dns.answer(name, record, router.world)
