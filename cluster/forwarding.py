"""port-forward: connections to what listens in a pod, as bytes. Each HTTP request on one of them is an input.

Source: https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/; the words
of a port on which nobody listens are the runtime's and the kubelet's (containerd, k8s.io/kubernetes).
"""

from __future__ import annotations

from collections import deque
from hashlib import sha256
from typing import TYPE_CHECKING

from cluster.images import http1
from cluster.images.wire import HttpRequest, Reply, Source
from cluster.inputs import handler
from cluster.kubelet.processes import execs

if TYPE_CHECKING:
    from cluster.simulation import Simulation
    from cluster.store import Origin

_REFUSED = "dial tcp4 127.0.0.1:{port}: connect: connection refused"


class Forward:
    """An open port-forward (`cluster.api.request.Stream`, but that its bytes go over `connect`). Ends with the pod."""

    def __init__(self, simulation: Simulation, pod: dict):
        """Raises execs.NotRunning."""
        self._simulation = simulation
        metadata = pod["metadata"]
        self.pod = {"namespace": metadata["namespace"], "name": metadata["name"], "uid": metadata["uid"]}
        self._node = execs.node_of(simulation.runtime, pod)
        self._open: list[Connection] = []
        self._closed = False
        self.refusal: tuple[int, str] | None = None
        self.status: dict | None = None

    def connect(self, port: int) -> Connection:
        """A new connection; its `error` says why there is none."""
        asker = self._simulation.network.asker(Source("pod", self.pod["namespace"], self.pod["name"]))
        refused = asker.connect("127.0.0.1", port).error
        connection = Connection(self._simulation, self.pod, port, self._why(port) if refused else "")
        self._open = [each for each in self._open if not each.done]
        self._open.append(connection)
        return connection

    @property
    def done(self) -> bool:
        return self._closed or not execs.is_there(self._simulation.runtime, self._node, self.pod)

    @property
    def due(self) -> int | None:
        return min((due for each in self._open if (due := each.due) is not None), default=None)

    def poll(self) -> list[tuple[str, bytes]]:
        return []

    def write(self, data: bytes) -> None: ...
    def close_stdin(self) -> None: ...
    def resize(self, width: int, height: int) -> None: ...

    def close(self) -> None:
        self._closed = True
        if self in self._simulation.streams:
            self._simulation.streams.remove(self)

    def _why(self, port: int) -> str:
        sandbox = sha256(f"sandbox/{self.pod['uid']}".encode()).hexdigest()
        space = f"/var/run/netns/cni-{self.pod['uid']}"
        return (
            f"error forwarding port {port} to pod {sandbox}, uid : failed to execute portforward in network namespace "
            f'"{space}": failed to connect to localhost:{port} inside namespace "{sandbox}", '
            f"IPv4: {_REFUSED.format(port=port)} IPv6 dial tcp6: address localhost: no suitable address found "
        )


class Connection:
    """One TCP connection. `error`: why it could not be opened."""

    def __init__(self, simulation: Simulation, pod: dict, port: int, error: str):
        self._simulation, self._pod, self.port, self.error = simulation, pod, port, error
        self._requests = http1.Requests()
        self._answers: deque[tuple[int, bytes]] = deque()  # (virtual µs, bytes)
        self._ended: int | None = simulation.now if error else None  # when the other side hangs up
        self._closed = False

    @property
    def done(self) -> bool:
        """Nothing will come any more."""
        if self._closed:
            return True
        return self._ended is not None and self._ended <= self._simulation.now and not self._answers

    @property
    def due(self) -> int | None:
        now = self._simulation.now
        moments = [at for at, _ in self._answers] + ([] if self._ended is None else [self._ended])
        return min((at for at in moments if at > now), default=None)

    def write(self, data: bytes) -> None:
        """Bytes of the client. Each whole request in them becomes an input."""
        if self._ended is not None or self._closed:
            return
        try:
            asked = self._requests.feed(data)
        except http1.Malformed:
            self._ended = self._simulation.now  # what does not speak HTTP is hung up on
            return
        for each in asked:
            self._ask(each)
        if self._requests.expects:
            self._answers.append((self._simulation.now, http1.CONTINUE))

    def close(self) -> None:
        """The client hangs up."""
        self._closed = True

    def poll(self) -> bytes:
        """What has come by now."""
        found, now = b"", self._simulation.now
        while self._answers and self._answers[0][0] <= now:
            found += self._answers.popleft()[1]
        return found

    def _ask(self, asked: http1.Asked) -> None:
        if self._ended is not None:
            return
        request = {
            "pod": self._pod, "port": self.port, "method": asked.method, "path": asked.path, "headers": asked.headers,
            "body": asked.body.decode("utf-8", "surrogateescape"),
        }  # fmt: skip
        simulation = self._simulation
        given = simulation.next_input({"forward": request}, "port-forward", f"{asked.method} {asked.path}"[:200])
        reply: Reply = simulation.apply(given)
        at = max(simulation.now + reply.took, self._answers[-1][0] if self._answers else 0)
        if reply.error or reply.code is None:
            self._ended = at
            return
        body = reply.body.encode("utf-8", "surrogateescape")
        if reply.code == 0:  # it speaks something else
            self._answers.append((at, body))
            self._ended = at
            return
        self._answers.append((at, http1.answer(reply.code, reply.headers, body, asked.method, asked.stays)))
        if not asked.stays:
            self._ended = at


@handler("forward")
def _forward(simulation: Simulation, request: dict, origin: Origin) -> Reply:
    """{"forward": {"pod": {"namespace", "name", "uid"}, "port", "method", "path", "headers", "body"}}"""
    asked = request["forward"]
    pod = asked["pod"]
    found = simulation.store.get("pods", pod["namespace"], pod["name"])
    if found is None or found["metadata"]["uid"] != pod["uid"]:
        return Reply(None, error="reset")
    url = f"http://127.0.0.1:{asked['port']}{asked['path'] if asked['path'].startswith('/') else '/'}"
    headers = {"host": f"localhost:{asked['port']}", **asked["headers"]}
    source = Source("pod", pod["namespace"], pod["name"])
    return simulation.network.request(source, HttpRequest(asked["method"], url, headers, asked["body"]))
