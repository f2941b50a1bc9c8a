"""What time costs: keeping inputs, living through them again, an hour's history, waking a cluster that was in use."""

import asyncio
import json
import os
import statistics
import tempfile
import time
import zlib

COMMANDS = [
    "kubectl create deployment web{0} --image=nginx --replicas=3",
    "kubectl scale deployment web{0} --replicas=5",
    "kubectl set image deployment/web{0} nginx=nginx:1.9.1",
    "kubectl get pods",
    "kubectl rollout undo deployment/web{0}",
    "kubectl delete deployment web{0}",
]
PAUSE = 40_000_000  # µs between two commands of somebody who learns
HOUR = 3_600_000_000
CLUSTERS, APPENDS = 50, 40
WAKES = 20


def measure() -> dict:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SQLITE_PATH": f"{folder}/bench.sqlite3", "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from cluster.collecting import collect_seldom

        collect_seldom()  # as the hosts do
        call_command("migrate", verbosity=0)
        return asyncio.run(_measured())


async def _measured() -> dict:
    from tutorial.live.host import Host

    host = Host()
    figures = await _appends(host)
    live = await host.create(None, browser="B" * 43, user=None, version=None, language="en")
    _use(live)
    await live.drained()
    figures |= {"replay_inputs_per_s": _replay(live), "history_mb_per_hour": _history(live)}
    figures["wake_used_ms_p95"] = await _wakes(host, live)
    await host.stop()
    return figures


async def _appends(host) -> dict:
    """Entries of many clusters that each wait until theirs is on disk, as learners do."""
    from tutorial.live import records
    from tutorial.live.journal import Ticket
    from tutorial.live.rows import Row

    clusters = [await host.journal.run(records.create, epoch=1) for _ in range(CLUSTERS)]

    async def one(record) -> None:
        ticket = Ticket()
        for sequence in range(1, APPENDS + 1):
            entry = {"input": [sequence, 0, "kubectl", COMMANDS[0], {"http": {"method": "POST", "path": "/x"}}]}
            await host.journal.append(ticket, record.id, 1, [Row(sequence, 1, 0, "engine", entry)])

    began = time.perf_counter()
    await asyncio.gather(*map(one, clusters))
    return {"journal_appends_per_s": round(CLUSTERS * APPENDS / (time.perf_counter() - began))}


def _use(live) -> None:
    """An hour of commands, each some while after the last."""
    live.session.commands.take = lambda: True
    for number in range(HOUR // PAUSE):
        line = COMMANDS[number % len(COMMANDS)].format(number // len(COMMANDS))
        live.session.foreground.start(str(number), line)
        live.session.foreground.work()
        live.session.foreground.tell()
        live.simulation.run_until(live.simulation.now + PAUSE)
        live.collect()


def _replay(live) -> int:
    """Inputs a second of all that happened, everything between them included."""
    from cluster.simulation import Simulation

    inputs = live.simulation.inputs
    began = time.process_time()
    twin = Simulation.restore(live.simulation.origin)
    for given in inputs:
        twin.relive(given)
    twin.run_until(live.simulation.now)
    assert twin.digest() == live.simulation.digest()
    return round(len(inputs) / (time.process_time() - began))


def _history(live) -> float:
    """Megabytes in the database."""
    from tutorial.live import recording

    rows = recording.dump(live.simulation.store, 1_000_000)
    return round(len(zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 1)) / 1e6, 3)


async def _wakes(host, live) -> float:
    took = []
    for _ in range(WAKES):
        await host.sleep(live)
        began = time.perf_counter()
        live = await host.get(live.id)
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.quantiles(took, n=20)[-1], 1)
