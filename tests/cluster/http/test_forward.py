"""port-forward: bytes of HTTP/1.1 to what listens in a pod, through SPDY frames and through channels."""

import pytest

from cluster.api.request import Request
from cluster.http import spdy
from cluster.simulation import Simulation
from tests.cluster.http.sockets import PODS, Client, cluster_with

TUNNEL, V4 = "SPDY/3.1+portforward.k8s.io", "v4.channel.k8s.io"
GET = b"GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n"


@pytest.fixture(scope="module")
def origin():
    return cluster_with("nginx")


@pytest.fixture
def simulation(origin):
    return origin.branch()


class Spdy:
    """kubectl's side of a tunnel."""

    def __init__(self, client: Client):
        self._client, self.writer, self._reader = client, spdy.Writer(), spdy.Reader()

    async def connect(self, number: int, port: int) -> None:
        named = {"port": str(port), "requestid": str(number)}
        await self.send(self.writer.open(4 * number + 1, {"streamtype": "error", **named}, spdy.FIN))
        await self.send(self.writer.open(4 * number + 3, {"streamtype": "data", **named}))

    async def send(self, data: bytes) -> None:
        await self._client.send(bytes=data)

    async def frames(self, kind: int, count: int) -> list[spdy.Frame]:
        """Wait for so many frames of this kind."""
        found: list[spdy.Frame] = []
        while len(found) < count:
            found += [each for each in self._reader.feed((await self._client.next())["bytes"]) if each.kind == kind]
        return found


async def tunnelled(simulation):
    client = Client(simulation, f"{PODS}/a/portforward", TUNNEL)
    assert await client.open() == {"type": "websocket.accept", "subprotocol": TUNNEL}
    return client, Spdy(client)


async def test_requests_through_a_tunnel_are_answered_by_the_pods_server(simulation):
    client, tunnel = await tunnelled(simulation)
    await tunnel.connect(0, 80)
    assert [frame.stream for frame in await tunnel.frames(spdy.SYN_REPLY, 2)] == [1, 3]
    await tunnel.send(tunnel.writer.data(3, GET[:20]))
    await tunnel.send(tunnel.writer.data(3, GET[20:] + GET))
    answers = b"".join(frame.data for frame in await tunnel.frames(spdy.DATA, 1))
    assert answers.count(b"HTTP/1.1 200 OK\r\n") == 2 and b"Connection: keep-alive" in answers
    await tunnel.send(tunnel.writer.data(3, b"GET / HTTP/1.0\r\n\r\n"))
    frames = await tunnel.frames(spdy.DATA, 3)
    assert b"Connection: close" in frames[0].data
    assert [(frame.stream, frame.flags, frame.data) for frame in frames[1:]] == [(1, 1, b""), (3, 1, b"")]
    assert [given.request["forward"]["path"] for given in simulation.inputs[-3:]] == ["/"] * 3
    await client.leave()
    assert simulation.streams == []


async def test_a_port_on_which_nobody_listens(simulation):
    client, tunnel = await tunnelled(simulation)
    await tunnel.connect(0, 81)
    error, end = await tunnel.frames(spdy.DATA, 2)
    assert (error.stream, end.stream, end.flags) == (1, 3, spdy.FIN)
    assert error.data.startswith(b"error forwarding port 81 to pod ")
    assert b"dial tcp4 127.0.0.1:81: connect: connection refused" in error.data
    await client.leave()


async def test_pings_are_answered_and_nonsense_ends_the_tunnel(simulation):
    client, tunnel = await tunnelled(simulation)
    await tunnel.send(tunnel.writer.ping(5))
    assert (await tunnel.frames(spdy.PING, 1))[0].stream == 5
    await tunnel.send(b"\x80\x09" + b"x" * 30)
    assert (await tunnel.frames(spdy.GOAWAY, 1))[0].kind == spdy.GOAWAY
    assert (await client.next())["type"] == "websocket.close"


async def test_two_channels_a_port(simulation):
    client = Client(simulation, f"{PODS}/a/portforward?ports=80,81", V4)
    assert (await client.open())["subprotocol"] == V4
    first = [(await client.next())["bytes"] for _ in range(4)]
    assert first == [b"\0\x50\0", b"\1\x50\0", b"\2\x51\0", b"\3\x51\0"]
    refused = (await client.next())["bytes"]
    assert refused[0] == 3 and b"connection refused" in refused
    await client.send(bytes=b"\0" + GET)
    answer = (await client.next())["bytes"]
    assert answer[0] == 0 and answer[1:].startswith(b"HTTP/1.1 200 OK")
    await client.leave()


async def test_what_does_not_speak_http_is_hung_up_on(simulation):
    client = Client(simulation, f"{PODS}/a/portforward?ports=80", V4)
    await client.open()
    await client.next()
    await client.next()
    await client.send(bytes=b"\0\x16\x03\x01 hello\n")
    assert (await client.next())["type"] == "websocket.close"


async def test_it_ends_with_the_pod(simulation):
    client, _ = await tunnelled(simulation)
    simulation.request(Request("DELETE", f"{PODS}/a", {"gracePeriodSeconds": "0"}))
    assert (await client.next())["type"] == "websocket.close"


@pytest.mark.parametrize(
    "path, protocols, code",
    [("x/portforward?ports=80", (V4,), 404), ("a/portforward", (V4,), 400), ("a/portforward", ("other",), 403)],
)
async def test_refusals(simulation, path, protocols, code):
    client = Client(simulation, f"{PODS}/{path}", *protocols)
    assert (await client.open())["status"] == code


async def test_requests_are_replayed_exactly(simulation):
    client = Client(simulation, f"{PODS}/a/portforward?ports=80", V4)
    await client.open()
    await client.next()
    await client.next()
    await client.send(bytes=b"\0POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    assert (await client.next())["bytes"][0] == 0
    await client.leave()
    assert simulation.inputs[-1].request["forward"]["body"] == "abc"
    twin = Simulation.restore(simulation.origin)
    for given in simulation.inputs:
        twin.apply(given)
    twin.run_until(simulation.now)
    assert twin.digest() == simulation.digest()
