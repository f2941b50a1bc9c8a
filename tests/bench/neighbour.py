"""What others notice: an API request on a small cluster while another one of the same process rolls 5,000 pods."""

import asyncio
import os
import statistics
import tempfile
import time

PODS = int(os.environ.get("BENCH_NEIGHBOUR_PODS", "5000"))
SECONDS, EVERY_S = 15, 0.02


def measure() -> dict:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "SQLITE_PATH": f"{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tutorial.settings",
            "CLUSTER_OBJECTS": "100000",
            "SOCKET_MESSAGES_PER_S": "1000",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from cluster.collecting import collect_seldom

        collect_seldom()  # as the hosts do
        call_command("migrate", verbosity=0)
        return asyncio.run(_measured())


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
