"""What kubectl rollout history, status and undo have in common: an answer for each object that is named."""

from __future__ import annotations

from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, raise_all


def require_names(call: Call) -> None:
    """KubectlError unless something says which objects are meant."""
    if not call.args and not call.flags["filename"] and not call.flags["kustomize"]:
        raise KubectlError("required resource not specified")


class OfEach(Command):
    """A command about workloads, one after the other; what is wrong with one does not stop the others."""

    silent_when_empty = True

    def each(self, call: Call, info: Info) -> Steps | None:
        """What is to be done about one object; steps where that takes time."""
        raise NotImplementedError

    def run(self, call: Call) -> Steps:
        require_names(call)
        revision = call.flags.get("revision", 0)
        if revision < 0:
            raise KubectlError(f"revision must be a positive integer: {revision}")
        query = Query(call.args, selector=call.flags["selector"] or None, everything=True, latest=True)
        errors, found = [], False
        for info in Result(call, query).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                found = True
                yield from self.each(call, info) or ()
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        if not found and not self.silent_when_empty:
            call.err(f"No resources found in {call.namespace} namespace.\n")
        return 0


def kind_and_group(info: Info) -> str:
    """`Deployment.apps`, `Pod`: how kubectl's errors name what has no such command."""
    return f"{info.resource.kind}.{info.resource.group}" if info.resource.group else info.resource.kind
