"""Who has which address: pods, machines, Services.

Pods get 10.244.N.x of their machine's range, machines 192.168.49.x, Services 10.96.0.0/12; the learner's own machine is
192.168.49.1 (https://minikube.sigs.k8s.io/docs/drivers/docker/).
"""

from __future__ import annotations

from cluster.component import World
from cluster.images.wire import Source
from cluster.runtime import MACHINE, PODS, STOPPED

HOST_ADDRESS, HOST_NAME = "192.168.49.1", "host.minikube.internal"
PODS_BLOCK = "10.244."
_EVERY_ADDRESS = "0.0.0.0"


class Places:
    def __init__(self, world: World):
        self._world = world

    # -- machines --------------------------------------------------------------------------------------------------

    def nodes(self) -> list[str]:
        return [node for node in self._world.runtime.nodes() if self.address_of(node)]

    def address_of(self, node: str) -> str:
        """A machine's own address; "" when there is no such machine."""
        return (self._world.runtime.get(node, MACHINE) or {}).get("address", "")

    def node_at(self, address: str) -> str | None:
        return next((node for node in self._world.runtime.nodes() if self.address_of(node) == address), None)

    def is_on(self, node: str) -> bool:
        runtime = self._world.runtime
        return runtime.get(node, MACHINE) is not None and runtime.get(node, STOPPED) is None

    def gateway(self, node: str) -> str:
        """The machine's address towards its own pods."""
        return f"{self._world.runtime.get(node, MACHINE)['cidr']}.1"

    # -- pods ------------------------------------------------------------------------------------------------------

    def pod(self, namespace: str, name: str) -> dict | None:
        return self._world.store.get("pods", namespace, name)

    def pod_at(self, address: str) -> dict | None:
        """The pod whose sandbox has this address of its own (not its machine's)."""
        block = address.rpartition(".")[0]
        for node in self._world.runtime.nodes():
            if (self._world.runtime.get(node, MACHINE) or {}).get("cidr") == block:
                return self._pod_on(node, address)
        return None

    def _pod_on(self, node: str, address: str) -> dict | None:
        for key, record in self._world.runtime.items(node):
            if key.startswith(PODS) and record.get("ip") == address:
                namespace, _, name = key[len(PODS) :].partition("/")
                pod = self.pod(namespace, name)
                return pod if pod is not None and pod["metadata"]["uid"] == record["uid"] else None
        return None

    def host_pods(self, node: str) -> list[dict]:
        """The pods that use the machine's own network."""
        return [pod for pod in self._world.store.pods_on(node) if pod["spec"].get("hostNetwork")]

    def host_port(self, node: str, address: str, port: int, protocol: str) -> tuple[dict, int] | None:
        """(pod, container port) that claims this port by `hostPort`, on all of the machine's addresses or this one."""
        for pod in self._world.store.pods_on(node):
            if pod["spec"].get("hostNetwork"):
                continue
            for container in pod["spec"]["containers"]:
                for offered in container.get("ports") or ():
                    is_it = (offered.get("hostPort"), offered.get("protocol", "TCP")) == (port, protocol)
                    if is_it and offered.get("hostIP") in (None, "", _EVERY_ADDRESS, address):
                        return pod, offered["containerPort"]
        return None

    # -- Services --------------------------------------------------------------------------------------------------

    def service_at(self, address: str) -> tuple[dict, str] | None:
        """(Service, "cluster" | "external" | "balancer") that has this address."""
        for service in self._world.store.list("services"):
            spec = service["spec"]
            if address == spec.get("clusterIP"):
                return service, "cluster"
            if address in (spec.get("externalIPs") or ()):
                return service, "external"
            ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
            if any(entry.get("ip") == address for entry in ingress):
                return service, "balancer"
        return None

    def service_on_node_port(self, port: int, protocol: str) -> tuple[dict, dict] | None:
        """(Service, its port) that listens on this port of every machine."""
        for service in self._world.store.list("services"):
            for offered in service["spec"].get("ports") or ():
                if (offered.get("nodePort"), offered.get("protocol", "TCP")) == (port, protocol):
                    return service, offered
        return None

    def service_on_health_port(self, port: int) -> dict | None:
        """The Service whose `healthCheckNodePort` this is."""
        services = self._world.store.list("services")
        return next((s for s in services if s["spec"].get("healthCheckNodePort") == port), None)

    # -- who asks --------------------------------------------------------------------------------------------------

    def node_of(self, source: Source) -> str:
        """The machine on which the source is; "" for the learner's own."""
        if source.kind == "node":
            return source.name
        pod = self.pod(source.namespace, source.name) if source.kind == "pod" else None
        return pod["spec"].get("nodeName", "") if pod else ""

    def address(self, source: Source) -> str:
        if source.kind == "outside":
            return HOST_ADDRESS
        if source.kind == "node":
            return self.address_of(source.name)
        pod = self.pod(source.namespace, source.name)
        record = self.record(pod) if pod else None
        return (record or {}).get("ip") or ((pod or {}).get("status") or {}).get("podIP", "")

    def record(self, pod: dict) -> dict | None:
        """What the pod's machine really runs for it."""
        metadata, node = pod["metadata"], pod["spec"].get("nodeName", "")
        found = self._world.runtime.get(node, f"{PODS}{metadata['namespace']}/{metadata['name']}")
        return found if found and found["uid"] == metadata["uid"] else None
