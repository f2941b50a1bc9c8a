"""kubectl set env."""

from __future__ import annotations

import base64
import re

from cluster.kubectl.client import templates
from cluster.kubectl.client.changes import change_each, workloads
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.commands.set_more import all_or_raise
from cluster.kubectl.errors import KubectlError, raise_all, together
from cluster.kubectl.output import printer
from cluster.objects.paths import without


class SetEnv(Command):
    path = "set env"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        names = [arg for arg in call.args if not _is_env(arg)]
        changes = [arg for arg in call.args if _is_env(arg)] + list(flags["env"])
        if not names and not flags["filename"]:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        taken = self._taken(call) if flags["from"] else []
        infos, errors = workloads(call, names, everything=flags["all"])
        if errors:
            raise together(errors) or errors[0]
        if flags["list"]:
            return self._list(call, infos)
        if not changes and not flags["from"]:
            raise KubectlError("at least one environment variable must be provided")
        show = printer(call, "env updated")
        problems: list[KubectlError] = []

        def change(obj: dict) -> dict:
            changed, found = templates.change_containers(
                obj, flags["containers"], lambda c: _with_env(_label(obj), c, [*taken, *changes], flags["overwrite"])
            )
            if not found:
                call.err(
                    f"Warning: {obj['kind']}/{obj['metadata']['name']} does not have any "
                    f'containers matching "{flags["containers"]}"\n'
                )
            return changed

        all_or_raise(problems + change_each(call, infos, change, show, "failed to patch env update to pod template:"))
        return 0
        yield

    def _taken(self, call: Call) -> list[dict | str]:
        """Variables that refer to the keys of --from."""
        flags = call.flags
        infos, errors = Result(call, Query([flags["from"]], files=False)).infos()
        raise_all(errors)
        info = infos[0]
        kind, obj = info.resource.kind, info.object or {}
        if kind not in ("ConfigMap", "Secret"):
            raise KubectlError(f"unsupported resource specified in --from: {kind}")
        reference = "configMapKeyRef" if kind == "ConfigMap" else "secretKeyRef"
        found: list[dict | str] = []
        for key in sorted(obj.get("data") or {}):
            if flags["keys"] and key not in flags["keys"]:
                continue
            name = re.sub(r"[^A-Za-z0-9_]", "_", key).upper()
            if name != key:
                call.api.warn(f"key {key} transferred to {name}")
            source = {reference: {"name": info.name, "key": key}}
            found.append({"name": flags["prefix"] + name, "valueFrom": source})
        return found

    def _list(self, call: Call, infos: list) -> int:
        for info in infos:
            spec = templates.pod_spec(info.object)
            for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
                call.out(f"# {info.resource.kind} {info.name}, container {container['name']}\n")
                for variable in container.get("env") or ():
                    if "valueFrom" in variable and call.flags["resolve"]:
                        call.out(f"{variable['name']}={self._resolved(call, info, variable['valueFrom'])}\n")
                    elif "valueFrom" in variable:
                        call.out(f"# {variable['name']} from {_reference(variable['valueFrom'])}\n")
                    else:
                        call.out(f"{variable['name']}={variable.get('value', '')}\n")
        return 0

    def _resolved(self, call: Call, info: Info, source: dict) -> str:
        for field, plural in (("configMapKeyRef", "configmaps"), ("secretKeyRef", "secrets")):
            if field in source:
                named = source[field]
                obj = call.api.get(f"/api/v1/namespaces/{info.namespace}/{plural}/{named['name']}")
                value = (obj.get("data") or {}).get(named["key"], "")
                return base64.b64decode(value).decode("utf-8", "replace") if plural == "secrets" else value
        return ""


def _label(obj: dict) -> str:
    return f"{obj['kind'].lower()}s/{obj['metadata']['name']}"


def _is_env(arg: str) -> bool:
    return ("=" in arg and not arg.startswith("=")) or (arg.endswith("-") and arg != "-")


def _reference(source: dict) -> str:
    if "configMapKeyRef" in source:
        return f"configmap {source['configMapKeyRef']['name']}, key {source['configMapKeyRef']['key']}"
    if "secretKeyRef" in source:
        return f"secret {source['secretKeyRef']['name']}, key {source['secretKeyRef']['key']}"
    if "fieldRef" in source:
        return f"field path {source['fieldRef']['fieldPath']}"
    return "invalid valueFrom"


def _with_env(label: str, container: dict, changes: list, overwrite: bool) -> dict:
    """`changes`: `A=1`, `A-`, or a whole variable."""
    env = list(container.get("env") or ())
    for change in changes:
        if isinstance(change, dict):
            others = [variable for variable in env if variable["name"] != change["name"]]
            place = next((i for i, variable in enumerate(env) if variable["name"] == change["name"]), len(env))
            env = [*others[:place], change, *others[place:]]
            continue
        name, equals, value = change.partition("=")
        if not equals:
            env = [variable for variable in env if variable["name"] != change[:-1]]
            continue
        at = next((index for index, variable in enumerate(env) if variable["name"] == name), None)
        if at is None:
            env.append({"name": name, "value": value})
        elif not overwrite and env[at].get("value") != value:
            value = env[at].get("value", "")
            raise KubectlError(f"{label} '{name}' already has a value ({value}), and --overwrite is false")
        else:
            env[at] = {"name": name, "value": value}
    return {**container, "env": env} if env else without(container, "env")
