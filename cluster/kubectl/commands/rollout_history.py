"""kubectl rollout history."""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubectl.client import controller_revisions, history
from cluster.kubectl.client.resources import Info
from cluster.kubectl.command import Call
from cluster.kubectl.commands.rollout import OfEach, kind_and_group
from cluster.kubectl.describe.pod_template import describe_template
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.generating import label
from cluster.kubectl.output import printer
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.tabwriter import TabWriter


class RolloutHistory(OfEach):
    path = "rollout history"

    def each(self, call: Call, info: Info) -> None:
        _show(call, info)


def _show(call: Call, info: Info) -> None:
    viewer = _VIEWERS.get(info.resource.label)
    if viewer is None:
        raise KubectlError(f"no history viewer has been implemented for {govalues.quote(kind_and_group(info))}")
    found = viewer(call, info.object or {})
    wanted = call.flags["revision"]
    if wanted and wanted not in found and (found or call.flags["output"]):
        raise KubectlError("unable to find the specified revision")
    if call.flags["output"] or call.flags["template"]:
        show = printer(call, "")
        for number, item in found.items():
            if number == wanted or not wanted:
                show(item.shown, label(item.shown))
        return
    text = _text(found, wanted)
    call.out(f"{info.label} {f'with revision #{wanted}' if wanted else ''}\n{text}\n")


class _Past(NamedTuple):
    """One revision: what `-o` prints, its pod template, and why it was made."""

    shown: dict
    template: dict
    cause: str


def _deployment(call: Call, obj: dict) -> dict[int, _Past]:
    found = {}
    for number, item in history.revisions(call, obj).items():
        made = history.template(item)
        cause = (made.get("metadata", {}).get("annotations") or {}).get(history.CAUSE)
        found[number] = _Past(item, made, cause or "<none>")
    return found


def _of_controller_revisions(call: Call, obj: dict) -> dict[int, _Past]:
    return {
        number: _Past(
            controller_revisions.applied(obj, item),
            controller_revisions.template(item),
            controller_revisions.cause(item),
        )
        for number, item in controller_revisions.revisions(call, obj).items()
    }


_VIEWERS = {
    "deployment.apps": _deployment,
    "daemonset.apps": _of_controller_revisions,
    "statefulset.apps": _of_controller_revisions,
}


def _text(found: dict[int, _Past], wanted: int) -> str:
    if not found:
        return "No rollout history found."
    if wanted:
        return describe_template(found[wanted].template)
    writer = TabWriter(padding=2)
    writer.write("REVISION\tCHANGE-CAUSE\n")
    for number, item in found.items():
        writer.write(f"{number}\t{item.cause}\n")
    return writer.flush()
