"""kubectl taint."""

from __future__ import annotations

from cluster.kubectl.client import pairs
from cluster.kubectl.client.api import STRATEGIC
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Several, raise_all
from cluster.kubectl.output import printer

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class Taint(Command):
    path = "taint"

    def run(self, call: Call) -> int:
        flags = call.flags
        names, changes = _split(call.args)
        if not names:
            raise KubectlError("one or more resources must be specified as <resource> <name>")
        if not changes:
            raise KubectlError("at least one taint update is required")
        try:
            added, removed = _parse(changes)
        except KubectlError as wrong:
            raise call.usage(wrong.text) from None
        resource = call.discovery.find(names[0].lower())
        if resource.kind != "Node":
            raise KubectlError(f"invalid resource type {names[0].lower()}, only node types are supported")
        both = [
            f"{t['key']}={t['effect']}"
            for t in removed
            if any(a["key"] == t["key"] and t["effect"] in ("", a["effect"]) for a in added)
        ]
        if both:
            raise KubectlError(
                f"can not both modify and remove the following taint(s) in the same command: {', '.join(both)}"
            )
        if flags["all"] and flags["selector"]:
            raise KubectlError("setting 'all' parameter with a non empty selector is prohibited")
        if not flags["all"] and not flags["selector"] and len(names) < 2:
            raise KubectlError("at least one resource name must be specified since 'all' parameter is not set")
        words = ["nodes"] if flags["all"] or flags["selector"] else ["nodes", *names[1:]]
        errors = []
        for info in Result(
            call, Query(words, selector=flags["selector"] or None, all=flags["all"], files=False)
        ).visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                self._one(call, info, added, removed)
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        return 0

    def _one(self, call: Call, info: Info, added: list[dict], removed: list[dict]) -> None:
        node = info.object or {}
        old = node["spec"].get("taints") or []
        if not call.flags["overwrite"]:
            there = [t["key"] for t in added if any((t["key"], t["effect"]) == (o["key"], o["effect"]) for o in old)]
            if there:
                raise KubectlError(
                    f"node {info.name} already has {','.join(there)} taint(s) with same effect(s) and "
                    f"--overwrite is false"
                )
        done, taints = _changed(old, added, removed, call.flags["overwrite"])
        show = printer(call, done, says_dry=False)
        if call.dry_run == "client":
            show({**node, "spec": {**node["spec"], "taints": taints}}, info.label)
            return
        patch = {"spec": {"taints": taints or None}}  # a list that is replaced as a whole
        show(call.api.send("PATCH", info.path, call.writing(), patch, STRATEGIC).body, info.label)


def _split(args: list[str]) -> tuple[list[str], list[str]]:
    names: list[str] = []
    changes: list[str] = []
    for arg in args:
        if "=" in arg or ":" in arg or arg.endswith("-"):
            changes.append(arg)
        elif changes:
            raise KubectlError(f"all resources must be specified before taint changes: {arg}")
        else:
            names.append(arg)
    return names, changes


def _parse(changes: list[str]) -> tuple[list[dict], list[dict]]:
    added: list[dict] = []
    removed: list[dict] = []
    for change in changes:
        if change.endswith("-"):
            taint = _taint(change[:-1])
            removed.append({"key": taint["key"], "effect": taint["effect"]})
            continue
        taint = _taint(change)
        if not taint["effect"]:
            raise KubectlError(f"invalid taint spec: {change}")
        if any((a["key"], a["effect"]) == (taint["key"], taint["effect"]) for a in added):
            shown = f"{{{taint['key']} {taint.get('value', '')} {taint['effect']} <nil>}}"
            raise KubectlError(f"duplicated taints with the same key and effect: {shown}")
        added.append(taint)
    return added, removed


def _taint(text: str) -> dict:
    """`key=value:Effect`, `key:Effect` or `key`."""
    parts = text.split(":")
    if len(parts) > 2:
        raise KubectlError(f"invalid taint spec: {text}")
    key, value, effect = parts[0], "", ""
    if len(parts) == 2:
        effect = parts[1]
        if effect not in _EFFECTS:
            raise KubectlError(f"invalid taint effect: {effect}, unsupported taint effect")
        sides = parts[0].split("=")
        if len(sides) > 2:
            raise KubectlError(f"invalid taint spec: {text}")
        key, value = (*sides, "")[:2]
        if wrong := pairs.label_value_errors(value):
            raise KubectlError(f"invalid taint spec: {text}, {'; '.join(wrong)}")
    if wrong := pairs.name_errors(key):
        raise KubectlError(f"invalid taint spec: {text}, {'; '.join(wrong)}")
    return {"effect": effect, "key": key, **({"value": value} if value else {})}


def _changed(old: list[dict], added: list[dict], removed: list[dict], overwrite: bool) -> tuple[str, list[dict]]:
    """The word for what was done, and the taints."""
    new = added + [o for o in old if not any((o["key"], o["effect"]) == (a["key"], a["effect"]) for a in added)]
    grew, shrank, errors = len(old) != len(new), False, []
    for taint in removed:
        left = [t for t in new if t["key"] != taint["key"] or taint["effect"] not in ("", t["effect"])]
        shrank = len(left) != len(new)
        new = left
        if not shrank:
            shown = f"{taint['key']}:{taint['effect']}" if taint["effect"] else taint["key"]
            errors.append(KubectlError(f'taint "{shown}" not found'))
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)
    if (grew and shrank) or overwrite:
        return "modified", new
    return ("tainted" if grew else "untainted"), new
