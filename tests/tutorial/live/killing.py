"""Kills a live host again and again while it works, and looks each time at what is left.

    python -m tests.tutorial.live.killing ROUNDS

One process loads Django and forks: a worker that types commands as fast as they are acknowledged and tells of each,
and, once that was killed with SIGKILL, a witness that wakes the cluster from the database. A command makes three
objects in one line; they are there together or not at all. Snapshots and the forgetting of the past come every few
commands. Every other worker is killed at a random moment; the others step on a mine (POINTS): they die in the middle of
a transaction, while a snapshot is written, while what it covers is forgotten, or between the disk's word and the
acknowledgement. Prints one JSON object; the exit code is 1 when something was lost.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from importlib import import_module

from tests.patience import PATIENCE

PARTS = ("a", "b", "c")
# (module of tutorial.live, function, whether it has returned when the worker dies)
POINTS = (
    ("ledger", "append", False),  # nothing is written yet
    ("rows", "written", False),  # the lease is checked, the rows are not in
    ("ledger", "append", True),  # it is on disk, and nobody has been told
    ("keeping", "pack", True),  # a snapshot is ready to be written
    ("ledger", "next_use", False),  # its transaction has begun
    ("ledger", "_forget_old", False),  # it is in, what it covers is not out
    ("ledger", "_forget_old", True),  # all is done but the commit
    ("ledger", "save_snapshot", True),  # the commit is done
    ("state", "forget", True),  # what is too old is forgotten in memory
)
OFTEN = {("cluster", "KEEP_EVERY"): 12, ("state", "CHECKPOINT_EVERY"): 10, ("state", "HISTORY_KEPT"): 150}
# Imported before the first fork, not in each.
USED = ("channels.testing", "tests.tutorial.conftest", "tutorial.asgi", "tutorial.urls", "tutorial.live.waking")
LATEST_S = 0.12  # after its first words, a worker is killed at a random moment up to here
LINE = "kubectl create configmap n{0}-a && kubectl create configmap n{0}-b && kubectl create configmap n{0}-c"


def main(rounds: int) -> int:
    import django

    django.setup()
    from django.db import connections

    cluster = asyncio.run(_made())
    for name in USED:
        import_module(name)
    connections.close_all()
    chance = random.Random(1)
    acknowledged: list[int] = []
    kept = {"sequence": 0, "commands": 0}
    for number in range(rounds):
        mine = POINTS[number // 2 % len(POINTS)] if number % 2 else None
        acknowledged += _worked(cluster, len(acknowledged) + number, chance.random() * LATEST_S, mine)
        kept = _witnessed(cluster, acknowledged)
        if "problem" in kept:
            print(json.dumps({"round": number, **kept}))
            return 1
    mines = len({number // 2 % len(POINTS) for number in range(1, rounds, 2)})
    print(json.dumps({"rounds": rounds, "points": mines, "acknowledged": len(acknowledged), **kept}))
    return 0


async def _made() -> str:
    from tutorial.live.host import host

    live = await host().create(None, browser="L" * 43, user=None, version=None, language="en")
    await host().stop()
    return live.id


def _worked(cluster: str, first: int, seconds: float, mine: tuple[str, str, bool] | None) -> list[int]:
    """The numbers of the commands that a worker said were acknowledged before it died: after so many seconds, or at the
    third time that it comes to the point of the mine."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(reading)
        for (module, name), value in OFTEN.items():
            setattr(import_module(f"tutorial.live.{module}"), name, value)
        if mine is not None:
            _lay(*mine)
        asyncio.run(_work(cluster, first, writing))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = [told.readline()]  # it is awake
        if mine is None:
            time.sleep(seconds)
            os.kill(worker, signal.SIGKILL)
        said += told.readlines()  # to its end
    if os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) != -signal.SIGKILL:
        raise RuntimeError(f"the worker ended by itself, not at {mine}")
    return [int(line) for line in said[1:] if line.endswith("\n")]


def _lay(module: str, name: str, after: bool, times: int = 3) -> None:
    """The `times`-th call of a function is this process's last."""
    where = import_module(f"tutorial.live.{module}")
    function = getattr(where, name)
    calls = iter(range(times - 1))

    def stepped(*args, **kwargs):
        last = next(calls, None) is None
        if last and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(where, name, stepped)


async def _work(cluster: str, first: int, writing: int) -> None:
    from channels.testing import WebsocketCommunicator

    from tests.tutorial.conftest import Socket
    from tutorial.asgi import application
    from tutorial.lessons.browser import COOKIE

    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"cookie", f"{COOKIE}={'L' * 43}".encode())]
    communicator = WebsocketCommunicator(application, f"/ws/clusters/{cluster}/", headers=headers)
    await communicator.connect(timeout=PATIENCE)
    socket = Socket(communicator)
    await socket.ask("hello", since=None)
    os.write(writing, b"awake\n")
    for number in range(first, first + 10_000):
        text, code = await socket.run(LINE.format(number))
        if code != 0:
            os.write(writing, f"refused {text!r}\n".encode())
        os.write(writing, f"{number}\n".encode())


def _witnessed(cluster: str, acknowledged: list[int]) -> dict:
    reading, writing = os.pipe()
    witness = os.fork()
    if witness == 0:
        os.close(reading)
        os.write(writing, json.dumps(_look(cluster, acknowledged)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        found = told.read()
    os.waitpid(witness, 0)
    return json.loads(found) if found else {"problem": "the witness died"}


def _lived_again(simulation):
    """Its whole life from the first moment on."""
    from cluster.simulation import Simulation

    twin = Simulation.restore(simulation.origin)
    for given in simulation.inputs:
        twin.relive(given)
    twin.run_until(simulation.now)
    return twin


def _look(cluster: str, acknowledged: list[int]) -> dict:
    """What the database tells: {"sequence", "commands"}, or {"problem"}."""
    from tutorial.live import ledger, servers
    from tutorial.live.journal import JournalWriter
    from tutorial.live.models import Cluster
    from tutorial.live.waking import restored

    owner = Cluster.objects.get(id=cluster).server
    if not servers.has_ended(servers.find(owner)):
        return {"problem": "a worker that was killed counts as alive"}
    servers.leave(owner)
    kept = ledger.take(cluster, "witness")
    servers.leave("witness")
    if kept.damage:
        return {"problem": f"{kept.damage}"}
    live, again = (restored(kept, JournalWriter()) for _ in range(2))
    if live.simulation.digest() != again.simulation.digest():
        return {"problem": "two replays of one journal differ"}
    if _lived_again(live.simulation).digest() != live.simulation.digest():
        return {"problem": "the cluster is not what its inputs make of its beginning"}
    names = {obj["metadata"]["name"] for obj in live.simulation.store.list("configmaps", "default")}
    for number in acknowledged:
        if lost := [part for part in PARTS if f"n{number}-{part}" not in names]:
            return {"problem": f"command {number} was acknowledged; {lost} are gone"}
    numbers = {name.split("-")[0] for name in names if name[1:2].isdigit()}
    for number in sorted(numbers):
        if len([part for part in PARTS if f"{number}-{part}" in names]) != len(PARTS):
            return {"problem": f"command {number} is there in part"}
    return {"sequence": kept.sequence, "commands": len(numbers)}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
