"""kubectl diff: what apply would change. Exit code 1 where there are differences."""

from __future__ import annotations

import re

from cluster.kubectl.client.api import APPLY
from cluster.kubectl.client.applied import without_last_applied
from cluster.kubectl.client.discovery import Resource
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.commands.apply import calculated, on_server
from cluster.kubectl.commands.apply_prune import Prune
from cluster.kubectl.errors import Exit, KubectlError
from cluster.kubectl.output import without_managed_fields
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.govalues import quote
from cluster.objects import yaml

_PLAIN = re.compile(r"[a-zA-Z0-9-=]+")


class Diff(Command):
    path = "diff"

    def run(self, call: Call) -> Steps:
        try:
            changed = yield from self._all(call)
        except KubectlError as wrong:
            wrong.code = 2
            raise
        if changed:
            raise Exit(1)
        return 0

    def _all(self, call: Call) -> Steps:
        if call.args:
            raise call.usage(f"Unexpected args: {govalues.plain(call.args)}")
        if not call.flags["filename"] and not call.flags["kustomize"]:
            raise KubectlError("must specify one of -f and -k")
        query = Query([], selector=call.flags["selector"] or None, fetch=False, stop=True)
        live: dict[str, str] = {}
        merged: dict[str, str] = {}
        seen: list[tuple[Info, dict]] = []
        prune = Prune(call) if call.flags["prune"] else None
        for info in Result(call, query).visit():
            if isinstance(info, KubectlError):
                raise info
            name = _file(info.resource, info.namespace, info.name)
            before, after = self._pair(call, info)
            seen.append((info, before or {}))
            before, after = _masked(before, after)
            # the real one masks a Secret that is not there, and writes what is left of it
            live[name] = "null\n" if before is None and after.get("kind") == "Secret" else _text(call, before)
            merged[name] = _text(call, after)
        for resource, item in prune.found(seen) if prune else ():
            live[_file(resource, item["metadata"].get("namespace", ""), item["metadata"]["name"])] = _text(call, item)
        return (yield from self._shown(call, live, merged))

    def _pair(self, call: Call, info: Info) -> tuple[dict | None, dict]:
        assert info.object is not None
        manager = call.flags["field-manager"]
        if call.flags["server-side"]:
            current = on_server(call, info)
            query = {
                "fieldManager": manager,
                "dryRun": "All",
                "force": "true" if call.flags["force-conflicts"] else "false",
            }
            return current, call.api.send("PATCH", info.path, query, info.object, APPLY).body
        current = on_server(call, info)
        modified = without_last_applied(info.object)
        query = {"fieldManager": manager, "dryRun": "All", "fieldValidation": "Ignore"}
        if current is None:
            return None, call.api.send("POST", info.resource.path(info.namespace), query, info.object).body
        patch, content_type = calculated(info, modified, current)
        return current, call.api.send("PATCH", info.path, query, patch, content_type).body if patch else current

    def _shown(self, call: Call, live: dict[str, str], merged: dict[str, str]) -> Steps:
        """Let the program compare both, each in a folder of its own. 1 where they differ."""
        number = call.host.virtual() % 10**10
        folders = {f"/tmp/LIVE-{number}": live, f"/tmp/MERGED-{number}": merged}
        files = {f"{folder}/{name}": text for folder, texts in folders.items() for name, text in texts.items()}
        program, *words = _command(call, list(folders))
        code = yield from call.host.execute([program, *words], files)
        if code is None or code > 1:
            why = "executable file not found in $PATH" if code is None else f"exit status {code}"
            raise KubectlError(f"failed to run {quote(program)}: {why}")
        return code


def _command(call: Call, folders: list[str]) -> list[str]:
    """`diff -u -N`, or what KUBECTL_EXTERNAL_DIFF says: of its options only plain ones are taken."""
    program, *options = call.host.environment.get("KUBECTL_EXTERNAL_DIFF", "").split(" ")
    return [program, *folders, *filter(_PLAIN.fullmatch, options)] if program else ["diff", "-u", "-N", *folders]


def _file(resource: Resource, namespace: str, name: str) -> str:
    return ".".join([*filter(None, [resource.group]), resource.version, resource.kind, namespace, name])


def _text(call: Call, obj: dict | None) -> str:
    if obj is None:
        return ""
    return yaml.dump(obj if call.flags["show-managed-fields"] else without_managed_fields(obj))


def _masked(before: dict | None, after: dict) -> tuple[dict | None, dict]:
    """A Secret's values are not shown: `***`, and `*** (before)` against `*** (after)` where they differ."""
    if after.get("kind") != "Secret":
        return before, after
    old, new = dict((before or {}).get("data") or {}), dict(after.get("data") or {})
    for key in set(old) | set(new):
        if key in old and key in new and old[key] != new[key]:
            old[key], new[key] = "*** (before)", "*** (after)"
        else:
            old, new = ({**data, key: "***"} if key in data else data for data in (old, new))
    return ({**before, "data": old} if before else None), {**after, "data": new}
