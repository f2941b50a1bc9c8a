"""kubectl set env, set resources, set selector and set serviceaccount."""

from __future__ import annotations

from cluster.kubectl.client import pairs, templates
from cluster.kubectl.client.changes import change_each, workloads
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, Several, together
from cluster.kubectl.output import printer
from cluster.objects import quantities
from cluster.objects.paths import set_in, without


def _all_or_raise(errors: list[KubectlError]) -> None:
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)


class SetEnv(Command):
    path = "set env"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        names = [arg for arg in call.args if not _is_env(arg)]
        changes = [arg for arg in call.args if _is_env(arg)] + list(flags["env"])
        if not names and not flags["filename"]:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        if flags["from"]:
            raise KubectlError("--from is not simulated")
        infos, errors = workloads(call, names, everything=flags["all"])
        if errors:
            raise together(errors) or errors[0]
        if flags["list"]:
            return self._list(call, infos)
        if not changes:
            raise KubectlError("at least one environment variable must be provided")
        show = printer(call, "env updated")
        problems: list[KubectlError] = []

        def change(obj: dict) -> dict:
            changed, found = templates.change_containers(
                obj, flags["containers"], lambda c: _with_env(c, changes, flags["overwrite"])
            )
            if not found:
                call.err(
                    f"warning: {obj['kind'].lower()}s/{obj['metadata']['name']} does not have any "
                    f'containers matching "{flags["containers"]}"\n'
                )
            return changed

        _all_or_raise(problems + change_each(call, infos, change, show, "failed to patch env update to pod template:"))
        return 0
        yield

    def _list(self, call: Call, infos: list) -> int:
        for info in infos:
            spec = templates.pod_spec(info.object)
            for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
                call.out(f"# {info.resource.kind} {info.name}, container {container['name']}\n")
                for variable in container.get("env") or ():
                    if "valueFrom" in variable:
                        call.out(f"# {variable['name']} from {_reference(variable['valueFrom'])}\n")
                    else:
                        call.out(f"{variable['name']}={variable.get('value', '')}\n")
        return 0


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


def _with_env(container: dict, changes: list[str], overwrite: bool) -> dict:
    env = list(container.get("env") or ())
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            env = [variable for variable in env if variable["name"] != change[:-1]]
            continue
        at = next((index for index, variable in enumerate(env) if variable["name"] == name), None)
        if at is None:
            env.append({"name": name, "value": value})
        elif not overwrite and env[at].get("value") != value:
            raise KubectlError(f"'{name}' already has a value ({env[at].get('value', '')}), and --overwrite is false")
        else:
            env[at] = {"name": name, "value": value}
    return {**container, "env": env} if env else without(container, "env")


class SetResources(Command):
    path = "set resources"

    def run(self, call: Call) -> Steps:
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
        _all_or_raise(problems + failed)
        return 0
        yield


def _amounts(text: str) -> dict[str, str]:
    """`cpu=200m,memory=512Mi` → quantities in their canonical form."""
    found = {}
    for part in text.split(",") if text else ():
        name, equals, value = part.partition("=")
        if not equals:
            raise KubectlError(f"invalid argument syntax {part}, expected <resource>=<value>")
        try:
            found[name] = quantities.canonical(value)
        except ValueError as wrong:
            raise KubectlError(str(wrong)) from None
    return found


def _with_resources(container: dict, wanted: dict[str, dict]) -> dict:
    resources = dict(container.get("resources") or {})
    for part, amounts in wanted.items():
        if amounts:
            merged = {
                name: value
                for name, value in {**(resources.get(part) or {}), **amounts}.items()
                if quantities.milli(value)
            }
            resources[part] = merged
            if not merged:
                del resources[part]
    return {**container, "resources": resources}


class SetServiceAccount(Command):
    path = "set serviceaccount"

    def run(self, call: Call) -> Steps:
        if not call.args:
            raise KubectlError("serviceaccount is required")
        *names, account = call.args
        show = printer(call, "serviceaccount updated")
        infos, errors = workloads(call, names, everything=call.flags["all"])
        if errors:
            raise together(errors) or errors[0]

        def change(obj: dict) -> dict:
            return templates.change_pod_spec(
                obj, lambda spec: {**spec, "serviceAccountName": account, "serviceAccount": account}
            )

        _all_or_raise(change_each(call, infos, change, show, "failed to patch ServiceAccountName"))
        return 0
        yield


class SetSelector(Command):
    path = "set selector"

    def run(self, call: Call) -> Steps:
        if not call.args:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        *names, expression = call.args
        if "=" not in expression:
            raise KubectlError("a selector is required")
        labels, _ = pairs.parse(expression.split(","), "selector", removing=False)
        show = printer(call, "selector updated")
        infos, errors = workloads(call, names, everything=call.flags["all"])
        if errors:
            raise together(errors) or errors[0]

        def change(obj: dict) -> dict:
            if obj["kind"] != "Service":
                raise KubectlError("setting a selector is only supported for Services")
            return set_in({**obj, "spec": without(obj["spec"], "selector")}, ("spec", "selector"), labels)

        _all_or_raise(change_each(call, infos, change, show, "failed to patch selector to object:"))
        return 0
        yield
