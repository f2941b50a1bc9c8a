"""kubectl set resources, set selector and set serviceaccount."""

from __future__ import annotations

import re

from cluster.kubectl.client import pairs, templates
from cluster.kubectl.client.changes import change_each, workloads
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Several, together
from cluster.kubectl.output import printer
from cluster.kubectl.printers.govalues import quote
from cluster.objects import quantities
from cluster.objects.paths import set_in, without


def all_or_raise(errors: list[KubectlError]) -> None:
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)


class SetResources(Command):
    path = "set resources"

    def run(self, call: Call) -> int:
        flags = call.flags
        show = printer(call, "resource requirements updated")
        infos, errors = workloads(call, call.args, everything=flags["all"])
        if errors:
            raise together(errors) or errors[0]
        if not flags["limits"] and not flags["requests"]:
            raise KubectlError("you must specify an update to requests or limits (in the form of --requests/--limits)")
        wanted = {"limits": _amounts(flags["limits"]), "requests": _amounts(flags["requests"])}
        problems: list[KubectlError] = []

        def change(obj: dict) -> dict:
            changed, found = templates.change_containers(obj, flags["containers"], lambda c: _with_resources(c, wanted))
            if not found:
                problems.append(KubectlError(f"error: unable to find container named {flags['containers']}"))
            return changed

        failed = change_each(call, infos, change, show, "failed to patch resources update to pod template")
        all_or_raise(problems + failed)
        return 0


def _amounts(text: str) -> dict[str, str]:
    """`cpu=200m,memory=512Mi` → quantities in their canonical form."""
    found = {}
    for part in text.split(",") if text else ():
        name, equals, value = part.partition("=")
        if not equals:
            raise KubectlError(f"Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            found[name] = quantities.canonical(value)
        except ValueError as wrong:
            raise KubectlError(str(wrong)) from None
    return found


def _with_resources(container: dict, wanted: dict[str, dict]) -> dict:
    resources = dict(container.get("resources") or {})
    for part, amounts in wanted.items():
        if amounts:
            resources[part] = {**(resources.get(part) or {}), **amounts}
    return {**container, "resources": resources}


class SetServiceAccount(Command):
    path = "set serviceaccount"

    def run(self, call: Call) -> int:
        if not call.args:
            raise KubectlError("serviceaccount is required")
        *names, account = call.args
        show = printer(call, "serviceaccount updated")
        infos, errors = workloads(call, names, everything=call.flags["all"])
        if errors:
            raise together(errors) or errors[0]

        def change(obj: dict) -> dict:
            return templates.change_pod_spec(obj, lambda spec: {**spec, "serviceAccountName": account})

        all_or_raise(change_each(call, infos, change, show, "failed to patch ServiceAccountName", unchanged=True))
        return 0


class SetSelector(Command):
    path = "set selector"

    def run(self, call: Call) -> int:
        if not call.args:
            raise KubectlError("one selector is required")
        *names, expression = call.args
        found = re.fullmatch(r"\s*([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)\s*", expression)
        if found:
            values = " ".join(sorted(word.strip() for word in found[3].split(",")))
            operator = {"in": "In", "notin": "NotIn"}[found[2]]
            raise KubectlError(f"match expression [{{{found[1]} {operator} [{values}]}}] not supported on this object")
        labelled = "=" in expression
        broken = re.fullmatch(r"\s*([^\s,=!()<>]+)\s+([^\s,=!()<>]+)\s*", expression)
        if broken:
            told = f"unable to parse requirement: found '{broken[2]}', expected: in, notin, =, ==, !=, gt, lt"
            raise KubectlError(f"couldn't parse the selector string {quote(expression)}: {told}")
        infos, errors = workloads(call, names, everything=call.flags["all"] and len(names) < 2)
        if errors:
            raise together(errors) or errors[0]
        if not labelled:
            raise KubectlError("a selector is required")
        labels, _ = pairs.parse(expression.split(","), "selector", removing=False)
        show = printer(call, "selector updated")

        def change(obj: dict) -> dict:
            if obj["kind"] != "Service":
                raise KubectlError("setting a selector is only supported for Services")
            return set_in({**obj, "spec": without(obj["spec"], "selector")}, ("spec", "selector"), labels)

        all_or_raise(change_each(call, infos, change, show, "failed to patch selector to object:"))
        return 0
