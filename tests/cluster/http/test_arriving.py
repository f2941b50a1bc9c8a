"""Who drips is cut, by the clock or by number; who is honest does not notice."""

import asyncio
import json
import socket
import time

import pytest

from cluster.http.taught import arriving, bounds
from cluster.http.taught.arriving import Arrivals
from tests.serving import serving

ANSWER = b"HTTP/1.1 200 OK"
REQUEST = b"GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


async def test_who_is_late_is_cut_in_order():
    cut: list[str] = []
    arrivals = Arrivals(0.05, 1000, cut.append)
    for name in "abcd":
        arrivals.begin(name)
    arrivals.end("b")
    arrivals.end("nobody")
    while len(arrivals):
        await asyncio.sleep(0.01)
    assert cut == ["a", "c", "d"]
    arrivals.begin("e")  # the timer runs again
    while len(arrivals):
        await asyncio.sleep(0.01)
    assert cut == ["a", "c", "d", "e"]


async def test_who_begins_again_has_its_time_again():
    cut: list[str] = []
    arrivals = Arrivals(60, 1000, cut.append)
    arrivals.begin("a")
    arrivals.begin("b")
    arrivals.begin("a")
    arrivals.add("b", 600)
    arrivals.add("a", 600)
    assert cut == ["b"] and "a" in arrivals


async def test_too_many_and_too_much_cut_the_oldest(monkeypatch):
    monkeypatch.setattr(arriving, "MOST", 3)
    cut: list[str] = []
    arrivals = Arrivals(60, 1000, cut.append)
    for name in "abcde":
        arrivals.begin(name)
    assert cut == ["a", "b"]
    arrivals.add("d", 900)
    arrivals.end("d")  # what has come whole counts no longer
    arrivals.add("e", 900)
    assert cut == ["a", "b"]
    arrivals.add("c", 200)
    assert cut == ["a", "b", "c"]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    bounds.open_more()
    with serving(tmp_path_factory.mktemp("arriving"), nodes=1) as served:
        yield served.port


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(b"GET /version HTTP/1.1\r\nHost: x\r\nX-Drip: ")
    return connection


def is_cut(connection):
    try:
        return connection.recv(10) == b""
    except ConnectionResetError:
        return True


def asked(port):
    """(the first line, seconds)"""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(REQUEST)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return answer.partition(b"\r\n")[0], time.monotonic() - began


def test_thousands_that_drip_hold_nobody_up(port):
    drips = [connect(port) for _ in range(arriving.MOST + 200)]
    for connection in drips[-100:]:
        connection.sendall(b"a")
    assert asked(port)[0] == ANSWER
    assert all(is_cut(connection) for connection in drips[:200]), "the oldest are cut"
    newest = drips[-1]
    newest.sendall(b"\r\n\r\n")
    assert newest.recv(len(ANSWER)) == ANSWER, "who is not too old may go on"
    for connection in drips:
        connection.close()
    assert asked(port)[0] == ANSWER


def test_a_connection_is_used_again_and_again(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for _ in range(3):
            connection.sendall(b"GET /healthz HTTP/1.1\r\n")
            time.sleep(0.01)
            connection.sendall(b"Host: x\r\n\r\n")
            assert connection.recv(65536).startswith(ANSWER)


def test_a_body_that_is_late_is_told():
    class Channel:
        sent, closed = b"", False

        def __init__(self):
            self.transport = self

        def write(self, data):
            self.sent += data

        def loseConnection(self):
            self.closed = True

    channel = Channel()
    arriving._refuse(channel)
    head, _, body = channel.sent.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 504 Gateway Timeout\r\n") and channel.closed
    assert json.loads(body)["message"] == "Timeout: request did not complete within the allotted timeout"
