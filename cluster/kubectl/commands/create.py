"""kubectl create -f; the subcommands that write an object themselves are in create_*.py."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cluster.kubectl.client import raw
from cluster.kubectl.client.applied import LAST_APPLIED, with_last_applied
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.editing import edit_text
from cluster.kubectl.errors import KubectlError, raise_all
from cluster.kubectl.output import printer

__all__ = ["LAST_APPLIED", "Create"]


class Create(Command):
    path = "create"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        if not flags["filename"] and not flags["kustomize"]:
            if call.args:
                raise call.usage(f"Unexpected args: [{' '.join(call.args)}]")
            raise KubectlError("must specify one of -f and -k")
        if call.args:
            raise call.usage(f"Unexpected args: [{' '.join(call.args)}]")
        if flags["raw"]:
            return raw.send(call, "POST")
        if flags["edit"]:
            yield from _edit_first(call)
        show = printer(call, "created")
        query = Query([], selector=flags["selector"] or None, validate=call.validation != "Ignore", fetch=False)
        count, errors = 0, []
        for info in Result(call, query).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                made = create(call, info)
                show(made, f"{info.resource.label}/{(made.get('metadata') or {}).get('name') or '<unknown>'}")
                count += 1
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        if not count:
            raise KubectlError("no objects passed to create")
        return 0


def create(call: Call, info: Info) -> dict:
    """Create what a file says; returns the server's object (the file's, in a client's dry run)."""
    assert info.object is not None
    obj = with_last_applied(info.object) if call.flags.get("save-config") else info.object
    obj = call.recorded(obj)
    if call.dry_run == "client":
        return obj
    try:
        return call.api.send("POST", info.resource.path(info.namespace), call.writing(), obj).body
    except KubectlError as wrong:
        raise wrong.about("creating", info.source) if info.source else wrong from None


def _edit_first(call: Call) -> Generator[Any, Any, None]:
    """`--edit`: the file's text goes through the editor before it is read."""
    for name in call.flags["filename"]:
        text = (call.host.stdin or "") if name == "-" else call.host.files.read(name)
        edited = yield from edit_text(call, name, text)
        if edited is None:
            raise KubectlError("Edit cancelled, no changes made.")
        call.host.files.write(name, edited)
