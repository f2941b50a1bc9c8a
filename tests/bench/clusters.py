"""What the measurements share: a cluster of enough nodes and a Deployment on it."""

import math
import time

from cluster.api.request import Request
from cluster.collecting import collect_seldom
from cluster.simulation import Simulation

collect_seldom()  # as the hosts do

PODS_PER_NODE = 110
SYSTEM_PODS = 10  # more than a minikube's own, on its first node
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


def cluster_for(replicas: int, surge: int = 0) -> Simulation:
    nodes = math.ceil((replicas + surge + SYSTEM_PODS) / (PODS_PER_NODE - 1)) + 1
    simulation = Simulation(seed=1, nodes=nodes, profile="real")
    simulation.settle()
    return simulation


def deployment(replicas: int, image: str = "nginx") -> dict:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "nginx", "image": image}]},
            },
        },
    }


def create(simulation: Simulation, replicas: int) -> None:
    _checked(simulation.request(Request("POST", DEPLOYMENTS, body=deployment(replicas))))


def set_image(simulation: Simulation, image: str) -> None:
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "nginx", "image": image}]}}}}
    _checked(
        simulation.request(
            Request("PATCH", f"{DEPLOYMENTS}/web", body=patch, content_type="application/strategic-merge-patch+json")
        )
    )


def until_complete(simulation: Simulation, replicas: int) -> float:
    """CPU seconds until all replicas are updated and available, and no old one is left."""
    started = time.process_time()
    while not _complete(simulation, replicas):
        if not simulation.step():
            raise RuntimeError(f"nothing left to do, and {replicas} replicas are not complete")
    return time.process_time() - started


def _complete(simulation: Simulation, replicas: int) -> bool:
    obj = simulation.store.get("deployments.apps", "default", "web")
    status = obj.get("status", {})
    return status.get("observedGeneration") == obj["metadata"]["generation"] and all(
        status.get(name) == replicas for name in ("replicas", "updatedReplicas", "availableReplicas")
    )


def _checked(response) -> None:
    if response.code >= 300:
        raise RuntimeError(f"HTTP {response.code}: {response.body}")
