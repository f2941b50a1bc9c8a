"""The cast: a learner, a neighbour, an instructor; and sockets on live clusters."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tutorial.lessons.browser import COOKIE
from tutorial.lessons.folder import read_course

SAMPLE = Path(__file__).parent / "data" / "sample"
LEARNER, NEIGHBOUR = "L" * 43, "N" * 43
STEP = 2_000_000  # µs


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A good hasher takes a third of a second for each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sample_course(db):
    from tutorial.lessons.catalogue import save_course

    course = read_course(SAMPLE)
    save_course(course)
    return course


class Socket:
    """One browser's WebSocket: `ask` sends a message and waits for its answer; other frames are kept in `frames`."""

    def __init__(self, communicator):
        self.communicator = communicator
        self.frames: list[dict] = []
        self.count = 0
        self.name = secrets.token_hex(4)  # ids are unique in a session, whatever the number of its sockets

    async def say(self, kind: str, **fields) -> str:
        self.count += 1
        id_ = fields.pop("id", f"{self.name}-{self.count}")
        await self.communicator.send_to(text_data=json.dumps({"type": kind, "id": id_, **fields}))
        return id_

    async def ask(self, kind: str, **fields) -> dict:
        id_ = await self.say(kind, **fields)
        return await self.until(lambda frame: frame["type"] in ("ack", "error") and frame["id"] == id_)

    async def until(self, wanted, timeout: float = PATIENCE) -> dict:
        """The first frame (from now on) for which `wanted` holds."""
        while True:
            frame = await self.communicator.receive_json_from(timeout=timeout)
            self.frames.append(frame)
            if wanted(frame):
                return frame

    async def since(self, mark: int, wanted, timeout: float = PATIENCE) -> dict:
        """The first frame after the first `mark` ones for which `wanted` holds, whether it has come yet or not."""
        found = next((frame for frame in self.frames[mark:] if wanted(frame)), None)
        return found or await self.until(wanted, timeout)

    async def run(self, line: str, timeout: float = PATIENCE) -> tuple[str, int]:
        """(output, exit code) of a command."""
        id_ = await self.say("terminal", line=line)
        text = ""
        while True:
            frame = await self.communicator.receive_json_from(timeout=timeout)
            self.frames.append(frame)
            if frame["type"] == "error" and frame["id"] == id_:
                raise AssertionError(frame)
            if frame["type"] == "output" and frame["id"] == id_:
                text += frame["text"]
                if frame["done"]:
                    return text, frame["exit"]

    async def run_on(self, line: str) -> tuple[str, int]:
        """As `run`, of one who does not want to wait: while the command runs, time is let pass as fast as it can be
        computed, in steps."""
        id_ = await self.say("terminal", line=line)
        mark = len(self.frames)
        while True:
            now = (await self.ask("clock"))["result"]["clock"]["time"]
            said = [frame for frame in self.frames[mark:] if frame["type"] == "output" and frame["id"] == id_]
            if said and said[-1]["done"]:
                return "".join(frame["text"] for frame in said), said[-1]["exit"]
            until = now + STEP
            await self.ask("clock", until=until)
            await self.until(lambda frame, until=until: frame["type"] == "clock" and frame["clock"]["time"] >= until)

    async def close(self) -> None:
        await self.communicator.disconnect()


@pytest.fixture
async def site(transactional_db, settings):
    """Makes clusters and opens sockets as browsers would; everything is put to sleep at the end."""
    from channels.testing import WebsocketCommunicator

    from tutorial.asgi import application
    from tutorial.live import ledger, records
    from tutorial.live.host import host as host_of_loop

    settings.ALLOWED_HOSTS = ["testserver"]
    sockets: list[Socket] = []

    class Site:
        host = host_of_loop()

        async def cluster(self, lesson=None, browser=LEARNER, version=None, language="en"):
            return await self.host.create(lesson, browser=browser, user=None, version=version, language=language)

        async def socket(
            self, id_: str, browser: str = LEARNER, query: str = "", origin: bytes = b"http://testserver", greet=True
        ) -> Socket:
            headers = [(b"host", b"testserver"), (b"origin", origin), (b"cookie", f"{COOKIE}={browser}".encode())]
            communicator = WebsocketCommunicator(application, f"/ws/clusters/{id_}/?{query}", headers=headers)
            connected, _ = await communicator.connect(timeout=PATIENCE)
            assert connected
            made = Socket(communicator)
            sockets.append(made)
            if greet:
                await made.say("hello", since=None)
                made.snapshot = await made.until(lambda frame: frame["type"] == "snapshot")
            return made

        async def taken(self, id_: str):
            """What another process would find that takes the cluster after this one has crashed."""
            return await self.host.journal.run(ledger.take, id_, self.host.lease.id)

        async def record(self, id_: str):
            return await self.host.journal.run(records.find, id=id_)

    yield Site()
    for one in sockets:
        await one.close()
    await Site.host.stop()
