"""Requests a second through the transport-neutral face, on a cluster of 1,000 pods."""

import json
import time

from cluster.api.request import Request
from tests.bench.clusters import cluster_for, create, until_complete

PODS = "/api/v1/namespaces/default/pods"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


def measure() -> dict:
    simulation = cluster_for(1000)
    create(simulation, 1000)
    until_complete(simulation, 1000)
    name = simulation.store.list("pods", "default")[0]["metadata"]["name"]
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "c-"}, "data": {"a": "1"}}
    return {
        "get_per_s": rate(simulation, lambda i: Request("GET", f"{PODS}/{name}"), 2000),
        "list_1000_per_s": rate(simulation, lambda i: Request("GET", PODS), 20),
        "table_1000_per_s": rate(simulation, lambda i: Request("GET", PODS, accept=TABLE), 20),
        "create_per_s": rate(
            simulation,
            lambda i: Request("POST", "/api/v1/namespaces/default/configmaps", body=json.dumps(body).encode()),
            1000,
        ),
    }


def rate(simulation, request, count: int) -> float:
    started = time.process_time()
    for index in range(count):
        response = simulation.request(request(index))
        if response.code >= 300:
            raise RuntimeError(f"HTTP {response.code}: {response.body}")
    return round(count / (time.process_time() - started), 1)
