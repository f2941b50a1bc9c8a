"""kubectl apply: three-way merges, or server-side apply.

Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/; words from kubectl 1.35.2.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from cluster.api.patches.threeway import three_way_merge, three_way_strategic
from cluster.kubectl.client.api import APPLY, MERGE, STRATEGIC
from cluster.kubectl.client.applied import LAST_APPLIED, last_applied, with_last_applied, without_nulls
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.commands.apply_prune import Prune
from cluster.kubectl.errors import KubectlError, ServerError, raise_all, together
from cluster.kubectl.output import printer
from cluster.kubectl.printers import json
from cluster.kubectl.waiting import Wait
from cluster.objects import schema, times

_CONFLICT = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


class Apply(Command):
    path = "apply"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        if call.args:
            raise call.usage(f"Unexpected args: [{' '.join(call.args)}]")
        if not flags["filename"] and not flags["kustomize"]:
            raise KubectlError("must specify one of -f and -k")
        _check(call)
        prune = Prune(call) if flags["prune"] else None
        query = Query([], selector=flags["selector"] or None, validate=call.validation != "Ignore", fetch=False)
        infos, errors = Result(call, query).infos()
        if not infos and not errors:
            raise KubectlError("no objects passed to apply")
        errors = [found for found in [together(errors)] if found is not None]
        applied = _Applied(call)
        for info in infos:
            try:
                yield from applied.one(info)
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        applied.show_all()
        if prune:
            prune.run(applied.objects)
        return 0


def _check(call: Call) -> None:
    flags = call.flags
    if flags["force-conflicts"] and not flags["server-side"]:
        raise KubectlError("--force-conflicts only works with --server-side")
    if call.dry_run == "client" and flags["server-side"]:
        raise KubectlError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if flags["server-side"] and flags["force"]:
        raise KubectlError("--force cannot be used with --server-side")
    if flags["force"] and call.dry_run == "server":
        raise KubectlError("--dry-run=server cannot be used with --force")
    if flags["prune"] and not flags["all"] and not flags["selector"]:
        raise KubectlError(
            "all resources selected for prune without explicitly passing --all. To prune all "
            "resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector"
        )
    if flags["all"] and flags["selector"]:
        raise KubectlError("cannot set --all and --selector at the same time")


class _Applied:
    def __init__(self, call: Call):
        self._call = call
        self._together = call.flags["output"] not in ("", "name") or bool(call.flags["template"])
        self.objects: list[tuple[Info, dict]] = []
        self._printers = {
            word: printer(call, word) for word in ("created", "configured", "unchanged", "serverside-applied")
        }

    def _show(self, word: str, obj: dict, info: Info) -> None:
        self.objects.append((info, obj))
        if not self._together:
            self._printers[word](obj, info.label)

    def show_all(self) -> None:
        """With -o, all that was applied is one object: itself, or a List."""
        if self._together and self.objects:
            objects = [obj for _, obj in self.objects]
            several = {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {}}
            self._printers["configured"](objects[0] if len(objects) == 1 else several, "")

    def one(self, info: Info) -> Steps:
        call = self._call
        assert info.object is not None
        obj = call.recorded(info.object)
        if not info.name and (generate := (obj.get("metadata") or {}).get("generateName")):
            raise KubectlError(f"from {generate}: cannot use generate name with apply")
        if call.flags["server-side"]:
            self._server_side(info, obj)
            return 0
        modified = with_last_applied(obj)
        try:
            current = on_server(call, info)
        except KubectlError as wrong:
            raise wrong.about(
                f"retrieving current configuration of:\n{described(info)}\nfrom server for:", info.source
            ) from None
        if current is None:
            self._create(info, modified)
            return 0
        return (yield from self._patch(info, modified, current))

    def _create(self, info: Info, modified: dict) -> None:
        call, obj = self._call, without_nulls(modified)
        if call.dry_run != "client":
            try:
                obj = call.api.send("POST", info.resource.path(info.namespace), call.writing(), obj).body
            except KubectlError as wrong:
                raise wrong.about("creating", info.source) from None
        self._show("created", obj, info)

    def _patch(self, info: Info, modified: dict, current: dict) -> Steps:
        call = self._call
        if call.dry_run == "client":
            self._show("configured", current, info)
            return 0
        if LAST_APPLIED not in (current["metadata"].get("annotations") or {}):
            call.err(
                f"Warning: resource {info.resource.plural}/{info.name} is missing the {LAST_APPLIED} "
                f"annotation which is required "
                "by kubectl apply. kubectl apply should only be used on resources created "
                "declaratively by either kubectl create "
                "--save-config or kubectl apply. The missing annotation will be patched automatically.\n"
            )
        patch, content_type = calculated(info, modified, current)
        if not patch and not call.flags["output"]:
            self._show("unchanged", current, info)
            return 0
        obj = current
        if patch:
            try:
                obj = call.api.send("PATCH", info.path, call.writing(), patch, content_type).body
            except ServerError as wrong:
                obj = yield from self._failed(info, modified, patch, wrong)
        if obj["metadata"].get("deletionTimestamp"):
            call.err(_being_deleted(info))
        self._show("configured", obj, info)
        return 0

    def _failed(self, info: Info, modified: dict, patch: dict, wrong: ServerError) -> Generator[Any, Any, dict]:
        call = self._call
        if wrong.reason not in ("Conflict", "Invalid") or not call.flags["force"]:
            text = f"applying patch:\n{json.compact(patch)}\nto:\n{described(info)}\nfor:"
            raise wrong.about("patching", info.source).about(text, info.source) from None
        call.api.send("DELETE", info.path, body={"propagationPolicy": "Background"})
        limit = call.host.virtual() + (call.flags["timeout"] or 5 * times.MINUTE)
        while on_server(call, info) is not None:
            if call.host.virtual() >= limit:
                raise KubectlError("timed out waiting for the condition")
            yield Wait(call.host.virtual() + times.SECOND)
        return call.api.send("POST", info.resource.path(info.namespace), call.writing(), modified).body

    def _server_side(self, info: Info, obj: dict) -> None:
        call = self._call
        manager = call.flags["field-manager"] if call.flags.given("field-manager") else "kubectl"
        query = {
            **call.writing(),
            "fieldManager": manager,
            "force": "true" if call.flags["force-conflicts"] else "false",
        }
        try:
            found = call.api.send("PATCH", info.path, query, obj, APPLY).body
        except ServerError as wrong:
            if wrong.reason == "Conflict":
                raise KubectlError(wrong.message + _CONFLICT) from None
            raise
        found = self._kept_annotation(info, found, query)
        self._show("serverside-applied", found, info)

    def _kept_annotation(self, info: Info, obj: dict, query: dict) -> dict:
        """What was applied by the client before keeps its note of that, with a manager of its own.

        Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#migration-between-client-side-and-server-side-apply
        """
        metadata = obj["metadata"]
        note = (metadata.get("annotations") or {}).get(LAST_APPLIED)
        if query["fieldManager"] != "kubectl" or note is None or _owned(metadata.get("managedFields") or ()):
            return obj
        only = {
            "apiVersion": obj["apiVersion"],
            "kind": obj["kind"],
            "metadata": {"name": info.name, "annotations": {LAST_APPLIED: note}},
        }
        if info.namespace:
            only["metadata"]["namespace"] = info.namespace
        query = {"fieldManager": "kubectl-last-applied", "dryRun": query.get("dryRun", "")}
        return self._call.api.send("PATCH", info.path, query, only, APPLY).body


def _owned(managed: Iterable[dict]) -> bool:
    """Whether a manager that applies owns the annotation."""
    for entry in managed:
        annotations = entry["fieldsV1"].get("f:metadata", {}).get("f:annotations", {})
        if entry["operation"] == "Apply" and f"f:{LAST_APPLIED}" in annotations:
            return True
    return False


def _being_deleted(info: Info) -> str:
    return f"Warning: Detected changes to resource {info.name} which is currently being deleted.\n"


def on_server(call: Call, info: Info) -> dict | None:
    """The object as the server has it; None when there is none yet."""
    if not info.name:
        raise KubectlError("resource name may not be empty")
    try:
        return call.api.get(info.path)
    except ServerError as wrong:
        if wrong.reason == "NotFound":
            return None
        raise


def calculated(info: Info, modified: dict, current: dict) -> tuple[dict, str]:
    """The patch that makes `modified` of `current`, and its content type. {} where nothing is to be done."""
    original = last_applied(current) or {}
    known = schema.kind_schema(info.resource.group, info.resource.version, info.resource.kind)
    if known is None:
        return three_way_merge(original, modified, current), MERGE
    return three_way_strategic(original, modified, current, known), STRATEGIC


def described(info: Info) -> str:
    """How errors of apply name an object."""
    return (
        f'Resource: "{info.resource.go_name}", GroupVersionKind: "{info.resource.go_kind}"\n'
        f'Name: "{info.name}", Namespace: "{info.namespace}"'
    )
