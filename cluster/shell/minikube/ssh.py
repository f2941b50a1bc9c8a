"""minikube ssh."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from cluster import minikube
from cluster.images import webclients
from cluster.images.wire import Source
from cluster.kubelet.node import machine
from cluster.shell.minikube.call import Steps, flag, perform, words_of
from cluster.shell.tools.network import client

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation


def ssh(call: Invocation) -> Steps:
    """A command on a machine: the clients of the network, and what looks at its files or writes them."""
    node = flag(call, "-n", "--node") or minikube.CONTROL_PLANE
    runtime = call.terminal.simulation.runtime
    if node not in minikube.node_names(call.terminal.simulation):
        call.streams.err(f"❌  Exiting due to GUEST_NODE_RETRIEVE: retrieving node: Could not find node {node}\n")
        return 80
    if not machine.is_running(runtime, node):
        call.streams.err(f"❌  Exiting due to GUEST_NOT_RUNNING: The {node} host is not running\n")
        return 89
    rest = call.args[call.args.index("--") + 1 :] if "--" in call.args else words_of(call)[1:]
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
        done = perform(call, {"minikube": "ssh", "node": node, "command": command})
    except ValueError as error:
        call.streams.err(f"minikube ssh: {error}; that is not simulated\n")
        return 1
    for stream, text in done["lines"]:
        (call.streams.err if stream == "stderr" else call.streams.out)(text)
    if done["code"]:
        call.streams.err(f"ssh: Process exited with status {done['code']}\n")
    return done["code"]
