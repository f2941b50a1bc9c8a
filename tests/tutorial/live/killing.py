"""Kills a live host again and again while it works, and looks each time at what is left.

    python -m tests.tutorial.live.killing DATABASE ROUNDS

One process loads Django and forks: a worker that types commands as fast as they are acknowledged and tells of each,
and, once that was killed with SIGKILL, a witness that wakes the cluster from the database. A command makes three
objects in one line; they are there together or not at all. Prints one JSON object; the exit code is 1 when something
was lost.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time

PARTS = ("a", "b", "c")
LATEST_S = 0.12  # after its first words, a worker is killed at a random moment up to here
LINE = "kubectl create configmap n{0}-a && kubectl create configmap n{0}-b && kubectl create configmap n{0}-c"


def main(database: str, rounds: int) -> int:
    settings = {"DJANGO_SETTINGS_MODULE": "tutorial.settings", "SECRET_KEY": "only-for-tests"}
    os.environ |= {"SQLITE_PATH": database, **settings}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    cluster = asyncio.run(_made())
    connections.close_all()
    chance = random.Random(1)
    acknowledged: list[int] = []
    kept = {"sequence": 0, "commands": 0}
    for number in range(rounds):
        acknowledged += _worked(cluster, len(acknowledged) + number, chance.random() * LATEST_S)
        kept = _witnessed(cluster, acknowledged)
        if "problem" in kept:
            print(json.dumps({"round": number, **kept}))
            return 1
    print(json.dumps({"rounds": rounds, "acknowledged": len(acknowledged), **kept}))
    return 0


async def _made() -> str:
    from tutorial.live.host import host

    live = await host().create(None, browser="L" * 43, user=None, version=None, language="en")
    await host().stop()
    return live.id


def _worked(cluster: str, first: int, seconds: float) -> list[int]:
    """The numbers of the commands that a worker said were acknowledged before it died."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(reading)
        asyncio.run(_work(cluster, first, writing))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = [told.readline()]  # it is awake
        time.sleep(seconds)
        os.kill(worker, signal.SIGKILL)
        said += told.readlines()
    os.waitpid(worker, 0)
    return [int(line) for line in said[1:] if line.endswith("\n")]


async def _work(cluster: str, first: int, writing: int) -> None:
    from channels.testing import WebsocketCommunicator

    from tests.tutorial.conftest import Socket
    from tutorial.asgi import application
    from tutorial.lessons.browser import COOKIE

    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"cookie", f"{COOKIE}={'L' * 43}".encode())]
    communicator = WebsocketCommunicator(application, f"/ws/clusters/{cluster}/", headers=headers)
    await communicator.connect(timeout=30)
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
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
