"""postStart and preStop: what a container's lifecycle hooks do, how long they take, and whether they succeed.

Source: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/; that an HTTP hook fails only when
there is no answer, and `tcpSocket` always, is what the kubelet does (k8s.io/kubernetes, pkg/kubelet/lifecycle).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cluster.images import running
from cluster.images.wire import HttpRequest, Source
from cluster.kubelet import probing
from cluster.kubelet.processes import inside

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_S = 1_000_000
_AGENT = "kube-lifecycle/1.35"
POST_START, PRE_STOP = "postStart", "preStop"


class Outcome(NamedTuple):
    """`ends`: virtual µs at which the hook is through; None: it never is."""

    ends: int | None
    good: bool


def of(spec: dict, name: str) -> dict | None:
    return (spec.get("lifecycle") or {}).get(name) or None


def run(worker: Worker, spec: dict, container: dict, handler: dict) -> Outcome:
    """Run it from now on: what it writes stays, what it asks others is asked."""
    if "sleep" in handler:
        return Outcome(worker.now + handler["sleep"].get("seconds", 0) * _S, True)
    if "exec" in handler:
        return _exec(worker, spec, container, handler["exec"].get("command") or [])
    if "httpGet" in handler:
        return _http(worker, spec, container, handler["httpGet"])
    return Outcome(worker.now, False)


def _exec(worker: Worker, spec: dict, container: dict, command: list[str]) -> Outcome:
    runtime = worker.world.runtime
    place = inside.place(runtime, worker.held(spec, container), worker.now)
    ran = running.run(place, command)
    if ran.asked and ran.ends is not None and runtime.network is not None:
        source = Source("pod", worker.namespace, worker.name, spec["name"])
        place = inside.place(runtime, worker.held(spec, container), worker.now)
        ran = running.run(replace(place, asker=runtime.network.maker(source)), command)
    if ran.error:
        return Outcome(worker.now, False)
    worker.wrote(spec, ran.writes)
    return Outcome(ran.ends, ran.code == 0)


def _http(worker: Worker, spec: dict, container: dict, wanted: dict) -> Outcome:
    network, port = worker.world.runtime.network, probing.port_of(wanted.get("port"), spec)
    if port is None or network is None:
        return Outcome(worker.now, False)
    scheme, path = (wanted.get("scheme") or "HTTP").lower(), (wanted.get("path") or "/").lstrip("/")
    headers = {header["name"].lower(): header.get("value", "") for header in wanted.get("httpHeaders") or ()}
    headers = {"user-agent": _AGENT, "accept": "*/*", **headers}
    url = f"{scheme}://{wanted.get('host') or worker.ip}:{port}/{path}"
    if wanted.get("host") in (None, "", worker.ip):
        return _own(worker, worker.held(spec, container), f"/{path}", headers, port)
    asker = network.maker(Source("node", "", worker.node))
    reply = asker.request(HttpRequest("GET", url, headers, ""))
    if reply.code is None and scheme == "https":  # a server without TLS is asked without
        reply = asker.request(HttpRequest("GET", url.replace("https", "http", 1), headers, ""))
    return Outcome(worker.now + reply.took, reply.code is not None)


def _own(worker: Worker, at: inside.Held, path: str, headers: dict[str, str], port: int) -> Outcome:
    """The pod itself is asked."""
    runtime = worker.world.runtime
    asked = probing.asked(runtime, at, path, headers, port, worker.now)
    answer, _ = probing.served(runtime, at, port, asked, worker.now)
    if answer is None or answer.error or not answer.code:
        return Outcome(worker.now, False)
    return Outcome(worker.now + answer.took, True)
