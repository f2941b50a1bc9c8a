"""Requests a second on a cluster of 1,000 pods: through the transport-neutral face, through the ASGI application, and
over real HTTP on one connection that is kept.

`*_per_s` are per second of CPU time of the server's process (of wall time over HTTP, where the client takes its part),
so that a busy machine does not change them much.
"""

import asyncio
import json
import time
from collections.abc import Callable

from cluster.api.request import Request
from cluster.http.application import Application
from cluster.http.pacing import PacedCluster
from tests.bench.clusters import cluster_for, create, until_complete

PODS = "/api/v1/namespaces/default/pods"
CONFIGMAPS = "/api/v1/namespaces/default/configmaps"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
APPLY, MERGE = "application/apply-patch+yaml", "application/merge-patch+json"
MOST_S = 3.0  # of each measurement


def measure() -> dict:
    simulation = cluster_for(1000)
    create(simulation, 1000)
    until_complete(simulation, 1000)
    name = simulation.store.list("pods", "default")[0]["metadata"]["name"]
    found = {f"{what}_per_s": rate(simulation, request, most) for what, request, most in requests(name)}
    return found | asyncio.run(over_asgi(simulation, name))


def requests(pod: str) -> list[tuple[str, Callable[[int], Request], int]]:
    """(name, the request numbered i, how many at most)."""
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "c-"}, "data": {"a": "1"}}
    sent = json.dumps(body).encode()

    def patch(i: int) -> Request:
        value = b'{"metadata":{"labels":{"n":"%d"}}}' % i
        return Request("PATCH", f"{PODS}/{pod}", body=value, content_type=MERGE, user_agent="bench/1")

    def apply(i: int) -> Request:
        value = json.dumps({**body, "metadata": {"name": f"applied-{i % 10}"}, "data": {"a": str(i)}}).encode()
        query = {"fieldManager": "bench"}
        place = f"{CONFIGMAPS}/applied-{i % 10}"
        return Request("PATCH", place, query, value, APPLY, user_agent="bench/1")

    return [
        ("get", lambda i: Request("GET", f"{PODS}/{pod}", user_agent="bench/1"), 2000),
        ("list_1000", lambda i: Request("GET", PODS, user_agent="bench/1"), 50),
        ("table_1000", lambda i: Request("GET", PODS, accept=TABLE, user_agent="bench/1"), 50),
        ("create", lambda i: Request("POST", CONFIGMAPS, body=sent, user_agent="bench/1"), 1000),
        ("patch", patch, 500),
        ("apply", apply, 500),
    ]


def rate(simulation, request, count: int) -> float:
    started, index = time.process_time(), 0
    while index < count and time.process_time() - started < MOST_S:
        response = simulation.request(request(index))
        if response.code >= 300:
            raise RuntimeError(f"HTTP {response.code}: {response.body}")
        index += 1
    return round(index / (time.process_time() - started), 1)


async def over_asgi(simulation, pod: str) -> dict:
    """As bytes in and bytes out, the way a server calls it. A second list takes its objects from the first."""
    application = Application(PacedCluster(simulation, rate=0))
    figures = {}
    for what, request, most in requests(pod):
        await answered(application, request(0))
        started, index = time.process_time(), 1
        while index < most and time.process_time() - started < MOST_S:
            await answered(application, request(index))
            index += 1
        figures[f"asgi_{what}_per_s"] = round((index - 1) / (time.process_time() - started), 1)
    return figures


async def answered(application: Application, request: Request) -> bytes:
    """The body of an answer; RuntimeError for a refusal."""
    messages: list[dict] = []
    sent = [{"type": "http.request", "body": request.body or b""}]

    async def receive() -> dict:
        return sent.pop() if sent else await asyncio.Event().wait()  # type: ignore[func-returns-value]

    async def send(message: dict) -> None:
        messages.append(message)

    told = {"content-type": request.content_type, "accept": request.accept, "user-agent": request.user_agent}
    await application(
        {
            "type": "http",
            "method": request.method,
            "path": request.path,
            "raw_path": request.path.encode(),
            "query_string": "&".join(f"{name}={value}" for name, value in request.query.items()).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        },
        receive,
        send,
    )
    if messages[0]["status"] >= 300:
        raise RuntimeError(f"HTTP {messages[0]['status']}: {messages[-1]['body']!r}")
    return b"".join(message["body"] for message in messages[1:])
