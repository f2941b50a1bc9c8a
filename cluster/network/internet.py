"""The few hosts outside that exist. All others are unknown names: a classroom may have no internet."""

from __future__ import annotations

from cluster.images.wire import Answer, Asked
from cluster.network.places import HOST_ADDRESS, HOST_NAME

_EXAMPLE = """<!doctype html><html lang="en"><head><title>Example Domain</title></head><body><div>\
<h1>Example Domain</h1><p>This domain is for use in documentation examples without needing permission. \
Avoid use in operations.</p><p><a href="https://iana.org/domains/example">Learn more</a></p></div></body></html>
"""
_NAMES = {
    **dict.fromkeys(("example.com", "www.example.com"), "23.192.228.80"),
    **dict.fromkeys(("example.org", "www.example.org"), "23.192.228.84"),
    **dict.fromkeys(("example.net", "www.example.net"), "23.192.228.85"),
    **dict.fromkeys(("google.com", "www.google.com"), "142.250.206.196"),
    **dict.fromkeys(("kubernetes.io", "www.kubernetes.io"), "15.197.167.90"),
    "github.com": "20.200.245.247",
    "registry.k8s.io": "34.96.108.209",
    "one.one.one.one": "1.1.1.1",
    "dns.google": "8.8.8.8",
    HOST_NAME: HOST_ADDRESS,
}
_DNS_SERVERS = ("1.1.1.1", "8.8.8.8")
_DISTANCE = 12_000  # µs there and back


def lookup(name: str) -> str | None:
    """The address of a public name (lower case, no final dot)."""
    return _NAMES.get(name)


def is_there(address: str) -> bool:
    return address in _DNS_SERVERS or address in _NAMES.values()


def answer(asked: Asked) -> Answer | None:
    """What the host at an address of ours says on ports 80 and 443; None where nobody listens."""
    if asked.port not in (80, 443):
        return None
    if asked.host.partition(":")[0].removeprefix("www.").startswith("example."):
        headers = {"Content-Type": "text/html", "Server": "cloudflare"}
        return Answer(200, headers, _EXAMPLE, took=_DISTANCE)
    if not asked.tls:
        moved = {"Location": f"https://{asked.host}{asked.path}"}
        return Answer(301, moved, took=_DISTANCE)
    return Answer(200, {"Content-Type": "text/html"}, "<!doctype html>\n", took=_DISTANCE)
