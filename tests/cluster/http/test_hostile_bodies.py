"""Bodies and frames that are cut, spoiled, too deep or too many: a Status, nothing applied, nothing raised."""

import asyncio
import json
import random
import struct

import pytest

from cluster.http import spdy
from cluster.http.forwarding import Tunnel
from tests.cluster.http.sockets import PODS, Client, cluster_with
from tests.cluster.http.test_answers import CONFIGMAPS, Web
from tests.cluster.http.test_protobuf import body, message

PROTOBUF = "application/vnd.kubernetes.protobuf"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
V5 = "v5.channel.k8s.io"


def deployment():
    container = message((1, "web"), (2, "nginx"), (6, message((1, "http"), (3, 80))))
    labels = message((11, message((1, "app"), (2, "web"))))
    template = message((1, labels), (2, message((2, container))))
    spec = message((1, 1), (2, message((1, message((1, "app"), (2, "web"))))), (3, template))
    return body("apps/v1", "Deployment", message((1, message((1, "cut"))), (2, spec)))


def test_protobuf_cut_at_every_byte_is_refused_or_another_object_and_never_half_of_one():
    whole = deployment()
    assert Web().ask("POST", DEPLOYMENTS, whole, content_type=PROTOBUF)[0] == 201
    web = Web()
    for size in range(len(whole) - 4):  # the last four bytes are empty fields of the envelope
        status, _, answer = web.ask("POST", DEPLOYMENTS, whole[:size], content_type=PROTOBUF)
        assert status in (400, 415, 422), (size, answer)
        assert json.loads(answer)["kind"] == "Status"
    assert web.simulation.store.count("deployments.apps", "default") == 0


def test_protobuf_with_any_byte_spoiled_raises_nothing():
    whole, web, rolled = deployment(), Web(), random.Random(1)
    for _ in range(400):
        at = rolled.randrange(len(whole))
        spoiled = whole[:at] + rolled.randbytes(1) + whole[at + 1 :]
        status, _, answer = web.ask("POST", DEPLOYMENTS, spoiled, content_type=PROTOBUF)
        assert status in (201, 400, 404, 409, 415, 422), answer


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in range(ord("b"), ord("k"))
)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"[" * 10_000, "application/json"), (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "application/json"),
        (b"[" * 10_000 + b"]" * 10_000, "application/yaml"), (b"- " * 10_000, "application/yaml"),
        (BOMB, "application/yaml"), (b"a: &a {b: *a}", "application/yaml"),
        (b'{"metadata":{"name":"x"}', "application/json"), (b'{"metadata":{"name":"x"}}}', "application/json"),
        (b'\xff\xfe{"metadata"', "application/json"), (b'{"metadata":{"name":"\xff"}}', "application/json"),
        (b'{"metadata":{"name":"\\ud800"}}', "application/json"), (b"NaN", "application/json"),
        (b"\x00", "application/json"),
        (b'{"data":{"a":1e999}}', "application/json"), (b"'" * 9999, "application/yaml"),
        (b"%YAML 9.9\n---\n", "application/yaml"),
        (b'"text"', "application/json"), (b"7", "application/json"), (b"[]", "application/json"),
        (b"null", "application/json"),
    ],
    ids=lambda value: None if isinstance(value, str) else repr(value[:12]),
)  # fmt: skip
def test_bodies_that_are_no_object(sent, kind):
    web = Web()
    before = web.simulation.store.revision
    status, _, answer = web.ask("POST", CONFIGMAPS, sent, content_type=kind)
    assert status in (400, 422)
    assert json.loads(answer)["status"] == "Failure"
    assert web.simulation.store.revision == before


@pytest.mark.parametrize(
    ("kind", "patch", "code"),
    [
        ("json-patch", [{"op": "add", "path": "/data/b", "value": "2"},
         {"op": "test", "path": "/data/a", "value": "9"}], 422),
        ("json-patch", [{"op": "add", "path": "/data/b", "value": "2"}, {"op": "remove", "path": "/data/none"}], 422),
        ("json-patch", [{"op": "add", "path": "/data/b", "value": "2"}] * 10_001, 413),
        ("json-patch", [{"op": "add", "path": "/data/b", "value": "2"},
         {"op": "copy", "path": "/metadata/name", "from": "/data/a"}], 400),
        ("merge-patch", {"data": {"b": "2", "c": 3}}, 422),
        ("merge-patch", {"data": {"b": "2"}, "metadata": {"labels": {"a": "no good!"}}}, 422),
        ("merge-patch", {"data": {"b": "2"}, "metadata": {"resourceVersion": "1"}}, 409),
        ("strategic-merge-patch", {"data": {"b": "2"}, "metadata": {"finalizers": [1]}}, 422),
    ],
    ids=str,
)  # fmt: skip
def test_a_patch_that_fails_half_way_leaves_nothing(kind, patch, code):
    web = Web()
    web.ask("POST", CONFIGMAPS, b'{"metadata":{"name":"whole"},"data":{"a":"1"}}')
    _, _, before = web.ask("GET", f"{CONFIGMAPS}/whole")
    sent = json.dumps(patch).encode()
    status, _, answer = web.ask("PATCH", f"{CONFIGMAPS}/whole", sent, content_type=f"application/{kind}+json")
    assert status == code, answer
    assert web.ask("GET", f"{CONFIGMAPS}/whole")[2] == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("..", 400), (".", 400), ("a%2Fb", 404), ("x" * 10_000, 404), ("%E2%98%83", 404), ("%00", 404),
     ("%25", 400), ("a%20b", 404)],
)  # fmt: skip
def test_names_that_no_object_can_have(name, code):
    web = Web()
    for method in ("GET", "DELETE"):
        assert web.ask(method, f"{CONFIGMAPS}/{name}")[0] == code
    assert web.ask("POST", CONFIGMAPS, json.dumps({"metadata": {"name": "../x"}}).encode())[0] == 422


async def test_frames_of_nonsense_end_nobodys_process():
    simulation, rolled = cluster_with("busybox", command=["sleep", "9999"]), random.Random(2)
    client = Client(simulation, f"{PODS}/a/exec?stdin=1&stdout=1&command=cat", V5)
    assert (await client.open())["type"] == "websocket.accept"
    for _ in range(50):
        await client.send(bytes=bytes([rolled.choice((1, 2, 3, 4, 77, 254))]) + rolled.randbytes(rolled.randrange(40)))
    await client.send(text="4{")
    await client.send(bytes=b"")
    await client.send(bytes=b"\x00hello\n")
    await client.send(bytes=b"\xff\x00")
    told = await client.rest()
    assert b"".join(data for channel, data in told if channel == 1) == b"hello\n"
    assert json.loads(told[-1][1])["status"] == "Success"
    assert simulation.streams == []


async def test_many_processes_left_open_are_all_let_go():
    simulation = cluster_with("busybox", command=["sleep", "infinity"])
    clients = [Client(simulation, f"{PODS}/a/exec?stdin=1&stdout=1&command=cat", V5) for _ in range(20)]
    for client in clients:
        assert (await client.open())["type"] == "websocket.accept"
    assert len(simulation.streams) == 20
    await asyncio.gather(*(client.leave() for client in clients))
    assert simulation.streams == []


class Ports:
    """A port-forward whose pod takes any connection."""

    def __init__(self):
        self.open = 0

    def connect(self, port):
        self.open += 1
        return Quiet()


class Quiet:
    done, error = False, ""

    def write(self, data): ...
    def close(self): ...
    def poll(self):
        return b""


def test_a_flood_of_streams_is_refused_above_a_thousand():
    ports, writer = Ports(), spdy.Writer()
    tunnel = Tunnel(ports)
    for stream in range(1, 6001, 2):
        headers = {"streamtype": "data", "port": "80", "requestid": str(stream)}
        tunnel.take({"bytes": writer.open(stream, headers)})
    assert ports.open == 1000
    frames = spdy.Reader().feed(b"".join(sent["bytes"] for sent in tunnel.give()))
    assert sum(frame.kind == spdy.RST_STREAM for frame in frames) == 2000


def test_frames_cut_at_every_byte_wait_for_the_rest_and_nonsense_ends_the_connection():
    whole = spdy.Writer().open(1, {"streamtype": "data", "port": "80"})
    for size in range(len(whole)):
        ports = Ports()
        tunnel = Tunnel(ports)
        tunnel.take({"bytes": whole[:size]})
        assert (ports.open, tunnel.done) == (0, False)
        tunnel.take({"bytes": whole[size:]})
        assert ports.open == 1
    rolled = random.Random(3)
    for _ in range(300):
        tunnel = Tunnel(Ports())
        tunnel.take({"bytes": rolled.randbytes(rolled.randrange(1, 60))})
    lying = Tunnel(Ports())
    lying.take({"bytes": struct.pack(">II", 1 << 31 | 9 << 16 | 1, 10) + b"\0" * 10})  # a version nobody speaks
    assert lying.done
