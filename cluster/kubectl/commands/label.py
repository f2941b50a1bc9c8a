"""kubectl label and kubectl annotate."""

from __future__ import annotations

from cluster.kubectl.client import history, pairs
from cluster.kubectl.client.changes import difference, patched
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Several, raise_all
from cluster.kubectl.output import printer
from cluster.kubectl.printers import json
from cluster.objects.paths import set_in


class Label(Command):
    path = "label"
    field, word, past = "labels", "label", "labeled"

    def run(self, call: Call) -> int:
        flags = call.flags
        names, changes = pairs.split(call.args, self.word)
        values, removed = self.parse(changes)
        self._check(call, names, values, removed)
        local = flags["local"]
        query = Query(
            names,
            selector=None if local else flags["selector"] or None,
            field_selector=None if local else flags["field-selector"] or None,
            all=flags["all"] and not local,
            all_namespaces=flags["all-namespaces"],
            latest=not local,
            local=local,
            fetch=not local,
        )
        result, errors = Result(call, query), []
        if flags["resource-version"] and not result.single:
            raise KubectlError("--resource-version may only be used with a single resource")
        for info in result.visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                self._one(call, info, values, removed, result.single)
            except KubectlError as wrong:
                errors.append(wrong)
        raise_all(errors)
        return 0

    def parse(self, changes: list[str]) -> tuple[dict[str, str], list[str]]:
        values: dict[str, str] = {}
        removed: list[str] = []
        for change in changes:
            parts = change.split("=")
            if len(parts) > 2:
                raise KubectlError(f"invalid label spec: {change}")
            if len(parts) == 1:
                removed.append(change[:-1])
                continue
            if wrong := pairs.label_value_errors(parts[1]):
                raise KubectlError(f'invalid label value: "{change}": {";".join(wrong)}')
            values[parts[0]] = parts[1]
        if any(key in values for key in removed):
            raise KubectlError("can not both modify and remove a label in the same command")
        return values, removed

    def _check(self, call: Call, names: list[str], values: dict, removed: list[str]) -> None:
        flags = call.flags
        if flags["list"] and flags["output"]:
            raise KubectlError("--list and --output may not be specified together")
        if flags["all"] and flags["selector"]:
            raise KubectlError("cannot set --all and --selector at the same time")
        if flags["all"] and flags["field-selector"]:
            raise KubectlError("cannot set --all and --field-selector at the same time")
        files = flags["filename"] or flags["kustomize"]
        example = "pod" if self.word == "label" else "rsrc"
        if flags["local"]:
            if names:
                raise KubectlError(
                    f"can only use local files by -f {example}.yaml or --filename={example}.json when "
                    f"--local=true is set"
                )
            if not files:
                raise KubectlError(
                    f"one or more files must be specified as -f {example}.yaml or --filename={example}.json"
                )
        elif not names and not files:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        if not values and not removed and not flags["list"]:
            raise KubectlError(f"at least one {self.word} update is required")

    def _one(self, call: Call, info: Info, values: dict, removed: list[str], single: bool) -> None:
        before, flags = info.object or {}, call.flags
        here = (before.get("metadata") or {}).get(self.field) or {}
        local = flags["local"] or call.dry_run == "client" or flags["list"]
        if not local:
            self.say_missing(call, here, removed)
        self.refuse_overwrite(call, here, values)
        wanted = {key: value for key, value in {**here, **values}.items() if key not in removed}
        after = set_in(before, ("metadata", self.field), wanted)
        if flags["resource-version"]:
            after = set_in(after, ("metadata", "resourceVersion"), flags["resource-version"])
        if not local:
            after = call.recorded(after)
            patch = difference(before, after)
            if flags["resource-version"]:
                patch = {
                    **patch,
                    "metadata": {**patch.get("metadata", {}), "resourceVersion": flags["resource-version"]},
                }
            shown = patched(call, info, patch)
        else:
            shown = after
        if flags["list"]:
            return self._list(call, info, wanted, single)
        printer(call, self.message(before, after, flags["overwrite"]))(shown, info.label)
        return None

    def say_missing(self, call: Call, here: dict, removed: list[str]) -> None:
        for key in removed:
            if key not in here:
                call.out(f'label "{key}" not found.\n')

    def refuse_overwrite(self, call: Call, here: dict, values: dict) -> None:
        if call.flags["overwrite"]:
            return
        wrong = [
            KubectlError(f"'{key}' already has a value ({here[key]}), and --overwrite is false")
            for key, value in values.items()
            if key in here and here[key] != value
        ]
        if wrong:
            raise wrong[0] if len(wrong) == 1 else Several(wrong)

    def message(self, before: dict, after: dict, overwrite: bool) -> str:
        old, new = json.compact(before), json.compact(after)
        if old == new:
            return f"not {self.past}"
        return f"un{self.past}" if not overwrite and len(new) < len(old) else self.past

    def _list(self, call: Call, info: Info, values: dict, single: bool) -> None:
        indent = "" if single else " "
        if not single:
            call.out(f"Listing {self.field} for {info.resource.kind}.{info.resource.group}/{info.name}:\n")
        call.out("".join(f"{indent}{key}={values[key]}\n" for key in sorted(values)))


class Annotate(Label):
    path = "annotate"
    field, word, past = "annotations", "annotation", "annotated"

    def parse(self, changes: list[str]) -> tuple[dict[str, str], list[str]]:
        values, removed = pairs.parse(changes, "annotation", removing=True)
        both = [key for key in removed if key in values]
        if both:
            raise KubectlError(
                f"can not both modify and remove the following annotation(s) in the same command: {', '.join(both)}"
            )
        return values, removed

    def say_missing(self, call: Call, here: dict, removed: list[str]) -> None:
        """kubectl says nothing about annotations that are not there."""

    def refuse_overwrite(self, call: Call, here: dict, values: dict) -> None:
        if call.flags["overwrite"]:
            return
        found = [
            f"'{key}' already has a value ({here[key]})"
            for key, value in values.items()
            if key in here and here[key] != value and key != history.CAUSE
        ]
        if found:
            raise KubectlError(
                f"--overwrite is false but found the following declared annotation(s): {'; '.join(found)}"
            )

    def message(self, before: dict, after: dict, overwrite: bool) -> str:
        return "annotated"
