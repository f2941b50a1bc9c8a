"""minikube node list, add, stop, start and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import minikube
from cluster.shell.minikube.call import VERSION, Steps, no_cluster, perform
from cluster.shell.minikube.profile import until_ready

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation


def list_all(call: Invocation) -> int:
    """minikube node list"""
    found = call.terminal.simulation.store.list("nodes")
    if not found:
        return no_cluster(call)
    for node in found:
        addresses = (node.get("status") or {}).get("addresses") or ()
        address = next((entry["address"] for entry in addresses if entry["type"] == "InternalIP"), "")
        call.streams.out(f"{node['metadata']['name']}\t{address}\n")
    return 0


def add(call: Invocation) -> Steps:
    """minikube node add"""
    found = minikube.node_names(call.terminal.simulation)
    if not found:
        return no_cluster(call)
    name = _next_name(found)
    call.streams.out(f"😄  Adding node {name[len('minikube-') :]} to cluster minikube as [worker]\n")
    call.streams.out(f'👍  Starting "{name}" worker node in "minikube" cluster\n')
    call.streams.out("🔥  Creating docker container (CPUs=4, Memory=8192MB) ...\n")
    call.streams.out(f"📦  Preparing Kubernetes {VERSION} on containerd 2.1.5 ...\n")
    perform(call, {"minikube": "node add", "node": name})
    yield from until_ready(call)
    call.streams.out("🔎  Verifying Kubernetes components...\n")
    call.streams.out(f"🏄  Successfully added {name[len('minikube-') :]} to minikube!\n")
    return 0


def _next_name(found: list[str]) -> str:
    numbers = [int(name[len("minikube-m") :]) for name in found if name[len("minikube-m") :].isdecimal()]
    return f"minikube-m{max([1, *numbers]) + 1:02d}"


def _named(call: Invocation) -> str | None:
    """The node that `minikube node stop NAME` means (m02 is short for minikube-m02); None after a word about a wrong
    one."""
    words = [word for word in call.args if not word.startswith("-")][2:]
    found = minikube.node_names(call.terminal.simulation)
    if not words:
        call.streams.err(f"💡  Usage: minikube node {call.args[1]} [name]\n")
        return None
    for name in (words[0], f"minikube-{words[0]}"):
        if name in found:
            return name
    call.streams.err(f"❌  Exiting due to GUEST_NODE_RETRIEVE: retrieving node: Could not find node {words[0]}\n")
    return None


def stop(call: Invocation) -> int:
    """minikube node stop NAME"""
    return _changed(call, {"fault": "node.stop"}, '✋  Stopping node "{}"  ...\n', "🛑  Successfully stopped node {}\n")


def start(call: Invocation) -> int:
    """minikube node start NAME"""
    before = (
        '👍  Starting "{0}" worker node in "minikube" cluster\n🔄  Restarting existing docker container for "{0}" ...\n'
    )
    return _changed(call, {"fault": "node.start"}, before, "🏄  Successfully started node {}!\n")


def delete(call: Invocation) -> int:
    """minikube node delete NAME"""
    before, after = "🔥  Deleting node {} from cluster minikube\n", "💀  Node {} was successfully deleted.\n"
    return _changed(call, {"minikube": "node delete"}, before, after)


def _changed(call: Invocation, request: dict, before: str, after: str) -> int:
    """Do what is asked to the node that is named, with words before and after in which its name is put."""
    name = _named(call)
    if name is None:
        return 80
    call.streams.out(before.format(name))
    perform(call, {**request, "node": name})
    call.streams.out(after.format(name))
    return 0
