"""kubectl rollout history."""

from __future__ import annotations

from cluster.kubectl.client import history
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.describe.pod_template import describe_template
from cluster.kubectl.errors import KubectlError, raise_all
from cluster.kubectl.output import structured
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.tabwriter import TabWriter


class RolloutHistory(Command):
    path = "rollout history"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        if not call.args and not flags["filename"] and not flags["kustomize"]:
            raise KubectlError("required resource not specified")
        if flags["revision"] < 0:
            raise KubectlError(f"revision must be a positive integer: {flags['revision']}")
        query = Query(call.args, selector=flags["selector"] or None, everything=True, latest=True)
        errors = []
        for info in Result(call, query).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                _show(call, info)
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        return 0
        yield


def _show(call: Call, info: Info) -> None:
    if info.resource.label != "deployment.apps":
        shown = f"{info.resource.kind}.{info.resource.group}" if info.resource.group else info.resource.kind
        raise KubectlError(f"no history viewer has been implemented for {govalues.quote(shown)}")
    found = history.revisions(call, info.object or {})
    wanted = call.flags["revision"]
    if wanted and wanted not in found and (found or call.flags["output"]):
        raise KubectlError("unable to find the specified revision")
    if call.flags["output"] or call.flags["template"]:
        show = structured(call)
        for number, item in found.items():
            if number == wanted or not wanted:
                show(item)
        return
    text = _text(found, wanted)
    call.out(f"{info.label} {f'with revision #{wanted}' if wanted else ''}\n{text}\n")


def _text(found: dict[int, dict], wanted: int) -> str:
    if not found:
        return "No rollout history found."
    if wanted:
        return describe_template(history.template(found[wanted]))
    writer = TabWriter(padding=2)
    writer.write("REVISION\tCHANGE-CAUSE\n")
    for number, item in found.items():
        cause = (history.template(item).get("metadata", {}).get("annotations") or {}).get(history.CAUSE)
        writer.write(f"{number}\t{cause or '<none>'}\n")
    return writer.flush()
