"""kubectl replace, and replace --force (delete, wait, create)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cluster.kubectl.client import raw
from cluster.kubectl.client.applied import with_last_applied
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.commands.delete import Deletion
from cluster.kubectl.errors import KubectlError, raise_all
from cluster.kubectl.output import printer


class Replace(Command):
    path = "replace"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        if not flags["filename"] and not flags["kustomize"]:
            raise KubectlError("must specify one of -f and -k")
        if flags["grace-period"] >= 0 and not flags["force"]:
            raise KubectlError("--grace-period must have --force specified")
        if flags["timeout"] and not flags["force"]:
            raise KubectlError("--timeout must have --force specified")
        if flags["raw"]:
            return raw.send(call, "PUT")
        show = printer(call, "replaced")
        if flags["force"]:
            yield from self._delete(call)
        query = Query([], validate=call.validation != "Ignore", fetch=False)
        errors, count = [], 0
        for info in Result(call, query).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                show(self._one(call, info), info.label)
                count += 1
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        if flags["force"] and not count:
            raise KubectlError("no objects passed to replace")
        return 0

    def _delete(self, call: Call) -> Generator[Any, Any, None]:
        found = Result(call, Query(call.args, fetch=False)).visit()
        grace = call.flags["grace-period"]
        yield from Deletion(call, grace, ignore_missing=True, forced=False).run(found, waiting=True)

    def _one(self, call: Call, info: Info) -> dict:
        assert info.object is not None
        obj = with_last_applied(info.object) if call.flags["save-config"] else info.object
        obj = call.recorded(obj)
        if call.dry_run == "client":
            return obj
        if call.flags["force"]:
            return call.api.send("POST", info.resource.path(info.namespace), call.writing(), obj).body
        try:
            if not info.name:
                raise KubectlError("resource name may not be empty")
            path = info.resource.path(info.namespace, info.name, call.flags["subresource"])
            return call.api.send("PUT", path, call.writing(), _versioned(call, path, obj)).body
        except KubectlError as wrong:
            raise wrong.about("replacing", info.source) from None


def _versioned(call: Call, path: str, obj: dict) -> dict:
    """With the version that is there now, unless it says one: whatever is there is replaced."""
    metadata = obj.get("metadata") or {}
    if metadata.get("resourceVersion"):
        return obj
    try:
        now = call.api.send("GET", path).body["metadata"].get("resourceVersion")
    except KubectlError:
        return obj
    return {**obj, "metadata": {**metadata, "resourceVersion": now}} if now else obj
