"""kubectl describe; what each kind shows is in cluster/kubectl/describe/."""

from __future__ import annotations

from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.describe import describe
from cluster.kubectl.errors import KubectlError, ServerError, raise_all


class Describe(Command):
    path = "describe"

    def run(self, call: Call) -> int:
        flags = call.flags
        if not call.args and not flags["filename"] and not flags["kustomize"]:
            raise KubectlError(
                'You must specify the type of resource to describe. Use "kubectl api-resources" for '
                "a complete list of supported resources."
            )
        query = Query(
            call.args, selector=flags["selector"] or None, all_namespaces=flags["all-namespaces"], everything=True
        )
        result = Result(call, query)
        infos, errors = result.infos()
        missing = len(errors) == 1 and isinstance(errors[0], ServerError) and errors[0].reason == "NotFound"
        if missing and len(call.args) == 2:
            return self._prefixed(call, errors[0])
        for number, info in enumerate(infos):
            obj = info.object or {}
            if number or info.source:
                try:
                    obj = call.api.get(info.path)
                except ServerError as wrong:
                    errors.append(wrong)
                    continue
            text = describe(call, _typed(obj, info.resource), info.resource.label)
            call.out(("\n\n" if number else "") + text)
        raise_all(errors, once=True)
        if not infos:
            call.err(
                "No resources found\n"
                if flags["all-namespaces"]
                else f"No resources found in {call.namespace} namespace.\n"
            )
        return 0

    def _prefixed(self, call: Call, missing: KubectlError) -> int:
        """No object has that name: describe all whose names begin with it."""
        kind, prefix = call.args
        infos, errors = Result(call, Query([kind], everything=True, files=False)).infos()
        if errors and "/" not in kind:
            raise errors[0]
        found = [info for info in infos if info.name.startswith(prefix)]
        if not found:
            raise missing
        for info in found:
            call.out(describe(call, _typed(info.object or {}, info.resource), info.resource.label) + "\n")
        return 0


def _typed(obj: dict, resource) -> dict:
    return obj if "kind" in obj else {"apiVersion": resource.api_version, "kind": resource.kind, **obj}
