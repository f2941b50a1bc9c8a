"""minikube service and tunnel: what is outside reaches what runs in the cluster.

A tunnel goes on in the background here, since there is one terminal only; `minikube tunnel --cleanup` ends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.controllers import tunnel as tunnels
from cluster.shell.minikube.call import ADDRESS, flag, perform, words_of
from cluster.shell.minikube.tables import table

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation
    from cluster.simulation import Simulation


def service(call: Invocation) -> int:
    """minikube service [NAME... | --all | list] [-n NAMESPACE] [--url]"""
    words = words_of(call)[1:]
    namespace = flag(call, "-n", "--namespace") or "default"
    if words[:1] == ["list"]:
        return _service_list(call)
    if not words and "--all" not in call.args:
        call.streams.err("❌  Exiting due to MK_USAGE: You must specify service name(s) or --all flag\n")
        return 14
    store = call.terminal.simulation.store
    names = words or [each["metadata"]["name"] for each in store.list("services", namespace)]
    for name in names:
        found = store.get("services", namespace, name)
        if found is None:
            call.streams.err(
                f"\n❌  Exiting due to SVC_NOT_FOUND: Service '{name}' was not found in '{namespace}' namespace.\n"
                f"You may select another namespace by using 'minikube service {name} -n <namespace>'. Or list out all "
                "the services using 'minikube service list'\n"
            )
            return 115
        code = _open(call, found)
        if code:
            return code
    return 0


def _open(call: Invocation, found: dict) -> int:
    out, metadata = call.streams.out, found["metadata"]
    urls = _urls(found)
    if not urls:
        out(f"😿  service {metadata['namespace']}/{metadata['name']} has no node port\n")
        return 0
    if not _has_endpoints(call.terminal.simulation, found):
        call.streams.err(
            f"\n❌  Exiting due to SVC_UNREACHABLE: service not available: no running pod for service "
            f"{metadata['name']} found\n"
        )
        return 119
    if "--url" in call.args:
        out("".join(f"{url}\n" for _, url in urls))
        return 0
    rows = [[metadata["namespace"], metadata["name"], port, url] for port, url in urls]
    out(table(["NAMESPACE", "NAME", "TARGET PORT", "URL"], rows))
    out(f"🎉  Opening service {metadata['namespace']}/{metadata['name']} in default browser...\n")
    return 0


def _urls(found: dict) -> list[tuple[str, str]]:
    return [
        (f"{port['name']}/{port['port']}" if port.get("name") else str(port["port"]),
         f"http://{ADDRESS}:{port['nodePort']}")
        for port in found["spec"].get("ports") or ()
        if port.get("nodePort")
    ]  # fmt: skip


def _has_endpoints(simulation: Simulation, found: dict) -> bool:
    metadata = found["metadata"]
    for each in simulation.store.list("endpointslices.discovery.k8s.io", metadata["namespace"]):
        if (each["metadata"].get("labels") or {}).get("kubernetes.io/service-name") == metadata["name"]:
            entries = each.get("endpoints") or ()
            if any((entry.get("conditions") or {}).get("ready") is not False for entry in entries):
                return True
    return False


def _service_list(call: Invocation) -> int:
    rows = []
    for found in call.terminal.simulation.store.list("services"):
        metadata = found["metadata"]
        if (only := flag(call, "-n", "--namespace")) and only != metadata["namespace"]:
            continue
        urls = _urls(found) or [("No node port", "")]
        rows += [[metadata["namespace"], metadata["name"], port, url] for port, url in urls]
    call.streams.out(table(["NAMESPACE", "NAME", "TARGET PORT", "URL"], rows))
    return 0


def tunnel(call: Invocation) -> int:
    """minikube tunnel [--cleanup]"""
    on = not ({"--cleanup", "-c", "stop"} & set(call.args))
    perform(call, {"minikube": "tunnel", "on": on})
    if not on:
        call.streams.out("🛑  The tunnel is closed: Services of type LoadBalancer wait for an address again.\n")
        return 0
    names = [key.partition("/")[2] for key in tunnels.balanced(call.terminal.simulation.store)]
    call.streams.out(
        "Status:\t\n\tmachine: minikube\n\tpid: 39087\n"
        f"\troute: 10.96.0.0/12 -> {ADDRESS}\n\tminikube: Running\n\tservices: [{', '.join(names)}]\n"
        "    errors: \n\t\tminikube: no errors\n\t\trouter: no errors\n\t\tloadbalancer emulator: no errors\n"
        "📌  The tunnel goes on in the background here; `minikube tunnel --cleanup` ends it.\n"
    )
    return 0
