"""Bytes that no honest client sends, to a real server: it answers as the real one does, and others notice nothing."""

import socket
import time

import pytest

from tests.serving import serving

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("hostile"), nodes=1) as served:
        yield served


@pytest.fixture
def port(served):
    return served.port


def connect(port, small=False):
    connection = socket.socket()
    if small:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    return connection


def exchange(port, sent):
    """All that comes back until the server closes."""
    with connect(port) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def ask(port, method, path, body=b"", *lines):
    head = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {len(body)}", *lines]
    return exchange(port, "\r\n".join([*head, "", ""]).encode("latin-1") + body)


def is_well(port):
    began = time.monotonic()
    assert ask(port, "GET", "/version").startswith(b"HTTP/1.1 200 OK")
    return time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("sent", "first"),
    [
        (b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\n\r\n", b"HTTP/1.1 431 Request Header Fields Too Large"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n", b"HTTP/1.1 431 Request Header Fields Too Large"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET /a%zz HTTP/1.1\r\nConnection: close\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 400 Bad Request"),
    ],
    ids=["long url", "long header", "tls", "bad escape", "negative length", "bad chunk"],
)  # fmt: skip
def test_what_is_no_http(port, sent, first):
    try:
        answer = exchange(port, sent)
    except ConnectionResetError:  # the server had closed while the rest was still on its way
        answer = first
    assert answer.startswith(first)
    assert is_well(port)


def test_a_url_may_be_long(port):
    labels = "a%20in%20(" + ",".join(["x" * 60] * 2000) + ")"
    assert ask(port, "GET", f"{CONFIGMAPS}?labelSelector={labels}").startswith(b"HTTP/1.1 200 OK")


def test_a_body_of_fifty_megabytes_is_refused_and_not_kept(port):
    answer = ask(port, "POST", CONFIGMAPS, b" " * (50 << 20), "Content-Type: application/json")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"Request entity too large: limit is 3145728"' in answer


def test_a_request_that_never_ends_holds_nobody_up(port):
    waiting = [connect(port) for _ in range(50)]
    for connection in waiting:
        connection.sendall(b"POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    assert is_well(port)
    for connection in waiting:
        connection.close()
    assert is_well(port)


def test_a_watch_that_does_not_read_costs_no_memory(served, port):
    """Each change is 10 kB: kept for the client, they would be 40 MB."""
    body = b'{"metadata":{"name":"big"},"data":{"a":"%s"}}' % (b"x" * 10_000)
    assert ask(port, "POST", CONFIGMAPS, body, "Content-Type: application/json").startswith(b"HTTP/1.1 201")
    idle = [connect(port, small=True) for _ in range(4)]
    for connection in idle:
        connection.sendall(f"GET {CONFIGMAPS}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(0.3)
    before = served.memory
    with connect(port) as writer:
        for number in range(1000):
            patch = b'{"metadata":{"labels":{"n":"%d"}}}' % number
            head = f"PATCH {CONFIGMAPS}/big HTTP/1.1\r\nHost: x\r\nContent-Type: application/merge-patch+json\r\n"
            writer.sendall(f"{head}Content-Length: {len(patch)}\r\n\r\n".encode() + patch)
            answer = writer.recv(65536)
            while answer.count(b"\n") < 7 or not answer.endswith(b"}\n"):
                answer += writer.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
    # the history and the encoded objects that live watches share are bounded; 4 × 10 MB of unread events would not be
    assert served.memory - before < 30_000_000
    assert is_well(port)
    for connection in idle:
        connection.close()


def test_five_hundred_watches_hear_of_a_change_and_hold_nobody_up(served, port):
    before, began = served.memory, time.monotonic()
    watching = [connect(port) for _ in range(500)]
    for connection in watching:
        connection.sendall(f"GET {CONFIGMAPS}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    for connection in watching:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
    assert time.monotonic() - began < 20  # with a short queue of connections most would wait for seconds
    assert served.memory - before < 500 * 100_000
    ask(port, "POST", CONFIGMAPS, b'{"metadata":{"name":"heard"}}', "Content-Type: application/json")
    for connection in watching:
        heard = b""
        while b'"name":"heard"' not in heard:
            heard += connection.recv(65536)
        connection.close()
    assert is_well(port)
