"""What others notice: an API request on a small cluster while another one of the same process rolls 5,000 pods."""

import asyncio
import os
import statistics
import time

from tests.bench.hosting import hosted

PODS = int(os.environ.get("BENCH_NEIGHBOUR_PODS", "5000"))
SECONDS, EVERY_S = 15, 0.02


def measure() -> dict:
    return hosted(_measured, CLUSTER_OBJECTS="100000", SOCKET_MESSAGES_PER_S="1000")


async def _measured() -> dict:
    from cluster.api.request import Request
    from tests.bench.clusters import cluster_for, create, set_image, until_complete
    from tutorial.live.host import Host
    from tutorial.live.kubernetes import Door
    from tutorial.live.viewer import Viewer

    host = Host()
    fields = {"browser": "B" * 43, "user": None, "version": None, "language": "en"}
    large, small = [await host.create(None, **fields) for _ in range(2)]
    simulation = cluster_for(PODS, surge=PODS // 10)
    create(simulation, PODS)
    until_complete(simulation, PODS)
    large.install(simulation)
    large.session.move(simulation, simulation.store.revision)
    set_image(simulation, "nginx:1.27")
    host.attach(large, Viewer(lambda text: None, lambda code: None, "owner", "en", 80))
    large.pace.change(time.monotonic(), simulation.now, rate=8, running=True)
    large.wanted()
    door, took, end = Door(host, small, ""), [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        began = time.perf_counter()
        response = await door.request(Request("GET", "/api/v1/namespaces/default/pods"))
        assert response.code == 200
        took.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0)
        late = time.perf_counter()
        await asyncio.sleep(EVERY_S)
        took[-1] += (time.perf_counter() - late - EVERY_S) * 1000  # it would have had to wait for its turn so long
    assert simulation.now > 0
    cuts = statistics.quantiles(took, n=100)
    await host.stop()
    return {
        "neighbour_ms_p50": round(cuts[49], 1),
        "neighbour_ms_p99": round(cuts[98], 1),
        "neighbour_ms_most": round(max(took), 1),
    }
