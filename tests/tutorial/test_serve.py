"""`manage.py serve`: the whole site in one process."""

import os
import re
import signal
import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.tutorial.aside import run
from tests.tutorial.sites import Learner, Sites, address, free_port, get, stop


@pytest.fixture
def start(tmp_path):
    """Start the command; every server that was started is stopped at the end."""
    sites = Sites(SQLITE_PATH=str(tmp_path / "site.sqlite3"))
    yield sites
    sites.end()


def test_it_prints_its_address_serves_everything_and_ends_when_told(start):
    port = free_port()
    server = start("--port", str(port))
    assert address(server) == f"http://127.0.0.1:{port}/"
    assert get(f"http://127.0.0.1:{port}/healthz")[1] == b"ok"
    assert b"/en/courses/big-picture/" in get(f"http://127.0.0.1:{port}/en/")[1]
    _, _, headers = get(f"http://127.0.0.1:{port}/static/css/tokens.css")
    assert headers["Content-Type"].startswith("text/css")
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert stop(server) in (0, -signal.SIGTERM)


def test_opened_to_the_room_it_prints_an_address_that_others_can_open(start):
    port = free_port()
    shown = address(start("--host", "0.0.0.0", "--port", str(port)))
    assert re.fullmatch(rf"http://(?!0\.0\.0\.0)\d+\.\d+\.\d+\.\d+:{port}/", shown)
    assert get(f"{shown}healthz")[1] == b"ok"


def test_a_taken_port_is_said_in_one_line(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = start("--port", str(port))
        text = server.stdout.read()
    assert server.wait(20) == 1
    assert f"cannot listen on 127.0.0.1:{port}" in text
    assert "Traceback" not in text


def test_a_database_that_cannot_be_used_is_said_in_one_line(start, tmp_path):
    (tmp_path / "site.sqlite3").mkdir()
    text = start("--port", str(free_port())).stdout.read()
    assert f"the database {tmp_path / 'site.sqlite3'} cannot be used: unable to open database file" in text
    assert "Traceback" not in text


@pytest.mark.parametrize("port", ["0", "99999"])
def test_impossible_ports_are_refused(port):
    with pytest.raises(CommandError, match="must be 1-65535"):
        call_command("serve", "--port", port)


def test_the_second_start_takes_under_five_seconds(start):
    """Of a processor: others use the machine too."""
    first = start("--port", str(free_port()))
    address(first)
    stop(first)
    second = start("--port", str(free_port()))
    address(second)
    ticks = Path(f"/proc/{second.pid}/stat").read_text().rpartition(")")[2].split()[11:13]  # proc_pid_stat(5)
    assert sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK") < 5


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "stop"])
def test_what_was_acknowledged_is_there_after_the_server_ended(start, end):
    async def visit(port: int, cookies: dict, *lines: str) -> tuple[dict, list[str]]:
        learner = await Learner(port, cookies).comes()
        said = [await learner.types(line) for line in lines]
        await learner.leaves()
        return learner.cookies, said

    port = free_port()
    server = start("--port", str(port))
    address(server)
    made = [f"kubectl create configmap number-{number}" for number in range(5)]
    cookies, said = run(visit(port, {}, *made))
    assert said == [f"configmap/number-{number} created\n" for number in range(5)]
    server.send_signal(end)
    server.wait(20)
    port = free_port()
    address(start("--port", str(port)))
    _, (text,) = run(visit(port, cookies, "kubectl get configmaps -o name"))
    assert text.split() == ["configmap/kube-root-ca.crt", *(f"configmap/number-{number}" for number in range(5))]


def test_a_database_that_is_no_database_is_said_with_what_to_do(start, tmp_path):
    (tmp_path / "site.sqlite3").write_bytes(b"this was a disk once" * 500)
    text = start("--port", str(free_port())).stdout.read()
    assert "cannot be used: file is not a database" in text and ".recover" in text
    assert "Traceback" not in text
