"""`manage.py serve` in processes of its own, and learners who come to it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.bench.sockets import Browser

ROOT = Path(__file__).parents[2]


class Sites:
    """Processes that were started with some environment; `end` stops those that still run."""

    def __init__(self, **environment: str) -> None:
        self.environment = {**os.environ, "DATABASE_URL": "", "SECRET_KEY": "only-for-tests", **environment}
        self.servers: list[subprocess.Popen] = []

    def __call__(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "serve", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.servers.append(subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes))
        return self.servers[-1]

    def end(self) -> None:
        for server in self.servers:
            stop(server)


def stop(server: subprocess.Popen) -> int:
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
    code = server.wait(20)
    server.stdout.close()
    return code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def address(server: subprocess.Popen) -> str:
    said = ""
    for line in server.stdout:
        if found := re.search(r"Orrery is at (http://\S+)", line):
            return found[1]
        said += line
    raise AssertionError(f"the server ended without printing its address:\n{said}")


def get(url: str, **headers: str) -> tuple[int, bytes, dict]:
    """(status, body, headers)"""
    try:
        with urlopen(Request(url, headers=headers)) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except HTTPError as refused:
        return refused.code, refused.read(), dict(refused.headers)


class Refused(Exception):
    """The code of an error frame, or of a POST that made no cluster."""


class Learner:
    """A browser at one of the processes, with its own cluster open. `cookies` make it the same browser again."""

    def __init__(self, port: int, cookies: dict | None = None):
        self.browser = Browser(port)
        self.browser.cookies = dict(cookies or {})

    @property
    def cookies(self) -> dict:
        return self.browser.cookies

    async def comes(self) -> Learner:
        """Raises Refused."""
        made = await self.browser.post("/clusters/", {"lang": "en"})
        if "error" in made:
            raise Refused(made["error"]["code"])
        await self.browser.open(made["socket"])
        await self.browser.say("hello", since=None)
        try:
            await self._until("snapshot")
        except BaseException:
            await self.leaves()
            raise
        return self

    async def types(self, line: str) -> str:
        """What a command says. Raises Refused, and OSError or EOFError once the connection is closed."""
        await self.browser.say("terminal", line=line)
        text = ""
        while True:
            frame = await self._until("output")
            text += frame["text"]
            if frame["done"]:
                return text

    async def leaves(self) -> None:
        with suppress(OSError):  # the server may have closed it
            await self.browser.close()

    async def _until(self, kind: str) -> dict:
        frame = await self.browser.until(lambda frame: frame["type"] in (kind, "error"))
        if frame["type"] == "error":
            raise Refused(frame["code"])
        return frame
