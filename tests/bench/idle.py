"""What ten idle virtual minutes, and ten idle virtual days, cost a cluster of 100 pods."""

import time

from tests.bench.clusters import cluster_for, create, until_complete

MINUTE = 60_000_000


def measure() -> dict:
    simulation = cluster_for(100)
    create(simulation, 100)
    until_complete(simulation, 100)
    simulation.run_until(simulation.now + 120 * MINUTE)  # Events expire after an hour: that is not idling
    revision, started = simulation.store.revision, time.process_time()
    simulation.run_until(simulation.now + 10 * MINUTE)
    minutes = time.process_time() - started
    simulation.run_until(simulation.now + 10 * 24 * 60 * MINUTE)
    return {"idle_10min_ms": round(minutes * 1000, 4), "idle_10day_writes": simulation.store.revision - revision}
