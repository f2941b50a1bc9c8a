"""The Kubernetes API of every live cluster at `/c/<token>/...`, for real clients: kubectl, helm, client libraries.

Clients send no bearer token over plain http, so the unguessable token is in the path; it is never logged. In front of
Django: no cookies, no CSRF, no Origin. One `Door` serves one connection.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from cluster.api.errors import StatusError, bad_request
from cluster.api.request import Request, Response
from cluster.http.application import Application, Shared
from cluster.http.encoding import dump
from cluster.http.kubeconfig import kubeconfig
from cluster.http.pacing import actor_of
from cluster.http.sockets import deny
from tutorial.live import keeping, ledger, records
from tutorial.live.client_stream import ClientStream
from tutorial.live.client_watch import ClientWatch
from tutorial.live.cluster import LiveCluster
from tutorial.live.host import Host, host
from tutorial.live.limits import Bucket
from tutorial.live.trouble import RETRY_S, Trouble
from tutorial.live.typed import typed
from tutorial.words import Refusal

log = logging.getLogger(__name__)
PREFIX = "/c/"
HEAVY_BYTES, HEAVY_OBJECTS = 30_000, 800  # above either, a thread does the work
WARNED_S = 300  # so long after a cluster woke with something lost, clients are told so
TRIES = 3  # to find a cluster awake
UNSEEN = {"events", "leases"}  # what clients write all the time by themselves gets no mark on the time bar
UNKNOWN = (
    "no cluster has this address: it may have been given a new one or been deleted. "
    "Open your lesson in the browser and choose 'Use your own kubectl' for the one that is valid now."
)


class Door:
    """The backend of one connection on a cluster (`cluster.http.application.Backend`)."""

    def __init__(self, live_host: Host, live: LiveCluster, command: str):
        self._host, self._live, self._command = live_host, live, command
        self._token = live.record.token
        self._watch: ClientWatch | None = None

    async def request(self, request: Request) -> Response:
        """Answered after the journal has kept it; a refusal of ours is a Status too."""
        try:
            for _ in range(TRIES):
                if (response := await self._request(request)) is not None:
                    return response
                self._live = await _find(self._host, self._token)  # it fell asleep meanwhile, nothing was done
            raise moved()
        except StatusError as error:
            return Response(error.code, error.status())
        except Exception:
            log.exception("a client's request on cluster %s", self._live.id)
            return Response(500, StatusError(500, "InternalError", "the simulated cluster made a mistake").status())

    async def changed(self, revision: int, seconds: float, resource: str) -> int:
        assert self._watch is not None
        await self._watch.news(seconds)
        return self._live.simulation.store.revision

    async def moved(self, seen: int, seconds: float) -> int:
        return await self._live.moves.beyond(seen, seconds)

    async def act(self, action: Callable[[], Any]) -> None:
        live = self._live
        async with live.lock:
            if not live.dead:
                live.drive.catch_up()
                action()
                live.collect()
                live.flush()
        live.moves.tell()
        live.wanted()
        await live.drained()

    async def _request(self, request: Request) -> Response | None:
        """None, and nothing done, when the cluster is not awake any more."""
        live = self._live
        self._check_limits(request)
        await self._host.sure()
        async with live.lock:
            if live.dead:
                return None
            if live.record.token != self._token:
                raise unknown()
            live.drive.catch_up()
            response = await self._perform(request)
            if response.watch is not None:
                response.watch = self._watch = self._opened(ClientWatch, response.watch)
            if response.stream is not None:
                most = settings.CLUSTER_LIMITS["bytes"]
                response.stream = self._opened(ClientStream, response.stream, most)
            live.collect()
            live.flush()
        live.wanted()
        if not request.is_read:
            await live.drained()
            if live.dead:
                raise unavailable(live.failure) if live.failure else moved()
        return response

    async def _perform(self, request: Request) -> Response:
        live, simulation = self._live, self._live.simulation
        actor, before = actor_of(request.user_agent), len(simulation.inputs)
        command = "" if request.is_read else typed(request, self._command, actor)
        size = len(request.body) if isinstance(request.body, bytes) else 0
        if size > HEAVY_BYTES or (not request.is_read and simulation.store.size > HEAVY_OBJECTS):
            response = await asyncio.to_thread(simulation.request, request, actor, command)
        else:
            response = simulation.request(request, actor, command)
        if len(simulation.inputs) > before and response.code < 300 and UNSEEN.isdisjoint(request.path.split("/")):
            live.mark_input("command", command)
        if live.notice is not None and monotonic() - live.awake_since < WARNED_S:
            response.warnings = [*response.warnings, live.notice.say("en")]
        return response

    def _opened(self, form: Callable[..., Any], inner: Any, *more: Any) -> Any:
        try:
            return form(self._host, self._live, inner, *more)
        except Refusal as refusal:
            inner.close()
            raise too_many(refusal.say("en")) from None

    def _check_limits(self, request: Request) -> None:
        live, limits = self._live, settings.CLUSTER_LIMITS
        if request.is_read:
            bucket = _reads.get(live)
            if bucket is None:
                bucket = _reads[live] = Bucket(limits["messages_per_s"], limits["message_burst"])
            if not bucket.take():
                raise too_many(f"requests are coming too fast (at most {limits['messages_per_s']} a second)")
            return
        if self._host.journal.trouble is not None:
            raise unavailable(self._host.journal.trouble)
        if live.sent_bytes > limits["bytes"]:
            raise too_many(Refusal("cluster_full", limit=limits["bytes"] // 1_000_000).say("en"))
        if not live.session.commands.take():
            raise too_many(Refusal("too_many_commands", limit=limits["commands_per_s"]).say("en"))


_reads: WeakKeyDictionary[LiveCluster, Bucket] = WeakKeyDictionary()
_shared: WeakKeyDictionary[LiveCluster, Shared] = WeakKeyDictionary()


async def kubernetes(scope: dict, receive, send) -> None:
    """The ASGI application of the mount."""
    token = scope["path"].removeprefix(PREFIX).split("/")[0]
    try:
        live_host = host()
        live = await _find(live_host, token)
        if scope["path"] == f"{PREFIX}{token}/kubeconfig":
            await _send(send, 200, _kubeconfig(scope, token).encode(), "application/yaml", "orrery.yaml")
            return
    except StatusError as error:
        if scope["type"] == "websocket":
            await receive()
            await deny(scope, send, Response(error.code, error.status()))
            return
        again = (error.details or {}).get("retryAfterSeconds")
        await _send(send, error.code, dump(error.status()), "application/json", again=again)
        return
    shared = _shared.get(live)
    if shared is None:
        shared = _shared[live] = Shared()
    door = Door(live_host, live, _header(scope, b"kubectl-command"))
    await Application(door, f"{PREFIX}{token}", shared)(scope, receive, send)


async def _find(live_host: Host, token: str) -> LiveCluster:
    """The cluster of a token, woken. Raises StatusError."""
    known = token.isascii() and len(token) <= 40
    try:
        record = await live_host.journal.read(records.find, token=token) if known else None
        live = await live_host.get(record.id) if record else None
    except (keeping.Damaged, keeping.Newer) as refusal:
        log.error("a cluster cannot be woken: %s", refusal)
        raise StatusError(500, "InternalError", refusal.say("en")) from None
    except (Trouble, ledger.Elsewhere) as refusal:
        raise unavailable(refusal) from None
    except Refusal as refusal:
        raise too_many(refusal.say("en")) from None
    if live is None or live.record.token != token:
        raise unknown()
    return live


def _kubeconfig(scope: dict, token: str) -> str:
    """For the host and the scheme that it was asked by. Raises StatusError for a host that is not ours."""
    name = _header(scope, b"host")
    if not validate_host(split_domain_port(name)[0], settings.ALLOWED_HOSTS):
        raise bad_request("this Host is not served here")
    proxy = settings.SECURE_PROXY_SSL_HEADER
    by_proxy = proxy and _header(scope, proxy[0].removeprefix("HTTP_").replace("_", "-").lower().encode()) == proxy[1]
    return kubeconfig(f"{'https' if by_proxy else scope.get('scheme', 'http')}://{name}{PREFIX}{token}")


def _header(scope: dict, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def unknown() -> StatusError:
    return StatusError(404, "NotFound", UNKNOWN, {})


def moved() -> StatusError:
    message = "the cluster is being moved; nothing was done"
    return StatusError(503, "ServiceUnavailable", message, {"retryAfterSeconds": 1})


def unavailable(refusal: Refusal) -> StatusError:
    """Nothing was done, and it is worth trying again: the disk is full, another server has the cluster."""
    return StatusError(503, "ServiceUnavailable", refusal.say("en"), {"retryAfterSeconds": RETRY_S})


def too_many(why: str) -> StatusError:
    return StatusError(429, "TooManyRequests", why, {"retryAfterSeconds": 1})


async def _send(send, code: int, body: bytes, kind: str, file: str = "", again: int | None = None) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    headers.append((b"cache-control", b"no-store"))
    if file:
        headers.append((b"content-disposition", f'attachment; filename="{file}"'.encode()))
    if again:
        headers.append((b"retry-after", str(again).encode()))
    await send({"type": "http.response.start", "status": code, "headers": headers})
    await send({"type": "http.response.body", "body": body})
