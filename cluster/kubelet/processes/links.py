"""The environment variables that tell a container of the Services there are when it starts.

Source: https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables and
https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
"""

from __future__ import annotations

from cluster.store import Store


def of(pod: dict, store: Store) -> dict[str, str]:
    """Name → value, of the namespace's Services unless `enableServiceLinks` is false. Those of the API server, which
    every container has, are SERVER."""
    found: dict[str, str] = {}
    if pod["spec"].get("enableServiceLinks", True):
        for service in store.list("services", pod["metadata"]["namespace"]):
            if service["metadata"]["name"] != "kubernetes":
                _add(found, service)
    return found


def _add(found: dict[str, str], service: dict) -> None:
    address, ports = service["spec"].get("clusterIP"), service["spec"].get("ports") or ()
    if not address or address == "None" or not ports:
        return
    name = _variable(service["metadata"]["name"])
    found[f"{name}_SERVICE_HOST"] = address
    found[f"{name}_SERVICE_PORT"] = str(ports[0]["port"])
    for port in ports:
        if port.get("name"):
            found[f"{name}_SERVICE_PORT_{_variable(port['name'])}"] = str(port["port"])
    for index, port in enumerate(ports):
        number, protocol = port["port"], port.get("protocol") or "TCP"
        host = f"[{address}]" if ":" in address else address
        url = f"{protocol.lower()}://{host}:{number}"
        if index == 0:
            found[f"{name}_PORT"] = url
        start = f"{name}_PORT_{number}_{protocol}"
        found.update({
            start: url, f"{start}_PROTO": protocol.lower(), f"{start}_PORT": str(number), f"{start}_ADDR": address,
        })  # fmt: skip


def _variable(name: str) -> str:
    return name.replace("-", "_").upper()


SERVER: dict[str, str] = {}
_API = {"clusterIP": "10.96.0.1", "ports": [{"name": "https", "port": 443, "protocol": "TCP"}]}
_add(SERVER, {"metadata": {"name": "kubernetes"}, "spec": _API})
