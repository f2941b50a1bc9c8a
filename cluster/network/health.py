"""kube-proxy's answer on a Service's health-check port: whether this machine has endpoints for it.

Source: https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/
"""

from __future__ import annotations

import json

from cluster.images.wire import Answer
from cluster.network import proxy
from cluster.network.routing import Router


def answer(node: str, port: int, router: Router) -> Answer:
    """200 where there are local endpoints, 503 where there are none."""
    service = router.places.service_on_health_port(port)
    assert service is not None
    metadata, known = service["metadata"], dict[str, proxy.Endpoint]()
    for offered in service["spec"].get("ports") or ():
        known |= {e.address: e for e in proxy.ready(service, offered, router.world) if e.entry.get("nodeName") == node}
    told = {
        "service": {"namespace": metadata["namespace"], "name": metadata["name"]},
        "localEndpoints": len(known),
        "serviceProxyHealthy": True,
    }
    headers = {
        "Content-Type": "application/json",
        "X-Content-Type-Options": "nosniff",
        "X-Load-Balancing-Endpoint-Weight": str(len(known)),
    }
    return Answer(200 if known else 503, headers, json.dumps(told, indent="\t"))
