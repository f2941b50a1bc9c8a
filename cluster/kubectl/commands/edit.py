"""kubectl edit, and apply edit-last-applied: a person changes an object's YAML, the difference is sent as a patch."""

from __future__ import annotations

from cluster.kubectl.client.api import STRATEGIC
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.commands.apply import calculated
from cluster.kubectl.editing import edit_text
from cluster.kubectl.errors import KubectlError, ServerError, raise_all
from cluster.kubectl.output import printer, without_managed_fields
from cluster.kubectl.printers import json
from cluster.kubectl.printers.govalues import quote
from cluster.objects import schema, yaml

_HEAD = """# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""
_MOST = 5  # how often the editor comes back before the command gives up


class _OfNoResource(KubectlError):
    """What was edited is a subresource's kind (Scale), which cannot be found again by its name."""


class EditCommand(Command):
    path = "edit"

    def run(self, call: Call) -> Steps:
        if not call.args and not call.flags["filename"] and not call.flags["kustomize"]:
            from cluster.kubectl.client.resources import MISSING

            raise KubectlError(MISSING)
        show = printer(call, "edited")
        infos, errors = Result(
            call, Query(call.args, latest=True, subresource=call.flags.get("subresource", ""))
        ).infos()
        raise_all(errors)
        if not infos:
            raise KubectlError("edit cancelled, no objects found")
        return (yield from self._edit(call, infos, show))

    def _edit(self, call: Call, infos: list[Info], show) -> Steps:
        form = "json" if call.flags["output"] == "json" else "yaml"
        original = self._text(infos, form)
        head, text = _HEAD, original
        for _ in range(_MOST):
            edited = yield from edit_text(call, f"kubectl-edit.{form}", head + text)
            if edited is None or _bare(edited) == _bare(original):
                call.err("Edit cancelled, no changes made.\n")
                return 0
            if not _bare(edited).strip():
                call.err("Edit cancelled, saved file was empty.\n")
                return 0
            if text is not original and _bare(edited) == _bare(text):
                number = call.host.virtual() % 10**10
                call.err(f'A copy of your changes has been stored to "/tmp/kubectl-edit-{number}.{form}"\n')
                raise KubectlError("Edit cancelled, no valid changes were saved.")
            try:
                return self._save(call, infos, _bare(edited), show)
            except KubectlError as wrong:
                if not isinstance(wrong, _OfNoResource):
                    call.err(wrong.final() + "\n")
                head = _HEAD + "".join(f"# {line}\n" for line in wrong.final().rstrip("\n").split("\n")) + "#\n"
                text = _bare(edited)
        raise KubectlError("Edit cancelled, no valid changes were saved.")

    def _text(self, infos: list[Info], form: str) -> str:
        objects = [without_managed_fields(info.object or {}) for info in infos]
        whole = (
            objects[0] if len(objects) == 1 else {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {}}
        )
        return json.pretty(whole) + "\n" if form == "json" else yaml.dump(whole)

    def _save(self, call: Call, infos: list[Info], text: str, show) -> int:
        try:
            value = yaml.load(text)
        except yaml.YAMLError as wrong:
            raise KubectlError(f"the edited file had a syntax error: error parsing edited-file: {wrong}") from None
        listed = isinstance(value, dict) and value.get("kind") == "List"
        items: list = value.get("items") or [] if listed else [value]
        by_name = {(info.resource.kind, info.name): info for info in infos}
        for item in items:
            if not isinstance(item, dict) or not isinstance(item.get("metadata"), dict):
                raise KubectlError("the edited file failed validation: invalid object to validate")
            info = by_name.get((item.get("kind", ""), item["metadata"].get("name", "")))
            if info is None and item.get("kind") == (infos[0].object or {}).get("kind"):
                raise _OfNoResource(f"no matches for kind {quote(item['kind'])} in version {quote(item['apiVersion'])}")
            if info is None:
                named = infos[0]
                raise KubectlError(f'error: {named.resource.name} "{named.name}" is invalid')
            self._patch(call, info, item, show)
        return 0

    def _patch(self, call: Call, info: Info, item: dict, show) -> None:
        before = without_managed_fields(info.object or {})
        group, version, kind = info.resource.group, info.resource.version, info.resource.kind
        known = schema.kind_schema(group, version, kind)
        from cluster.api.patches.threeway import three_way_merge, three_way_strategic

        patch = three_way_strategic(before, item, before, known) if known else three_way_merge(before, item, before)
        content_type = STRATEGIC if known else calculated(info, item, before)[1]
        if not patch:
            call.out(f"{info.label} skipped\n")
            return
        try:
            path = info.resource.path(info.namespace, info.name, call.flags.get("subresource", ""))
            found = call.api.send("PATCH", path, call.writing(), patch, content_type).body
        except ServerError as wrong:
            words = (
                wrong.final()
                if wrong.reason == "Invalid"
                else f'{info.resource.name} "{info.name}" could not be patched: {wrong.message}'
            )
            raise KubectlError(words if wrong.reason == "Invalid" else f"error: {words}") from None
        show(found, info.label)


def _bare(text: str) -> str:
    """The text without comments."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
