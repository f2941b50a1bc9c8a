"""minikube's commands. Texts in the manner of minikube 1.38 (https://minikube.sigs.k8s.io/docs/commands/); times are
virtual."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cluster import minikube
from cluster.shell.minikube import addons, nodes, profile, services
from cluster.shell.minikube.call import Steps, no_cluster
from cluster.shell.minikube.ssh import ssh

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation


def run(call: Invocation) -> Steps:
    """Run `minikube WORDS`; gives the exit code."""
    words = [word for word in call.args if not word.startswith("-")]
    name = " ".join(words[:2]) if words[:1] in (["node"], ["addons"]) else (words[0] if words else "")
    command = _COMMANDS.get(name)
    if command is None:
        return _unknown(call, name)
    if name in _OF_A_CLUSTER and not minikube.exists(call.terminal.simulation):
        return no_cluster(call)
    done = command(call)
    return done if isinstance(done, int) else (yield from done)


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


def _kubectl(call: Invocation) -> Steps:
    from cluster.shell.tools.clusters import kubectl

    rest = call.args[call.args.index("kubectl") + 1 :]
    rest = rest[1:] if rest[:1] == ["--"] else rest
    return (yield from kubectl(call._replace(words=["kubectl", *rest])))


_Command = Callable[..., Steps | int]
_OF_A_CLUSTER: dict[str, _Command] = {
    "service": services.service,
    "tunnel": services.tunnel,
    "addons list": addons.list_all,
    "addons enable": addons.enable,
    "addons disable": addons.disable,
    "ssh": ssh,
}
_COMMANDS: dict[str, _Command] = {
    "start": profile.start,
    "stop": profile.stop,
    "delete": profile.delete,
    "status": profile.status,
    "ip": profile.ip,
    "version": profile.version,
    "kubectl": _kubectl,
    "node list": nodes.list_all,
    "node add": nodes.add,
    "node stop": nodes.stop,
    "node start": nodes.start,
    "node delete": nodes.delete,
    **_OF_A_CLUSTER,
}
