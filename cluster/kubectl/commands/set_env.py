"""kubectl set env."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from cluster.kubectl.client import templates
from cluster.kubectl.client.changes import change_each, workloads
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.commands.set_more import all_or_raise
from cluster.kubectl.errors import KubectlError, raise_all, together
from cluster.kubectl.output import printer
from cluster.kubectl.printers.govalues import quote
from cluster.objects.paths import without

_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_NAME_WORDS = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not "
    "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is "
    "'[-._a-zA-Z][-._a-zA-Z0-9]*')"
)


class _Change(NamedTuple):
    """`variable`: the value or where it comes from; None: it is to go."""

    name: str
    variable: dict | None


class SetEnv(Command):
    path = "set env"

    def run(self, call: Call) -> int:
        flags = call.flags
        names = [arg for arg in call.args if not _is_env(arg)]
        changes = _read([*flags["env"], *(arg for arg in call.args if _is_env(arg))], call)
        if not names and not flags["filename"]:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        if flags["from"]:
            changes += self._taken(call)
        changes = [c if c.variable is None else _Change(flags["prefix"] + c.name, c.variable) for c in changes]
        infos, errors = workloads(call, names, everything=flags["all"])
        if errors:
            raise together(errors) or errors[0]
        if flags["list"]:
            return self._list(call, infos, changes)
        if not changes and not flags["from"]:
            raise KubectlError("at least one environment variable must be provided")
        show = printer(call, "env updated")
        problems: list[KubectlError] = []

        def change(obj: dict) -> dict:
            changed, found = templates.change_containers(
                obj, flags["containers"], lambda c: _with_env(_label(obj), c, changes, flags["overwrite"])
            )
            if not found:
                call.err(
                    f"Warning: {obj['kind']}/{obj['metadata']['name']} does not have any "
                    f'containers matching "{flags["containers"]}"\n'
                )
            return changed

        all_or_raise(problems + change_each(call, infos, change, show, "failed to patch env update to pod template:"))
        return 0

    def _taken(self, call: Call) -> list[_Change]:
        """Variables that refer to the keys of --from."""
        flags = call.flags
        infos, errors = Result(call, Query([flags["from"]], files=False)).infos()
        raise_all(errors)
        info = infos[0]
        kind, obj = info.resource.kind, info.object or {}
        if kind not in ("ConfigMap", "Secret"):
            raise KubectlError(f"unsupported resource specified in --from: {kind}")
        reference = "configMapKeyRef" if kind == "ConfigMap" else "secretKeyRef"
        found: list[_Change] = []
        for key in sorted(obj.get("data") or {}):
            if flags["keys"] and key not in flags["keys"]:
                continue
            name = re.sub(r"[^A-Za-z0-9_]", "_", key).upper()
            if name != key:
                call.api.warn(f"key {key} transferred to {name}")
            source = {reference: {"name": info.name, "key": key}}
            found.append(_Change(name, {"valueFrom": source}))
        return found

    def _list(self, call: Call, infos: list, changes: list[_Change]) -> int:
        for info in infos:
            spec = templates.pod_spec(info.object)
            for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
                call.out(f"# {info.resource.kind} {info.name}, container {container['name']}\n")
                for variable in _with_env("", container, changes, True).get("env") or ():
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


def _read(words: list[str], call: Call) -> list[_Change]:
    """`A=1`, `A-`, and `-`: lines of standard input. KubectlError in kubectl's words."""
    found: list[_Change] = []
    for word in words:
        name, equals, value = word.partition("=")
        if word == "-":
            lines = (line.partition("#")[0].partition("=") for line in (call.host.stdin or "").splitlines())
            found += [_Change(name, {"value": value}) for name, equals, value in lines if equals]
        elif equals and not _NAME.fullmatch(name):
            raise KubectlError(f"{quote(name)} is not a valid key name: {_NAME_WORDS}")
        elif equals:
            found.append(_Change(name, {"value": value}))
        elif word.endswith("-"):
            found.append(_Change(word[:-1], None))
        else:
            raise KubectlError(f"unknown environment variable: {word}")
    return found


def _with_env(label: str, container: dict, changes: list[_Change], overwrite: bool) -> dict:
    """Of several values for one name the first counts; what is to go goes."""
    env = list(container.get("env") or ())
    wanted = {change.name: change.variable for change in reversed(changes) if change.variable is not None}
    gone = [change.name for change in changes if change.variable is None]
    for variable in env:
        name, value = variable["name"], variable.get("value", "")
        if not overwrite and name in wanted and wanted[name].get("value") != value:
            raise KubectlError(f"{label} '{name}' already has a value ({value}), and --overwrite is false")
    known = [variable["name"] for variable in env]
    env = [{"name": v["name"], **wanted[v["name"]]} if v["name"] in wanted else v for v in env]
    new = dict.fromkeys(c.name for c in changes if c.variable is not None and c.name not in known)
    env = [v for v in env if v["name"] not in gone] + [{"name": n, **wanted[n]} for n in new if n not in gone]
    return {**container, "env": env} if env else without(container, "env")
