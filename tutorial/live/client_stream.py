"""A real client's open exec, attach or port-forward: it keeps its cluster awake, as a watch does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutorial.live.viewer import CLIENT, Viewer

if TYPE_CHECKING:
    from cluster.api.request import Stream
    from cluster.forwarding import Connection
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host


class ClientStream:
    """Around the engine's stream (`inner`). Ends when the cluster sleeps, its token changes, its head moves to another
    branch, or more has been sent than a cluster takes. Raises Refusal when too many watch."""

    def __init__(self, host: Host, live: LiveCluster, inner: Stream, most: int):
        """`most`: bytes of inputs that a cluster takes."""
        self._host, self._live, self._inner, self._most = host, live, inner, most
        self._simulation, self._token = live.simulation, live.record.token
        self.refusal = inner.refusal
        self._ended = False
        self._viewer = Viewer(lambda text: None, self._end, CLIENT, "en", window=0)
        host.attach(live, self._viewer)

    @property
    def done(self) -> bool:
        return self._gone or self._inner.done

    @property
    def status(self) -> dict | None:
        return None if self._gone else self._inner.status

    @property
    def due(self) -> int | None:
        return None if self._gone else self._inner.due

    def poll(self) -> list[tuple[str, bytes]]:
        return [] if self._gone else self._inner.poll()

    def write(self, data: bytes) -> None:
        if self._live.sent_bytes > self._most:
            self._ended = True
        if not self._gone:
            self._inner.write(data)

    def close_stdin(self) -> None:
        if not self._gone:
            self._inner.close_stdin()

    def resize(self, width: int, height: int) -> None:
        if not self._gone:
            self._inner.resize(width, height)

    def connect(self, port: int) -> Connection:
        """Of a port-forward."""
        return self._inner.connect(port)  # type: ignore[attr-defined]

    def close(self) -> None:
        self._inner.close()
        self._host.detach(self._live, self._viewer)

    @property
    def _gone(self) -> bool:
        live = self._live
        return self._ended or live.dead or live.simulation is not self._simulation or live.record.token != self._token

    def _end(self, code: int) -> None:
        self._ended = True
        self._live.moves.tell()
