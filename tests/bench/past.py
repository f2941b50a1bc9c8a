"""What time costs: keeping inputs, living through them again, an hour's history, waking a cluster of whatever age."""

import asyncio
import statistics
import time

from tests.bench.hosting import hosted

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
WAKES, RUNS = 40, 3
HOURS = 6
MANY = 1_000


def measure() -> dict:
    return hosted(_measured)


async def _measured() -> dict:
    from tutorial.live.host import Host

    host = Host()
    figures = await _appends(host)
    live = await host.create(None, browser="B" * 43, user=None, version=None, language="en")
    _use(live, HOUR)
    await live.drained()
    figures |= {"replay_inputs_per_s": _replay(live), "history_mb_per_hour": _history(live)}
    wakes = {"an_hour": await _wakes(host, live.id)}
    for name, lived in {"young": _young, "hours": _hours, "1000_pods": _many}.items():
        live = await host.create(None, browser="B" * 43, user=None, version=None, language="en")
        lived(live)
        wakes[name] = await _wakes(host, live.id)
    await host.stop()
    return {**figures, "wake_ms_p95": max(wakes.values()), "wake_ms_p95_by_age": wakes}


def _young(live) -> None:
    """A Deployment of 3 and a minute."""
    _type(live, "kubectl create deployment web --image=nginx --replicas=3")
    live.simulation.run_until(live.simulation.now + 60_000_000)


def _hours(live) -> None:
    """So many hours of commands, kept now and then as the host does."""
    for _ in range(HOURS):
        _use(live, HOUR)
        live.state()


def _many(live) -> None:
    """A thousand pods that run."""
    _type(live, "kubectl create deployment web --image=nginx")
    for _ in range(MANY // 110 + 1):
        _type(live, "minikube node add")
        live.simulation.run_until(live.simulation.now + 60_000_000)
    _type(live, f"kubectl scale deployment web --replicas={MANY}")
    live.simulation.run_until(live.simulation.now + 600_000_000)
    ready = live.simulation.store.get("deployments.apps", "default", "web")["status"].get("readyReplicas")
    assert ready == MANY, ready
    live.collect()


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


def _use(live, time: int) -> None:
    """Commands for so long (virtual µs), each some while after the last."""
    for number in range(time // PAUSE):
        _type(live, COMMANDS[number % len(COMMANDS)].format(number // len(COMMANDS)))
        live.simulation.run_until(live.simulation.now + PAUSE)
        live.collect()


def _type(live, line: str) -> None:
    foreground = live.session.foreground
    live.session.commands.take = lambda: True
    foreground.start(line, line)
    foreground.work()
    while foreground.running is not None and not foreground.running.done:
        live.simulation.run_until(foreground.waits_until() or live.simulation.now + 1_000_000)
        foreground.work()
    foreground.tell()
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
    from tutorial.live.packing import Packed

    return round(len(Packed.of(recording.dump(live.simulation.store, 1_000_000)).data) / 1e6, 3)


async def _wakes(host, id_: str) -> float:
    """Milliseconds, 95th percentile; of the best run: in others the processor may have been somebody else's."""
    runs = []
    for _ in range(RUNS):
        took = []
        for _ in range(WAKES):
            await host.sleep(await host.get(id_))
            await asyncio.sleep(0.02)  # nobody holds it, and what it was is freed
            began = time.perf_counter()
            await host.get(id_)
            took.append((time.perf_counter() - began) * 1000)
        runs.append(statistics.quantiles(took, n=20)[-1])
    await host.sleep(await host.get(id_))
    return round(min(runs), 1)
