"""One HTTP request, or one connection, from beginning to end.

What clients meet: a name that is unknown, a port that refuses, silence until they lose patience, an empty reply, or an
answer. Linux gives up a connection after about 130 seconds (tcp_syn_retries).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from cluster.images.wire import DATAGRAM, Answer, Asked, HttpRequest, Reply, Source
from cluster.network import apiserver, health, ingress, internet, lookups
from cluster.network.routing import REFUSED, TIMEOUT, UNREACHABLE, Router, Target
from cluster.network.traces import ref

PATIENCE, NO_ROUTE = 131_000_000, 3_070_000  # µs
RESET, RESOLVE, TLS = "reset", "resolve", "tls"
_DEEPEST = 8
_MOST_OUTCOMES = 256
_SELF_SIGNED, _UNKNOWN_ISSUER = "self-signed certificate", "unable to get local issuer certificate"


class Place(NamedTuple):
    """A URL in parts. `shown`: host and port as the Host header has them."""

    tls: bool
    host: str
    port: int
    path: str
    shown: str


def place(url: str) -> Place:
    """ValueError for what is no URL (the port is no number, say)."""
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        url = f"http://{url}"
    parts = urlsplit(url)
    tls = parts.scheme.lower() == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(tls, parts.hostname or "", parts.port or (443 if tls else 80), path, parts.netloc.rpartition("@")[2])


def request(source: Source, given: HttpRequest, router: Router) -> Reply:
    where = place(given.url)
    given_time = _shortest(given.connect_timeout, given.timeout)
    protocol = "UDP" if given.method == DATAGRAM else "TCP"
    target, reply = _connected(source, where.host, where.port, protocol, given_time, given.idle, router)
    if reply is not None:
        return reply
    if where.tls and target.pod is not None and not router.containers.speaks_tls(target.pod, target.port):
        return _reply(router, target, Reply(None, error=TLS, detail="wrong version number"))
    headers = {name.lower(): value for name, value in given.headers.items()}
    headers.setdefault("host", where.shown)
    moment = router.world.epoch + router.now + router.trace.took
    asked = Asked(
        given.method, where.path, headers, given.body, headers["host"], target.client, target.port, moment, where.tls
    )
    answer = _answer(target, asked, router)
    left = None if given.timeout is None else given.timeout - router.trace.took
    return _told(target, where, answer, _shortest(left, given.idle), router)


def _shortest(*times: int | None) -> int | None:
    return min((time for time in times if time is not None), default=None)


def connect(source: Source, host: str, port: int, protocol: str, timeout: int | None, router: Router) -> Reply:
    target, reply = _connected(source, host, port, protocol, None, timeout, router)
    return reply if reply is not None else _reply(router, target, Reply(None))


def outcomes(source: Source, given: HttpRequest, begin: Callable[[], Router]) -> list[tuple[float, Reply, str | None]]:
    """Every way in which the request can go now: (its share, the reply, the uid of the pod that answers).

    It is played once for each choice that kube-proxy, DNS or the controller could make."""
    found: list[tuple[float, Reply, str | None]] = []
    waiting: list[list[int]] = [[]]
    while waiting and len(found) < _MOST_OUTCOMES:
        fixed = waiting.pop()
        router, offered = begin(), list[int]()
        router.pick = _player(fixed, offered)
        reply = request(source, given, router)
        share = 1.0
        for count in offered:
            share /= count
        found.append((share, reply, _answering(router)))
        for position in range(len(fixed), len(offered)):
            head = (fixed + [0] * len(offered))[:position]
            waiting += [[*head, choice] for choice in range(offered[position] - 1, 0, -1)]
    return found


def _player(fixed: list[int], offered: list[int]) -> Callable[[int], int]:
    def pick(count: int) -> int:
        offered.append(count)
        position = len(offered) - 1
        return fixed[position] if position < len(fixed) else 0

    return pick


def _answering(router: Router) -> str | None:
    for hop in reversed(router.trace.hops):
        if hop["kind"] == "pod" and hop["code"] == "network.connected" and hop["ref"]:
            return hop["ref"]["uid"]
    return None


# -- the connection ----------------------------------------------------------------------------------------------------


def _connected(
    source: Source, host: str, port: int, protocol: str, timeout: int | None, idle: int | None, router: Router
) -> tuple[Target, Reply | None]:
    """(where it ended, None), or (_, the reply that says why there is no connection)."""
    nowhere = Target("", port)
    found = lookups.resolve(source, host, "A", router)
    if not found.addresses:
        if timeout is not None and router.trace.took > timeout:
            router.trace.took = timeout
            return nowhere, _reply(router, nowhere, Reply(None, error=TIMEOUT, detail=RESOLVE))
        return nowhere, _reply(router, nowhere, Reply(None, error=RESOLVE, detail=found.error or "nodata"))
    addresses = found.addresses
    first = router.pick(len(addresses)) if len(addresses) > 1 else 0
    target = nowhere
    for address in (*addresses[first:], *addresses[:first]):
        target = router.connect(source, address, port, protocol)._replace(asked=f"{address}:{port}")
        if not target.error:
            router.trace.took += router.world.latency.network_hop
            return target, None
        left = None if timeout is None else max(timeout - router.trace.took, 0)
        router.trace.took += _patience(target.error, _shortest(left, idle), router)
        if target.error == TIMEOUT:
            break
    return target, _reply(router, target, Reply(None, error=target.error))


def _patience(error: str, most: int | None, router: Router) -> int:
    """How long the client waits until it knows, in µs."""
    wait = {REFUSED: router.world.latency.network_hop, UNREACHABLE: NO_ROUTE, TIMEOUT: PATIENCE}[error]
    return wait if most is None else min(wait, most)


# -- the answer --------------------------------------------------------------------------------------------------------


def _answer(target: Target, asked: Asked, router: Router) -> Answer | None:
    if target.host == "internet":
        return internet.answer(asked)
    router.dated = router.dated or target.host in ("api", "health")
    if target.host == "api":
        return apiserver.answer(asked, router.world, router.keep)
    if target.host == "health":
        return health.answer(target.node, target.port, router)
    pod = target.pod
    assert pod is not None
    router.depth += 1
    if router.depth > _DEEPEST:
        return Answer(0, error=RESET)
    if ingress.is_controller(pod):
        return ingress.answer(pod, target.port, asked, router)
    itself = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"])
    return router.containers.serve(
        pod, target.port, asked, lambda further: request(itself, further, router), router.keep
    )


def _told(target: Target, where: Place, answer: Answer | None, left: int | None, router: Router) -> Reply:
    """`left`: µs for which the client goes on waiting."""
    trace, peer = router.trace, f"{target.address}:{target.port}"
    place_of = ref(target.pod, "Pod")
    if answer is None or answer.error == RESET:
        trace.hop("pod", place_of, "no_answer", address=peer)
        return _reply(router, target, Reply(None, error=RESET))
    router.dated = router.dated or not answer.lasts
    if answer.throttled:
        trace.hop("pod", place_of, "throttled", percent=answer.throttled)
    slow = answer.took + router.world.latency.network_hop
    if answer.error or (left is not None and slow > left):
        trace.took += left if left is not None else PATIENCE
        trace.hop("pod", place_of, "no_answer", address=peer)
        return _reply(router, target, Reply(None, error=TIMEOUT, detail="answer"))
    trace.took += answer.took
    trace.hop("pod" if target.pod else "outside", place_of, "answered", code=answer.code)
    trace.took += router.world.latency.network_hop
    certificate = ""
    if where.tls and target.host != "internet":
        certificate = _UNKNOWN_ISSUER if target.host == "api" else _SELF_SIGNED
    return _reply(router, target, Reply(answer.code, answer.headers, answer.body, certificate=certificate))


def _reply(router: Router, target: Target, reply: Reply) -> Reply:
    """With what the trace knows."""
    return reply._replace(peer=target.asked, took=router.trace.took, trace=tuple(router.trace.hops))
