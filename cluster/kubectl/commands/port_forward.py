"""kubectl port-forward: local ports that lead into a pod, for as long as it runs.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import ipaddress
from typing import Any, NamedTuple

from cluster.images.wire import HttpRequest, Reply, Source
from cluster.kubectl.client import forwarded_ports, streaming
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.host import Listener
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Wait

_FIRST_FREE = 40_000  # what `:80` gets; a real machine draws one
_BOTH = {"localhost": ("127.0.0.1", "::1")}
_FAILED = "Listeners failed to create with the following errors"
_TAKEN = "unable to create listener: Error listen {family} {at}: bind: address already in use"


class Local(NamedTuple):
    """One open port: `hosts` are the addresses that it is open at."""

    port: int
    remote: int
    hosts: tuple[str, ...]


class PortForward(Command):
    path = "port-forward"

    def run(self, call: Call) -> Steps:
        if len(call.args) < 2:
            raise call.usage("TYPE/NAME and list of ports are required for port-forward")
        obj = streaming.object_named(call, call.args[0])
        pod = yield from streaming.pod_behind(call, obj, call.flags["pod-running-timeout"])
        ports = forwarded_ports.read(call.args[1:], obj, pod)
        pod = call.api.get(streaming.pod_path(pod))
        phase = pod["status"].get("phase")
        if phase != "Running":
            raise KubectlError(f"unable to forward port because pod is not running. Current status={phase}")
        hosts = _addresses(call.flags["address"])
        stream = streaming.opened(call, pod, "portforward", {})
        try:
            if stream.refusal:
                raise KubectlError(f"error upgrading connection: {stream.refusal[1]}")
            return (yield from _Forwarding(call, pod, stream).run(ports, hosts))
        finally:
            stream.close()


class _Forwarding:
    def __init__(self, call: Call, pod: dict, stream: Any):
        self._call, self._stream = call, stream
        self._source = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"])
        self._lost = False

    def run(self, ports: list[tuple[int, int]], hosts: tuple[str, ...]) -> Steps:
        listeners = self._call.host.listeners
        opened: list[int] = []
        try:
            for local, remote in ports:
                local = local or next(port for port in range(_FIRST_FREE, 65_536) if port not in listeners)
                if self._open(Local(local, remote, hosts)):
                    opened.append(local)
            if not opened:
                shown = " ".join(f"{{{local} {remote}}}" for local, remote in ports)
                raise KubectlError(f"unable to listen on any of the requested ports: [{shown}]")
            while not (self._lost or self._stream.done):
                yield Wait(None, (self._stream,))
            raise KubectlError("lost connection to pod")
        finally:
            for local in opened:
                listeners.pop(local, None)

    def _open(self, local: Local) -> bool:
        call, port = self._call, local.port
        if port in call.host.listeners:
            why = " ".join(_TAKEN.format(family=_family(host), at=_at(host, port)) for host in local.hosts)
            call.err(f"Unable to listen on port {port}: {_FAILED}: [{why}]\n")
            return False
        call.host.listeners[port] = Listener(local.hosts, lambda request: self._answer(local, request))
        for host in local.hosts:
            call.out(f"Forwarding from {_at(host, port)} -> {local.remote}\n")
        return True

    def _answer(self, local: Local, request: HttpRequest) -> Reply:
        call = self._call
        call.out(f"Handling connection for {local.port}\n")
        connection = self._stream.connect(local.remote)
        connection.close()
        if connection.error:
            self._lost = True
            told = f"an error occurred forwarding {local.port} -> {local.remote}: {connection.error}"
            call.err(f'{call.logged("E", "portforward.go:424")} "Unhandled Error" err={quote(told)}\n')
            return Reply(None, error="reset")
        return call.host.reach(self._source, forwarded_ports.within(request, local.remote))


def _addresses(given: list[str]) -> tuple[str, ...]:
    """The hosts of --address. KubectlError for what is none."""
    for name in given:
        if name not in _BOTH and not _is_address(name):
            raise KubectlError(f"{name} is not a valid IP")
    if not given:
        raise KubectlError("you must specify at least 1 address")
    return tuple(dict.fromkeys(host for name in given for host in _BOTH.get(name, (name,))))


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _family(host: str) -> str:
    return "tcp6" if ":" in host else "tcp4"


def _at(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
