"""kubectl apply view-last-applied and set-last-applied."""

from __future__ import annotations

from cluster.kubectl.client.api import MERGE
from cluster.kubectl.client.applied import LAST_APPLIED, last_applied
from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.editing import edit_text
from cluster.kubectl.errors import KubectlError, raise_all
from cluster.kubectl.output import printer
from cluster.kubectl.printers import json
from cluster.objects import yaml


class ViewLastApplied(Command):
    path = "apply view-last-applied"

    def run(self, call: Call) -> int:
        output = call.flags["output"]
        query = Query(call.args, selector=call.flags["selector"] or None, all=call.flags["all"], latest=True)
        infos, errors = Result(call, query).infos()
        if errors:
            raise errors[0]
        for info in infos:
            applied = last_applied(info.object or {})
            if applied is None:
                continue
            if output == "json":
                call.out(json.pretty(applied, indent=2) + "\n")
            elif output == "yaml":
                call.out(yaml.dump(applied))
            else:
                raise call.usage(f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json")
        return 0


_HEAD = """# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
"""


class EditLastApplied(Command):
    path = "apply edit-last-applied"

    def run(self, call: Call) -> Steps:
        show = printer(call, "edited")
        infos, errors = Result(call, Query(call.args, latest=True)).infos()
        raise_all(errors)
        form = "json" if call.flags["output"] == "json" else "yaml"
        for info in infos:
            applied = last_applied(info.object or {})
            if applied is None:
                raise KubectlError(
                    "no last-applied-configuration annotation found on resources, to create the annotation, "
                    "use command `kubectl apply set-last-applied --create-annotation`"
                )
            applied = _bare(applied)
            text = json.pretty(applied) + "\n" if form == "json" else yaml.dump(applied)
            edited = yield from edit_text(call, f"kubectl-edit.{form}", _HEAD + text)
            wanted = yaml.load(edited) if edited is not None else None
            if wanted is None or wanted == applied:
                call.err("Edit cancelled, no changes made.\n")
                continue
            metadata = {**wanted.get("metadata", {}), **({"namespace": info.namespace} if info.namespace else {})}
            note = json.compact({**wanted, "metadata": metadata}) + "\n"
            patch = {"metadata": {"annotations": {LAST_APPLIED: note}}}
            show(call.api.send("PATCH", info.path, call.writing(validate=False), patch, MERGE).body, info.label)
        return 0


def _bare(applied: dict) -> dict:
    """As a person wrote it: without the namespace and the empty annotations that apply adds."""
    metadata = {key: value for key, value in (applied.get("metadata") or {}).items() if key != "namespace"}
    if metadata.get("annotations") == {}:
        del metadata["annotations"]
    return {**applied, "metadata": metadata}


class SetLastApplied(Command):
    path = "apply set-last-applied"

    def run(self, call: Call) -> int:
        show = printer(call, "configured")
        for info in Result(call, Query([], fetch=False)).visit():
            if isinstance(info, KubectlError):
                raise info
            assert info.object is not None
            current = call.api.get(info.path)
            wanted = json.compact(info.object) + "\n"
            annotations = current["metadata"].get("annotations") or {}
            if LAST_APPLIED not in annotations and not call.flags["create-annotation"]:
                raise KubectlError(
                    f"no last-applied-configuration annotation found on resource: {info.name}, to "
                    f"create the annotation, run the command with --create-annotation"
                )
            if annotations.get(LAST_APPLIED) == wanted:
                call.out(f"set-last-applied {info.name}: no changes required.\n")
                continue
            patch = {"metadata": {"annotations": {LAST_APPLIED: wanted}}}
            if call.dry_run != "client":
                current = call.api.send("PATCH", info.path, call.writing(), patch, MERGE).body
            show(current, info.label)
        return 0
