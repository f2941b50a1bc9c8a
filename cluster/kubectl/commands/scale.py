"""kubectl scale."""

from __future__ import annotations

from cluster.kubectl.client.api import MERGE
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, ServerError, together
from cluster.kubectl.output import printer
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Wait
from cluster.objects import times


class Scale(Command):
    path = "scale"
    required = ("replicas",)

    def run(self, call: Call) -> Steps:
        flags = call.flags
        show = printer(call, "scaled")
        if flags["replicas"] < 0:
            raise KubectlError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
        if flags["current-replicas"] < -1:
            raise KubectlError("The --current-replicas must specify an integer of -1 or greater")
        query = Query(call.args, selector=flags["selector"] or None, everything=flags["all"])
        infos, errors = Result(call, query).infos()
        if flags["resource-version"] and len(infos) > 1:
            raise KubectlError("cannot use --resource-version with multiple resources")
        failed = together(errors)
        if not infos:
            raise failed or KubectlError("no objects passed to scale")
        for info in infos:
            if call.dry_run != "client":
                self._one(call, info)
                if flags["timeout"] and call.dry_run == "none":
                    yield from self._wait(call, info)
            show(info.object or {}, info.label)
        if failed is not None:
            raise failed
        return 0

    def _one(self, call: Call, info: Info) -> None:
        flags, path = call.flags, info.resource.path(info.namespace, info.name, "scale")
        query = {"dryRun": "All"} if call.dry_run == "server" else {}
        if flags["current-replicas"] != -1 or flags["resource-version"]:
            scale = call.api.get(path)
            self._check(call, scale)
            scale = {**scale, "spec": {**scale["spec"], "replicas": flags["replicas"]}}
            call.api.send("PUT", path, query, scale)
        else:
            try:
                call.api.send("PATCH", path, query, {"spec": {"replicas": flags["replicas"]}}, MERGE)
            except ServerError as wrong:
                if wrong.message == "the server could not find the requested resource":
                    raise ServerError(wrong.status) from None
                raise
        if flags["record"]:
            note = {"metadata": {"annotations": {"kubernetes.io/change-cause": call.cause}}}
            call.api.send("PATCH", info.path, {"fieldManager": "kubectl-scale"}, note, MERGE)

    def _check(self, call: Call, scale: dict) -> None:
        wanted, version = call.flags["current-replicas"], call.flags["resource-version"]
        found = (scale.get("spec") or {}).get("replicas", 0)
        if wanted not in (-1, found):
            raise KubectlError(f"Expected replicas to be {wanted}, was {found}")
        if version and version != scale["metadata"]["resourceVersion"]:
            raise KubectlError(f"Expected resource version to be {version}, was {scale['metadata']['resourceVersion']}")

    def _wait(self, call: Call, info: Info) -> Steps:
        until = call.host.virtual() + call.flags["timeout"]
        path = info.resource.path(info.namespace, info.name, "scale")
        while True:
            scale = call.api.get(path)
            if (scale.get("status") or {}).get("replicas", 0) == call.flags["replicas"]:
                return 0
            if call.host.virtual() >= until:
                raise KubectlError(f"timed out waiting for {quote(info.name)} to be synced")
            yield Wait(min(until, call.host.virtual() + times.SECOND))
