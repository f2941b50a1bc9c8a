"""CPU seconds from one POST of a Deployment to all its replicas available, and how that grows."""

import math
import sys
import time

from tests.bench.clusters import cluster_for, create, until_complete

SIZES = (10, 100, 1000, 5000)


def measure() -> dict:
    seconds, events = {}, 0.0
    for size in SIZES:
        simulation = cluster_for(size)
        before, started = simulation.store.revision, time.process_time()
        create(simulation, size)
        seconds[size] = until_complete(simulation, size)
        if size == 1000:
            events = (simulation.store.revision - before) / (time.process_time() - started)
        print(f"  {size}: {seconds[size]:.3f} s", file=sys.stderr, flush=True)
    return {
        "converge_cpu_s": {str(size): round(value, 4) for size, value in seconds.items()},
        "growth_exponent": round(slope([(s, v) for s, v in seconds.items() if s >= 100]), 3),
        "events_per_s": round(events),
    }


def slope(points: list[tuple[float, float]]) -> float:
    """The exponent of the power law through `points`, by least squares on logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum((x - mean_x) ** 2 for x in xs)
