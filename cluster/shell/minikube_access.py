"""minikube's commands for reaching what runs in the cluster: service, tunnel, addons, ssh.

Texts in the manner of minikube 1.38 (https://minikube.sigs.k8s.io/docs/commands/). A tunnel goes on in the background
here, since there is one terminal only; `minikube tunnel --cleanup` ends it.
"""

from __future__ import annotations

import shlex
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from cluster import minikube
from cluster.addons import ADDONS, ALWAYS
from cluster.addons.switching import is_on
from cluster.controllers import tunnel as tunnels
from cluster.images import webclients
from cluster.images.wire import Source
from cluster.kubectl.waiting import Wait
from cluster.kubelet.node import machine
from cluster.objects import times
from cluster.shell.tools.network import client

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation
    from cluster.simulation import Simulation

Steps = Generator[Any, Any, int]
_ADDRESS = "192.168.49.2"
_PATIENCE = 360 * times.SECOND


def _flag(call: Invocation, *names: str) -> str | None:
    args = call.args
    for index, word in enumerate(args):
        name, equals, value = word.partition("=")
        if name in names:
            return value if equals else args[index + 1] if index + 1 < len(args) else ""
    return None


def _words(call: Invocation, valued: tuple[str, ...] = ("-n", "--namespace", "-p", "--profile", "--node")) -> list[str]:
    """What is no flag and no flag's value."""
    found, skip = [], False
    for word in call.args:
        if not skip and not word.startswith("-"):
            found.append(word)
        skip = word in valued
    return found


def _perform(call: Invocation, request: dict) -> Any:
    simulation = call.terminal.simulation
    return simulation.apply(simulation.next_input(request, "minikube", call.run.line))


# -- service -----------------------------------------------------------------------------------------------------------


def service(call: Invocation) -> Steps:
    words = _words(call)[1:]
    namespace = _flag(call, "-n", "--namespace") or "default"
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
    yield


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
    out(_table(["NAMESPACE", "NAME", "TARGET PORT", "URL"], rows))
    out(f"🎉  Opening service {metadata['namespace']}/{metadata['name']} in default browser...\n")
    return 0


def _urls(found: dict) -> list[tuple[str, str]]:
    return [
        (f"{port['name']}/{port['port']}" if port.get("name") else str(port["port"]),
         f"http://{_ADDRESS}:{port['nodePort']}")
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
        if (only := _flag(call, "-n", "--namespace")) and only != metadata["namespace"]:
            continue
        urls = _urls(found) or [("No node port", "")]
        rows += [[metadata["namespace"], metadata["name"], port, url] for port, url in urls]
    call.streams.out(_table(["NAMESPACE", "NAME", "TARGET PORT", "URL"], rows))
    return 0


def _table(head: list[str], rows: list[list[str]]) -> str:
    """As minikube draws one: headings in the middle, cells to the left."""
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]

    def rule(left: str, middle: str, right: str) -> str:
        return left + middle.join("─" * (width + 2) for width in widths) + right + "\n"

    def line(cells: list[str], centred: bool = False) -> str:
        shown = [_padded(cell, width, centred) for cell, width in zip(cells, widths, strict=True)]
        return "│" + "│".join(f" {cell} " for cell in shown) + "│\n"

    body = "".join(map(line, rows))
    return rule("┌", "┬", "┐") + line(head, True) + rule("├", "┼", "┤") + body + rule("└", "┴", "┘")


def _width(text: str) -> int:
    """A mark such as ✅ takes two columns."""
    return len(text) + sum(1 for character in text if character == "✅")


def _padded(text: str, width: int, centred: bool) -> str:
    left = (width - _width(text)) // 2 if centred else 0
    return " " * left + text + " " * (width - _width(text) - left)


# -- tunnel ------------------------------------------------------------------------------------------------------------


def tunnel(call: Invocation) -> Steps:
    on = not ({"--cleanup", "-c", "stop"} & set(call.args))
    _perform(call, {"minikube": "tunnel", "on": on})
    if not on:
        call.streams.out("🛑  The tunnel is closed: Services of type LoadBalancer wait for an address again.\n")
        return 0
    names = [key.partition("/")[2] for key in tunnels.balanced(call.terminal.simulation.store)]
    call.streams.out(
        "Status:\t\n\tmachine: minikube\n\tpid: 39087\n"
        f"\troute: 10.96.0.0/12 -> {_ADDRESS}\n\tminikube: Running\n\tservices: [{', '.join(names)}]\n"
        "    errors: \n\t\tminikube: no errors\n\t\trouter: no errors\n\t\tloadbalancer emulator: no errors\n"
        "📌  The tunnel goes on in the background here; `minikube tunnel --cleanup` ends it.\n"
    )
    return 0
    yield


# -- addons ------------------------------------------------------------------------------------------------------------


def addons_list(call: Invocation) -> Steps:
    simulation, rows = call.terminal.simulation, []
    maintainers = {**{name: addon.maintainer for name, addon in ADDONS.items()}, **ALWAYS}
    for name in sorted(maintainers):
        state = "enabled ✅" if is_on(simulation, name) else "disabled"
        rows.append([name, minikube.CONTROL_PLANE, state, maintainers[name]])
    call.streams.out(_table(["ADDON NAME", "PROFILE", "STATUS", "MAINTAINER"], rows))
    return 0
    yield


def _addon(call: Invocation, verb: str) -> str | None:
    """The addon that is meant; None after a word about a wrong one."""
    words = _words(call)[2:]
    if not words:
        call.streams.err(f"❌  Exiting due to MK_USAGE: usage: minikube addons {verb} ADDON_NAME\n")
        return None
    if words[0] in ADDONS or words[0] in ALWAYS:
        return words[0]
    known = ", ".join(sorted({*ADDONS, *ALWAYS}))
    call.streams.err(
        f"❌  Exiting due to MK_ADDON_{verb.upper()}: {verb} failed: run callbacks: running callbacks: [{words[0]} is "
        f"not a valid addon]\nSimulated are: {known}\n"
    )
    return None


def addons_enable(call: Invocation) -> Steps:
    name = _addon(call, "enable")
    if name is None:
        return 10
    out = call.streams.out
    if name in ALWAYS:
        out(f"🌟  The '{name}' addon is enabled\n")
        return 0
    addon, simulation = ADDONS[name], call.terminal.simulation
    out(
        f"💡  {name} is an addon maintained by {addon.maintainer}. For any concerns contact minikube on GitHub.\n"
        "You can view the list of minikube maintainers at: "
        "https://github.com/kubernetes/minikube/blob/master/OWNERS\n"
    )
    out("".join(f"    ▪ Using image {image}\n" for image in addon.images))
    _perform(call, {"minikube": "addons enable", "addon": name})
    if addon.mark[0] == "deployments.apps" and name == "ingress":
        out(f"🔎  Verifying {name} addon...\n")
        until = simulation.now + _PATIENCE
        while simulation.now < until and not _is_ready(call.terminal.simulation, addon.mark):
            yield Wait(simulation.now + times.SECOND)
            simulation = call.terminal.simulation
    out(f"🌟  The '{name}' addon is enabled\n")
    return 0


def _is_ready(simulation: Simulation, mark: tuple[str, str, str]) -> bool:
    found = simulation.store.get(*mark)
    return found is None or (found.get("status") or {}).get("readyReplicas", 0) >= 1


def addons_disable(call: Invocation) -> Steps:
    name = _addon(call, "disable")
    if name is None or name in ALWAYS:
        return 10
    _perform(call, {"minikube": "addons disable", "addon": name})
    call.streams.out(f"🌑  \"The '{name}' addon is disabled\"\n")
    return 0
    yield


# -- ssh ---------------------------------------------------------------------------------------------------------------


def ssh(call: Invocation) -> Steps:
    """A command on a machine: the clients of the network, and what looks at its files or writes them."""
    node = _flag(call, "-n", "--node") or minikube.CONTROL_PLANE
    runtime = call.terminal.simulation.runtime
    if node not in minikube.node_names(call.terminal.simulation):
        call.streams.err(f"❌  Exiting due to GUEST_NODE_RETRIEVE: retrieving node: Could not find node {node}\n")
        return 80
    if not machine.is_running(runtime, node):
        call.streams.err(f"❌  Exiting due to GUEST_NOT_RUNNING: The {node} host is not running\n")
        return 89
    rest = call.args[call.args.index("--") + 1 :] if "--" in call.args else _words(call)[1:]
    words = shlex.split(rest[0]) if len(rest) == 1 else rest
    if not words:
        call.streams.err("minikube ssh: here a command is wanted, such as: minikube ssh -- curl http://10.244.0.2\n")
        return 1
    if words[0] in webclients.NAMES:
        return (yield from client(call, words, Source("node", name=node)))
    if words[0] == "hostname":
        call.streams.out(f"{node}\n" if len(words) == 1 else f"{runtime.get(node, machine.MACHINE)['address']}\n")
        return 0
    try:
        command = words if len(rest) > 1 else ["bash", "-c", f'sudo() {{ "$@"; }}; {rest[0]}']
        done = _perform(call, {"minikube": "ssh", "node": node, "command": command})
    except ValueError as error:
        call.streams.err(f"minikube ssh: {error}; that is not simulated\n")
        return 1
    for stream, text in done["lines"]:
        (call.streams.err if stream == "stderr" else call.streams.out)(text)
    if done["code"]:
        call.streams.err(f"ssh: Process exited with status {done['code']}\n")
    return done["code"]


COMMANDS = {
    "service": service,
    "tunnel": tunnel,
    "addons list": addons_list,
    "addons enable": addons_enable,
    "addons disable": addons_disable,
    "ssh": ssh,
}
