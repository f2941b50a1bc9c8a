"""Measures the live host: many sockets on one cluster through a real server.

`measure()` gives one dict for `make bench`; progress goes to standard error. The server is a process of its own, as in
production; the sockets are real ones, opened by this process.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic, perf_counter, process_time
from typing import Any

from tests.bench.sockets import Browser

ROOT = Path(__file__).resolve().parents[2]
LINE = "kubectl create deployment web --image=nginx --replicas=20"


def measure(sockets: int = 200) -> dict[str, Any]:
    """{"sockets", "command_to_frame_ms_p50", …p95, "frames", "frames_lost", "server_cpu_s"}."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SQLITE_PATH": str(Path(folder) / "bench.sqlite3"),
            "SOCKET_MESSAGES_PER_S": "1000",
        }
        port = _free_port()
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _say(f"fan-out: {sockets} sockets on port {port}")
            fan_out = asyncio.run(_fan_out(port, sockets, server.pid))
        finally:
            server.terminate()
            server.wait(20)
    return fan_out


async def _fan_out(port: int, sockets: int, server: int) -> dict[str, Any]:
    owner = Browser(port)
    await _until_up(owner)
    made = await owner.post("/clusters/", {"lang": "en"})
    key = made["follow"].strip("/").split("/")[-1]
    await owner.open(made["socket"])
    followers = [Browser(port) for _ in range(sockets - 1)]
    for follower in followers:
        await follower.open(f"/ws/clusters/{made['id']}/?key={key}")
    everybody = [owner, *followers]
    await asyncio.gather(*(one.say("hello", since=None) for one in everybody))
    await asyncio.gather(*(one.until(lambda frame: frame["type"] == "snapshot") for one in everybody))
    before = _cpu(server)
    sent = perf_counter()
    await owner.say("terminal", line=LINE)

    async def first_sight(one: Browser) -> float:
        await one.until(_shows_deployment)
        return (perf_counter() - sent) * 1000

    latencies = sorted(await asyncio.gather(*(first_sight(one) for one in everybody)))
    began = monotonic()
    listening = [asyncio.ensure_future(one.listen(15 - (monotonic() - began))) for one in everybody]
    await asyncio.gather(*listening)
    frames = sum(len(one.revisions) for one in everybody)
    return {
        "sockets": sockets,
        "command_to_frame_ms_p50": round(statistics.median(latencies), 1),
        "command_to_frame_ms_p95": round(latencies[int(len(latencies) * 0.95)], 1),
        "frames": frames,
        "frames_lost": sum(one.gaps for one in everybody),
        "server_cpu_s": round(_cpu(server) - before, 2),
    }


def _shows_deployment(frame: dict) -> bool:
    return frame["type"] == "changes" and any(change["object"]["kind"] == "Deployment" for change in frame["changes"])


async def _until_up(browser: Browser) -> None:
    for _ in range(600):
        try:
            await browser.get("/en/playground/")
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise TimeoutError("the server did not start within a minute")


def _cpu(pid: int) -> float:
    """CPU seconds that a process has used; this one's where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return process_time()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
