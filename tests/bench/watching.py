"""Watch latency through a real server, and requests a second on one connection that is kept.

From the moment that a change is sent: until it is accepted (the writer has its answer), and until the event is at the
watcher, p50 and p95 over all watchers and changes, with 1, 100 and 1,000 of them.
"""

import selectors
import socket
import statistics
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.serving import serving

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"
WATCHERS = {1: 200, 100: 30, 1000: 12}  # how many watch → how many changes are made
REQUESTS = 500
SETTLING_S = 3  # the cluster's own first minute


def measure() -> dict:
    figures: dict = {}
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), nodes=1) as served:
        writer = HTTPConnection("127.0.0.1", served.port)
        time.sleep(SETTLING_S)
        figures |= _requests(writer)
        for count, changes in WATCHERS.items():
            before = served.memory
            watching = [_watch(served.port) for _ in range(count)]
            figures[f"watch_{count}_kb_each"] = round((served.memory - before) / count / 1000, 1)
            accepted, heard = _heard(writer, watching, changes)
            figures[f"watch_{count}_accepted_ms_p50"] = round(statistics.median(accepted) * 1000, 2)
            figures[f"watch_{count}_event_ms_p50"] = round(statistics.median(heard) * 1000, 2)
            figures[f"watch_{count}_event_ms_p95"] = round(statistics.quantiles(heard, n=20)[18] * 1000, 2)
            for connection in watching:
                connection.close()
    return figures


def _requests(writer: HTTPConnection) -> dict:
    """Sequential requests a second of wall time, the client's own work included."""
    began = time.perf_counter()
    for _ in range(REQUESTS):
        _ask(writer, "GET", "/api/v1/namespaces/default")
    read = time.perf_counter()
    for _ in range(REQUESTS):
        _ask(writer, "POST", CONFIGMAPS, b'{"metadata":{"generateName":"made-"}}')
    written = time.perf_counter()
    return {"http_get_per_s": round(REQUESTS / (read - began)), "http_create_per_s": round(REQUESTS / (written - read))}


def _ask(writer: HTTPConnection, method: str, path: str, body: bytes = b"") -> None:
    writer.request(method, path, body, {"Content-Type": "application/json"})
    answer = writer.getresponse()
    answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: HTTP {answer.status}")


def _watch(port: int) -> socket.socket:
    """A watch that is open: its headers have come."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET {CONFIGMAPS}?watch=1&labelSelector=heard HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    connection.setblocking(False)
    return connection


def _heard(writer: HTTPConnection, watching: list[socket.socket], changes: int) -> tuple[list[float], list[float]]:
    """(seconds until each change was accepted, seconds from its sending until each watcher had it)."""
    accepted, heard = [], []
    with selectors.DefaultSelector() as ready:
        for connection in (*watching, writer.sock):
            ready.register(connection, selectors.EVENT_READ)
        for _ in range(changes):
            body = b'{"metadata":{"generateName":"heard-","labels":{"heard":"yes"}}}'
            began = time.perf_counter()
            writer.request("POST", CONFIGMAPS, body, {"Content-Type": "application/json"})
            waiting = {writer.sock, *watching}
            while waiting:
                for key, _ in ready.select(10):
                    if key.fileobj is writer.sock:
                        accepted.append(time.perf_counter() - began)
                        writer.getresponse().read()
                    elif b'"ADDED"' in key.fileobj.recv(1 << 16):
                        heard.append(time.perf_counter() - began)
                    waiting.discard(key.fileobj)
    return accepted, heard
