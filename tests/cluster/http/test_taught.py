"""What Daphne is taught, without a server."""

import asyncio
import gc
import subprocess
import sys
import time
import warnings
from types import SimpleNamespace

from cluster.api.decoding.bodies import MAX_BYTES
from cluster.http import taught
from cluster.http.taught.bounds import Capped
from cluster.http.taught.flow import MOST_WAITING, Flow, Inbox
from tests.patience import PATIENCE


class Transport:
    def __init__(self):
        self.aborted, self.paused = False, 0

    def abortConnection(self):
        self.aborted = True

    def pauseProducing(self):
        self.paused += 1

    def resumeProducing(self):
        self.paused -= 1


def test_a_body_is_kept_up_to_one_byte_more_than_is_allowed():
    with Capped() as body:
        for _ in range(40):
            body.write(b"x" * 100_000)
        body.seek(0)
        assert len(body.read()) == MAX_BYTES + 1


def test_a_body_that_nobody_finished_is_closed_with_its_request():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        Capped().write(b"half of")
        gc.collect()
    assert told == []


async def test_who_sends_waits_until_the_client_reads():
    flow = Flow(Transport())
    flow.pauseProducing()
    waiting = asyncio.ensure_future(flow.opened())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    flow.resumeProducing()
    await asyncio.wait_for(waiting, PATIENCE)


async def test_a_client_that_never_reads_is_left(monkeypatch):
    monkeypatch.setattr("cluster.http.taught.flow.STALLED_S", 0.01)
    patient, slow = Transport(), Transport()
    for transport, reads in ((patient, True), (slow, False)):
        flow = Flow(transport)
        flow.pauseProducing()
        if reads:
            flow.resumeProducing()
    await asyncio.sleep(0.05)
    assert (patient.aborted, slow.aborted) == (False, True)


async def test_a_client_is_not_read_from_faster_than_it_is_answered():
    transport = Transport()
    inbox = Inbox(transport)
    for number in range(MOST_WAITING * 2):
        inbox.put_nowait(number)
    assert transport.paused == 1
    taken = [await inbox.get() for _ in range(MOST_WAITING * 2)]
    assert (taken, transport.paused) == (list(range(MOST_WAITING * 2)), 0)


def test_a_server_may_open_as_many_connections_as_the_system_allows():
    code = (
        "import resource as r; from cluster.http.taught.bounds import open_more;"
        "hard = min(r.getrlimit(r.RLIMIT_NOFILE)[1], 4096); r.setrlimit(r.RLIMIT_NOFILE, (200, hard));"
        "open_more(); print(r.getrlimit(r.RLIMIT_NOFILE) == (hard, hard))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_no_connection_grows_old_when_the_clock_on_the_wall_jumps(monkeypatch):
    from daphne.http_protocol import WebRequest
    from daphne.ws_protocol import WebSocketProtocol

    taught.install()
    done = []
    socket, request = WebSocketProtocol.__new__(WebSocketProtocol), WebRequest.__new__(WebRequest)
    socket.server = SimpleNamespace(websocket_timeout=86_400, websocket_connect_timeout=20, ping_interval=20)
    socket.serverClose, socket._sendAutoPing = lambda: done.append("closed"), lambda: done.append("ping")
    socket.state = socket.STATE_OPEN
    began = time.monotonic()
    socket.socket_opened = socket.last_ping = request.request_start = began
    for wall in (0.0, time.time() + 100_000_000):
        monkeypatch.setattr(time, "time", lambda wall=wall: wall)
        assert 0 <= request.duration() < 60
        socket.check_timeouts()
    assert done == []
    socket.last_ping = began - 30
    socket.check_timeouts()
    assert done == ["ping"]
