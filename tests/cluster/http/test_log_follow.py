"""`follow=true`: the log as it is, then what comes, until the container ends."""

import base64

import pytest
from asgiref.testing import ApplicationCommunicator

from cluster.api.request import Request
from cluster.http.application import Application
from tests.cluster.http.sockets import PODS, Client, Leaping, cluster_with
from tests.patience import PATIENCE

SCRIPT = ["sh", "-c", "for i in 1 2 3; do echo line $i; sleep 40; done"]


async def opened(simulation, query):
    scope = {"type": "http", "method": "GET", "path": f"{PODS}/a/log", "query_string": query, "headers": []}
    connection = ApplicationCommunicator(Application(Leaping(simulation)), scope)
    await connection.send_input({"type": "http.request", "body": b""})
    assert (await connection.receive_output(timeout=PATIENCE))["status"] == 200
    return connection


async def rest(connection):
    found = b""
    while (message := await connection.receive_output(timeout=PATIENCE)).get("more_body"):
        found += message["body"]
    return found


async def test_the_log_so_far_then_what_comes_until_the_end():
    simulation = cluster_with("busybox", command=SCRIPT)
    began = simulation.now
    assert await rest(await opened(simulation, b"follow=true")) == b"line 1\nline 2\nline 3\n"
    assert simulation.now - began > 40_000_000 and simulation.streams == []


async def test_what_a_server_says_of_later_requests_comes_too():
    """Also where nothing of the cluster itself changes, and nothing is due."""
    simulation = cluster_with("nginx")
    connection = await opened(simulation, b"follow=true&tailLines=0")
    await connection.receive_output(timeout=PATIENCE)
    for path in ("first", "second"):
        simulation.request(Request("GET", f"{PODS}/a:80/proxy/{path}"))
        line = (await connection.receive_output(timeout=PATIENCE))["body"].decode()
        assert f'"GET /{path} HTTP/1.1" 404' in line and line.count("\n") == 1
    await connection.send_input({"type": "http.disconnect"})
    await connection.wait()


async def test_options_choose_what_it_begins_with():
    simulation = cluster_with("busybox", command=SCRIPT)
    text = await rest(await opened(simulation, b"follow=true&tailLines=0&timestamps=true"))
    assert [line.split(b" ", 1)[1] for line in text.splitlines()] == [b"line 3"]


async def test_a_client_that_leaves_is_waited_for_no_more():
    simulation = cluster_with("busybox", command=SCRIPT)
    connection = await opened(simulation, b"follow=true")
    await connection.receive_output(timeout=PATIENCE)
    await connection.send_input({"type": "http.disconnect"})
    await connection.wait()
    assert simulation.streams == []


@pytest.mark.parametrize("protocol, empty", [("binary.k8s.io", b""), ("base64.binary.k8s.io", "")])
@pytest.mark.parametrize("query", ["", "?follow=true"])
async def test_over_a_websocket_the_log_comes_without_channels(protocol, empty, query):
    simulation = cluster_with("busybox", command=SCRIPT)
    simulation.run_until(simulation.now + 50_000_000)  # its third line has come
    client = Client(simulation, f"{PODS}/a/log{query}", protocol)
    assert await client.open() == {"type": "websocket.accept", "subprotocol": protocol}
    said = []
    while (message := await client.next())["type"] != "websocket.close":
        said.append(message["bytes"] if "bytes" in message else message["text"])
    assert said[0] == empty
    texts = said[1:] if isinstance(empty, bytes) else [base64.b64decode(part) for part in said[1:]]
    assert b"".join(texts) == b"line 1\nline 2\nline 3\n"


async def test_a_websocket_of_another_protocol_gets_no_log():
    client = Client(cluster_with("busybox", command=SCRIPT), f"{PODS}/a/log", "v4.channel.k8s.io")
    assert (await client.open())["status"] == 403
