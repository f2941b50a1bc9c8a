"""kubectl patch."""

from __future__ import annotations

from cluster.api.patches import json as patch_json
from cluster.api.patches import strategic as patch_strategic
from cluster.kubectl.client.api import JSON_PATCH, MERGE, STRATEGIC
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, ServerError, raise_all
from cluster.kubectl.generating import label
from cluster.kubectl.output import printer
from cluster.kubectl.printers import govalues, json
from cluster.objects import schema, yaml

_TYPES = {"json": JSON_PATCH, "merge": MERGE, "strategic": STRATEGIC}


class Patch(Command):
    path = "patch"

    def run(self, call: Call) -> int:
        flags = call.flags
        if flags["patch"] and flags["patch-file"]:
            raise KubectlError("cannot specify --patch and --patch-file together")
        if not flags["patch"] and not flags["patch-file"]:
            raise KubectlError("must specify --patch or --patch-file containing the contents of the patch")
        if flags["local"] and call.args:
            raise KubectlError("cannot specify --local and server resources")
        if flags["local"] and call.dry_run == "server":
            raise KubectlError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
        kind = flags["type"].lower()
        if kind not in _TYPES:
            raise KubectlError(
                f"--type must be one of [{' '.join(sorted(_TYPES))}], not {govalues.quote(flags['type'])}"
            )
        body = self._body(call)
        query = Query(call.args, local=flags["local"], fetch=not flags["local"])
        errors, count = [], 0
        for info in Result(call, query).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                count += 1
                self._one(call, info, body, kind)
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        if not count:
            raise KubectlError("no objects passed to patch")
        return 0

    def _body(self, call: Call):
        """The patch as JSON. Text that begins with `{` goes to the server as it is, mistakes and all."""
        text = call.flags["patch"]
        if call.flags["patch-file"]:
            try:
                text = call.host.files.read(call.flags["patch-file"])
            except OSError:
                raise KubectlError(
                    f"unable to read patch file: open {call.flags['patch-file']}: no such file or directory"
                ) from None
        try:
            return govalues.decoded(text)
        except ValueError:
            if text.lstrip().startswith("{"):
                return text.encode()
        try:
            return yaml.load(text)
        except yaml.YAMLError as wrong:
            words = str(wrong).removeprefix("error converting YAML to JSON: ")
            raise KubectlError(f"unable to parse {govalues.quote(call.flags['patch'])}: {words}") from None

    def _one(self, call: Call, info: Info, body, kind: str) -> None:
        before = info.object or {}
        if call.flags["local"] or call.dry_run == "client":
            after = self._locally(before, body, kind)
        else:
            path = info.resource.path(info.namespace, info.name, call.flags["subresource"])
            data = body if isinstance(body, bytes) else json.compact(body).encode()
            after = self._sent(call, info, path, data, kind)
            if call.flags["record"]:
                note = {"metadata": {"annotations": {"kubernetes.io/change-cause": call.cause}}}
                after = call.api.send("PATCH", path, call.writing(validate=False), note, MERGE).body
        done = "patched" if before != after else "patched (no change)"
        printer(call, done)(after, label(after) if call.flags["subresource"] else info.label)

    @staticmethod
    def _sent(call: Call, info: Info, path: str, data: bytes, kind: str) -> dict:
        try:
            return call.api.send("PATCH", path, call.writing(validate=False), data, _TYPES[kind]).body
        except ServerError as wrong:
            if wrong.reason != "UnsupportedMediaType":
                raise
            told = f"{_TYPES[kind]} is not supported by {info.resource.api_version}, Kind={info.resource.kind}"
            raise KubectlError(f"{told}: {wrong.message}") from None

    def _locally(self, obj: dict, body, kind: str) -> dict:
        try:
            if isinstance(body, bytes):
                body = govalues.decoded(body.decode())
            if kind == "merge":
                return patch_json.merge(obj, body)
            if kind == "json":
                return patch_json.apply(obj, body)
            group, _, version = obj["apiVersion"].rpartition("/")
            known = schema.kind_schema(group, version, obj["kind"])
            if known is None:
                shown = f"{group}/{version}, Kind={obj['kind']}"
                raise KubectlError(f"strategic merge patch is not supported for {shown} locally, try --type merge")
            return patch_strategic.apply(obj, body, known)
        except ValueError as wrong:
            raise KubectlError(str(wrong)) from None
