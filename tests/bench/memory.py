"""Growth of RSS over 200 clusters, each holding a Deployment of 3, divided."""

import gc
import os

from cluster.simulation import Simulation
from tests.bench.clusters import create, until_complete

CLUSTERS = 200


def measure() -> dict:
    one(0)
    gc.collect()
    before = resident_kb()
    kept = [one(seed) for seed in range(1, CLUSTERS + 1)]
    gc.collect()
    return {"kb_per_cluster": round((resident_kb() - before) / len(kept), 1)}


def one(seed: int) -> Simulation:
    simulation = Simulation(seed=seed, nodes=1, profile="real")
    create(simulation, 3)
    until_complete(simulation, 3)
    return simulation


def resident_kb() -> int:
    with open(f"/proc/{os.getpid()}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
