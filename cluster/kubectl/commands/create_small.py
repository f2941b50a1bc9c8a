"""kubectl create namespace, serviceaccount, quota, priorityclass, poddisruptionbudget."""

from __future__ import annotations

import re
from typing import Any

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.generating import labels_from, made, name_of, submit
from cluster.objects import quantities


class CreateNamespace(Command):
    path = "create namespace"

    def run(self, call: Call) -> int:
        submit(call, made("Namespace", "v1", name_of(call), spec={}, status={}), "namespaces", namespaced=False)
        return 0


class CreateServiceAccount(Command):
    path = "create serviceaccount"

    def run(self, call: Call) -> int:
        submit(call, made("ServiceAccount", "v1", name_of(call)), "serviceaccounts", "failed to create serviceaccount:")
        return 0


class CreateQuota(Command):
    path = "create quota"

    def run(self, call: Call) -> int:
        name, spec = name_of(call), dict[str, Any]()
        hard = {}
        for part in call.flags["hard"].split(",") if call.flags["hard"] else ():
            resource, equals, amount = part.partition("=")
            if not equals:
                raise KubectlError(f"Invalid argument syntax {part}, expected <resource>=<value>")
            try:
                hard[resource] = quantities.canonical(amount)
            except ValueError as wrong:
                raise KubectlError(str(wrong)) from None
        if hard:
            spec["hard"] = hard
        scopes = call.flags["scopes"].split(",") if call.flags["scopes"] else []
        if any(not scope for scope in scopes):
            raise KubectlError('invalid resource quota scope ""')
        if scopes:
            spec["scopes"] = scopes
        submit(
            call, made("ResourceQuota", "v1", name, spec=spec, status={}), "resourcequotas", "failed to create quota:"
        )
        return 0


class CreatePriorityClass(Command):
    path = "create priorityclass"

    def run(self, call: Call) -> int:
        flags = call.flags
        fields: dict = {"value": flags["value"]}
        if flags["global-default"]:
            fields["globalDefault"] = True
        if flags["description"]:
            fields["description"] = flags["description"]
        fields["preemptionPolicy"] = flags["preemption-policy"]
        obj = made("PriorityClass", "scheduling.k8s.io/v1", name_of(call), **fields)
        submit(call, obj, "priorityclasses", "failed to create priorityclass:", namespaced=False)
        return 0


class CreateBudget(Command):
    path = "create poddisruptionbudget"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if not flags["selector"]:
            raise KubectlError("a selector must be specified")
        if bool(flags["max-unavailable"]) == bool(flags["min-available"]):
            few = not flags["max-unavailable"]
            raise KubectlError(
                "one of min-available or max-unavailable must be specified"
                if few
                else "min-available and max-unavailable cannot be both specified"
            )
        given = "min-available" if flags["min-available"] else "max-unavailable"
        field = "minAvailable" if flags["min-available"] else "maxUnavailable"
        text = flags[given]
        if not re.fullmatch(r"[0-9]+%?", text):
            raise KubectlError(f"invalid format specified for {given}")
        spec = {
            field: int(text) if text.isdecimal() else text,
            "selector": {"matchLabels": labels_from(flags["selector"])},
        }
        status = {"disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0}
        obj = made("PodDisruptionBudget", "policy/v1", name, spec=spec, status=status)
        submit(call, obj, "poddisruptionbudgets", "failed to create poddisruptionbudgets:")
        return 0
