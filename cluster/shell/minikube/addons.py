"""minikube addons list, enable and disable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import minikube
from cluster.addons import ADDONS, ALWAYS
from cluster.addons.switching import is_on
from cluster.kubectl.waiting import Wait
from cluster.objects import times
from cluster.shell.minikube.call import Steps, perform, words_of
from cluster.shell.minikube.tables import table

if TYPE_CHECKING:
    from cluster.shell.tools.base import Invocation
    from cluster.simulation import Simulation

_PATIENCE = 360 * times.SECOND


def list_all(call: Invocation) -> int:
    """minikube addons list"""
    simulation, rows = call.terminal.simulation, []
    maintainers = {**{name: addon.maintainer for name, addon in ADDONS.items()}, **ALWAYS}
    for name in sorted(maintainers):
        state = "enabled ✅" if is_on(simulation, name) else "disabled"
        rows.append([name, minikube.CONTROL_PLANE, state, maintainers[name]])
    call.streams.out(table(["ADDON NAME", "PROFILE", "STATUS", "MAINTAINER"], rows))
    return 0


def _addon(call: Invocation, verb: str) -> str | None:
    """The addon that is meant; None after a word about a wrong one."""
    words = words_of(call)[2:]
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


def enable(call: Invocation) -> Steps:
    """minikube addons enable NAME"""
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
    perform(call, {"minikube": "addons enable", "addon": name})
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


def disable(call: Invocation) -> int:
    """minikube addons disable NAME"""
    name = _addon(call, "disable")
    if name is None or name in ALWAYS:
        return 10
    perform(call, {"minikube": "addons disable", "addon": name})
    call.streams.out(f"🌑  \"The '{name}' addon is disabled\"\n")
    return 0
