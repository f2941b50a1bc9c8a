"""How long making and restoring a small cluster and forking a large one takes, in CPU milliseconds; what a fork adds to
the memory that it shares with its origin, in kB."""

import gc
import json
import statistics
import time
import tracemalloc

from cluster.simulation import Simulation
from tests.bench.clusters import cluster_for, create, until_complete

FORKS = 10


def measure() -> dict:
    Simulation(seed=0)  # imports and schemas
    small = Simulation(seed=3)
    create(small, 3)
    until_complete(small, 3)
    text = json.dumps(small.snapshot())
    large = cluster_for(1000)
    create(large, 1000)
    until_complete(large, 1000)
    return {
        "create_ms": median(lambda i: Simulation(seed=i)),
        "restore_ms": median(lambda i: Simulation.restore(json.loads(text))),
        "fork_1000_ms": median(lambda i: large.branch()),
        "fork_1000_kb": memory_of(large.branch),
    }


def memory_of(make) -> float:
    """kB that one more of them takes while all are held."""
    gc.collect()
    tracemalloc.start()
    held = [make() for _ in range(FORKS)]
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(taken / len(held) / 1000, 1)


def median(action) -> float:
    times = []
    for index in range(20):
        started = time.process_time()
        action(index)
        times.append(time.process_time() - started)
    return round(statistics.median(times) * 1000, 3)
