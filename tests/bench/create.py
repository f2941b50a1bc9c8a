"""How long making, snapshotting, restoring and forking a small cluster takes, in CPU milliseconds."""

import json
import statistics
import time

from cluster.simulation import Simulation
from tests.bench.clusters import cluster_for, create, until_complete


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
        "wake_ms": median(lambda i: Simulation.restore(json.loads(text))),
        "fork_1000_ms": median(lambda i: large.branch()),
    }


def median(action) -> float:
    times = []
    for index in range(20):
        started = time.process_time()
        action(index)
        times.append(time.process_time() - started)
    return round(statistics.median(times) * 1000, 3)
