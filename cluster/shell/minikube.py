"""minikube's commands. Texts in the manner of minikube 1.38 (https://minikube.sigs.k8s.io/docs/commands/); times are
virtual."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from cluster import minikube
from cluster.kubectl.waiting import Wait
from cluster.kubelet.node import machine
from cluster.objects import times
from cluster.shell import kubeconfig, minikube_access

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation
    from cluster.simulation import Simulation

Steps = Generator[Any, Any, int]
_VERSION = "v1.35.0"


def run(call: Invocation) -> Steps:
    """Run `minikube WORDS`."""
    words = [word for word in call.args if not word.startswith("-")]
    name = " ".join(words[:2]) if words[:1] in (["node"], ["addons"]) else (words[0] if words else "")
    command = _COMMANDS.get(name)
    if command is None:
        return _unknown(call, name)
    if name in minikube_access.COMMANDS and not minikube.exists(call.terminal.simulation):
        return _no_cluster(call)
    return (yield from command(call))


def _perform(call: Invocation, request: dict) -> Any:
    simulation = call.terminal.simulation
    return simulation.apply(simulation.next_input(request, "minikube", call.run.line))


def _flag(call: Invocation, *names: str) -> str | None:
    args = call.args
    for index, word in enumerate(args):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else args[index + 1] if index + 1 < len(args) else ""
    return None


def _unknown(call: Invocation, name: str) -> int:
    known = ", ".join(sorted(_COMMANDS))
    if not name:
        call.streams.out(
            f"minikube provisions and manages local Kubernetes clusters (simulated here).\n\nCommands: {known}\n"
        )
        return 0
    call.streams.err(
        f'Error: unknown command "{name}" for "minikube"\nSimulated are: {known}\nRun \'minikube --help\' for usage.\n'
    )
    return 64


def _start(call: Invocation) -> Steps:
    simulation, out = call.terminal.simulation, call.streams.out
    text = _flag(call, "--nodes", "-n")
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
    _perform(call, {"minikube": "start", "nodes": wanted})
    out(f"📦  Preparing Kubernetes {_VERSION} on containerd 2.1.5 ...\n")
    for number in range(2, wanted + 1):
        out(f'👍  Starting "minikube-m{number:02d}" worker node in "minikube" cluster\n')
    yield from _ready(call)
    out("🔎  Verifying Kubernetes components...\n")
    out("🌟  Enabled addons: storage-provisioner, default-storageclass\n")
    return _done(call)


def _done(call: Invocation) -> int:
    call.terminal.kubeconfig = kubeconfig.with_minikube(call.terminal.kubeconfig)
    call.streams.out(
        '🏄  Done! kubectl is now configured to use "minikube" cluster and "default" namespace by default\n'
    )
    return 0


def _ready(call: Invocation, most: int = 120 * times.SECOND) -> Steps:
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


def _no_cluster(call: Invocation) -> int:
    call.streams.out('🤷  Profile "minikube" not found. Run "minikube profile list" to view all profiles.\n')
    call.streams.out('👉  To start a cluster, run: "minikube start"\n')
    return 85


def _stop(call: Invocation) -> Steps:
    if not minikube.node_names(call.terminal.simulation):
        return _no_cluster(call)
    for name in minikube.node_names(call.terminal.simulation):
        call.streams.out(f'✋  Stopping node "{name}"  ...\n')
    count = len(minikube.node_names(call.terminal.simulation))
    _perform(call, {"minikube": "stop"})
    call.streams.out(f"🛑  {count} node{'s' if count > 1 else ''} stopped.\n")
    return 0
    yield


def _delete(call: Invocation) -> Steps:
    names = minikube.node_names(call.terminal.simulation)
    if not names:
        call.streams.out('🙄  "minikube" profile does not exist, trying anyways.\n')
        call.streams.out('💀  Removed all traces of the "minikube" cluster.\n')
        return 0
    call.streams.out('🔥  Deleting "minikube" in docker ...\n')
    for name in names:
        call.streams.out(f'🔥  Deleting container "{name}" ...\n')
    _perform(call, {"minikube": "delete"})
    call.streams.out("🔥  Removing /home/learner/.minikube/machines/minikube ...\n")
    call.streams.out('💀  Removed all traces of the "minikube" cluster.\n')
    call.terminal.kubeconfig = kubeconfig.without_minikube(call.terminal.kubeconfig)
    return 0
    yield


def _status(call: Invocation) -> Steps:
    simulation = call.terminal.simulation
    found = minikube.node_names(simulation)
    if not found:
        return _no_cluster(call)
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
    yield


def _node_list(call: Invocation) -> Steps:
    found = call.terminal.simulation.store.list("nodes")
    if not found:
        return _no_cluster(call)
    for node in found:
        addresses = (node.get("status") or {}).get("addresses") or ()
        address = next((entry["address"] for entry in addresses if entry["type"] == "InternalIP"), "")
        call.streams.out(f"{node['metadata']['name']}\t{address}\n")
    return 0
    yield


def _node_add(call: Invocation) -> Steps:
    found = minikube.node_names(call.terminal.simulation)
    if not found:
        return _no_cluster(call)
    name = _next_name(found)
    call.streams.out(f"😄  Adding node {name[len('minikube-') :]} to cluster minikube as [worker]\n")
    call.streams.out(f'👍  Starting "{name}" worker node in "minikube" cluster\n')
    call.streams.out("🔥  Creating docker container (CPUs=4, Memory=8192MB) ...\n")
    call.streams.out(f"📦  Preparing Kubernetes {_VERSION} on containerd 2.1.5 ...\n")
    _perform(call, {"minikube": "node add", "node": name})
    yield from _ready(call)
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


def _node_stop(call: Invocation) -> Steps:
    name = _named(call)
    if name is None:
        return 80
    call.streams.out(f'✋  Stopping node "{name}"  ...\n')
    _perform(call, {"fault": "node.stop", "node": name})
    call.streams.out(f"🛑  Successfully stopped node {name}\n")
    return 0
    yield


def _node_start(call: Invocation) -> Steps:
    name = _named(call)
    if name is None:
        return 80
    call.streams.out(f'👍  Starting "{name}" worker node in "minikube" cluster\n')
    call.streams.out(f'🔄  Restarting existing docker container for "{name}" ...\n')
    _perform(call, {"fault": "node.start", "node": name})
    call.streams.out(f"🏄  Successfully started node {name}!\n")
    return 0
    yield


def _node_delete(call: Invocation) -> Steps:
    name = _named(call)
    if name is None:
        return 80
    call.streams.out(f"🔥  Deleting node {name} from cluster minikube\n")
    _perform(call, {"minikube": "node delete", "node": name})
    call.streams.out(f"💀  Node {name} was successfully deleted.\n")
    return 0
    yield


def _ip(call: Invocation) -> Steps:
    if not minikube.node_names(call.terminal.simulation):
        return _no_cluster(call)
    call.streams.out("192.168.49.2\n")
    return 0
    yield


def _version(call: Invocation) -> Steps:
    call.streams.out("minikube version: v1.38.0\n")
    return 0
    yield


def _kubectl(call: Invocation) -> Steps:
    from cluster.shell.tools.clusters import kubectl

    rest = call.args[call.args.index("kubectl") + 1 :]
    rest = rest[1:] if rest[:1] == ["--"] else rest
    return (yield from kubectl(call._replace(words=["kubectl", *rest])))


_COMMANDS = {
    "start": _start,
    "stop": _stop,
    "delete": _delete,
    "status": _status,
    "ip": _ip,
    "version": _version,
    "kubectl": _kubectl,
    "node list": _node_list,
    "node add": _node_add,
    "node stop": _node_stop,
    "node start": _node_start,
    "node delete": _node_delete,
    **minikube_access.COMMANDS,
}
