"""minikube start, stop, delete, status, ip and version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import minikube
from cluster.kubectl.waiting import Wait
from cluster.kubelet.node import machine
from cluster.objects import times
from cluster.shell import kubeconfig
from cluster.shell.minikube.call import ADDRESS, VERSION, Steps, flag, no_cluster, perform

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation
    from cluster.simulation import Simulation


def start(call: Invocation) -> Steps:
    """minikube start [--nodes N]"""
    simulation, out = call.terminal.simulation, call.streams.out
    text = flag(call, "--nodes", "-n")
    if text is not None and not (text.isdecimal() and 1 <= int(text) <= 100):
        call.streams.err(f"❌  Exiting due to MK_USAGE: --nodes={text}: a number from 1 to 100 is wanted\n")
        return 14
    wanted = int(text) if text else 1
    out("😄  minikube v1.38.0 on Debian 12.11 (amd64)\n")
    if minikube.exists(simulation) and minikube.answers(simulation):
        out("✨  Using the docker driver based on existing profile\n")
        out('👍  Starting "minikube" primary control-plane node in "minikube" cluster\n')
        out('🏃  Updating the running docker "minikube" container ...\n')
        return _done(call)
    again = minikube.exists(simulation)
    found = "Using the docker driver based on existing profile" if again else "Automatically selected the docker driver"
    out(f"✨  {found}\n")
    out('👍  Starting "minikube" primary control-plane node in "minikube" cluster\n')
    if not again:
        out("🔥  Creating docker container (CPUs=4, Memory=8192MB) ...\n")
    else:
        out('🔄  Restarting existing docker container for "minikube" ...\n')
    perform(call, {"minikube": "start", "nodes": wanted})
    out(f"📦  Preparing Kubernetes {VERSION} on containerd 2.1.5 ...\n")
    for number in range(2, wanted + 1):
        out(f'👍  Starting "minikube-m{number:02d}" worker node in "minikube" cluster\n')
    yield from until_ready(call)
    out("🔎  Verifying Kubernetes components...\n")
    out("🌟  Enabled addons: storage-provisioner, default-storageclass\n")
    return _done(call)


def _done(call: Invocation) -> int:
    call.terminal.kubeconfig = kubeconfig.with_minikube(call.terminal.kubeconfig)
    call.streams.out(
        '🏄  Done! kubectl is now configured to use "minikube" cluster and "default" namespace by default\n'
    )
    return 0


def until_ready(call: Invocation, most: int = 120 * times.SECOND) -> Steps:
    """Let time pass until all nodes and the cluster's own deployments are ready."""
    simulation = call.terminal.simulation
    until = simulation.now + most
    while simulation.now < until and not _is_up(simulation):
        yield Wait(simulation.now + times.SECOND)
    return 0


def _is_up(simulation: Simulation) -> bool:
    deployments = simulation.store.list("deployments.apps", "kube-system")
    ready = all((d.get("status") or {}).get("readyReplicas", 0) >= d["spec"].get("replicas", 1) for d in deployments)
    return ready and all(map(_is_ready, simulation.store.list("nodes")))


def _is_ready(node: dict) -> bool:
    conditions = (node.get("status") or {}).get("conditions") or ()
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)


def stop(call: Invocation) -> int:
    """minikube stop"""
    if not minikube.node_names(call.terminal.simulation):
        return no_cluster(call)
    for name in minikube.node_names(call.terminal.simulation):
        call.streams.out(f'✋  Stopping node "{name}"  ...\n')
    count = len(minikube.node_names(call.terminal.simulation))
    perform(call, {"minikube": "stop"})
    call.streams.out(f"🛑  {count} node{'s' if count > 1 else ''} stopped.\n")
    return 0


def delete(call: Invocation) -> int:
    """minikube delete"""
    names = minikube.node_names(call.terminal.simulation)
    if not names:
        call.streams.out('🙄  "minikube" profile does not exist, trying anyways.\n')
        call.streams.out('💀  Removed all traces of the "minikube" cluster.\n')
        return 0
    call.streams.out('🔥  Deleting "minikube" in docker ...\n')
    for name in names:
        call.streams.out(f'🔥  Deleting container "{name}" ...\n')
    perform(call, {"minikube": "delete"})
    call.streams.out("🔥  Removing /home/learner/.minikube/machines/minikube ...\n")
    call.streams.out('💀  Removed all traces of the "minikube" cluster.\n')
    call.terminal.kubeconfig = kubeconfig.without_minikube(call.terminal.kubeconfig)
    return 0


def status(call: Invocation) -> int:
    """minikube status; 7 while the API server is down"""
    simulation = call.terminal.simulation
    found = minikube.node_names(simulation)
    if not found:
        return no_cluster(call)
    down = not minikube.answers(simulation)
    for name in found:
        first = name == minikube.CONTROL_PLANE
        kubelet = "Running" if machine.is_running(simulation.runtime, name) else "Stopped"
        host = kubelet
        lines = [name, f"type: {'Control Plane' if first else 'Worker'}", f"host: {host}", f"kubelet: {kubelet}"]
        if first:
            lines += [
                f"apiserver: {'Stopped' if down else 'Running'}",
                f"kubeconfig: {'Stopped' if down else 'Configured'}",
            ]
        call.streams.out("\n".join(lines) + "\n\n")
    return 7 if down else 0


def ip(call: Invocation) -> int:
    """minikube ip"""
    if not minikube.node_names(call.terminal.simulation):
        return no_cluster(call)
    call.streams.out(f"{ADDRESS}\n")
    return 0


def version(call: Invocation) -> int:
    """minikube version"""
    call.streams.out("minikube version: v1.38.0\n")
    return 0
