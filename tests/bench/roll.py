"""CPU seconds of a rolling update of 300 replicas."""

from tests.bench.clusters import cluster_for, create, set_image, until_complete


def measure() -> dict:
    simulation = cluster_for(300, surge=75)
    create(simulation, 300)
    until_complete(simulation, 300)
    set_image(simulation, "nginx:1.27")
    return {"roll_300_cpu_s": round(until_complete(simulation, 300), 4)}
