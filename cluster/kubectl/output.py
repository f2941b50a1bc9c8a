"""`-o`: which printer a command's objects go to.

Source: https://kubernetes.io/docs/reference/kubectl/#output-options and the words of kubectl 1.35.2.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import gotemplate, govalues, json, jsonpath, kyaml
from cluster.objects import yaml

COMMON = (
    "go-template", "go-template-file", "json", "jsonpath", "jsonpath-as-json", "jsonpath-file", "kyaml", "name",
    "template", "templatefile", "yaml",
)  # fmt: skip
_TEMPLATES = ("go-template", "go-template-file", "template", "templatefile")
_PATHS = ("jsonpath", "jsonpath-as-json", "jsonpath-file")

Printer = Callable[[dict, str], None]


def printer(
    call: Call, operation: str, allowed: tuple[str, ...] = COMMON, in_order: bool = False, says_dry: bool = True
) -> Printer:
    """A function (object, label `pod/x`) that prints as `-o` asks; without `-o`: `pod/x created`.

    KubectlError where `-o` is not understood. `in_order`: JSON keeps the order of fields, as of objects that kubectl
    made. `says_dry`: the line tells of a dry run.
    """
    if says_dry:
        operation += {"client": " (dry run)", "server": " (server dry run)"}.get(call.dry_run, "") if operation else ""
    suffix = f" {operation}" if operation else ""
    if not call.flags.get("output") and not call.flags.get("template"):
        return lambda obj, label: call.out(f"{label}{suffix}\n")
    if call.flags["output"] == "name":
        return lambda obj, label: call.out(f"{label}\n")
    show = structured(call, allowed, in_order)
    return lambda obj, label: show(obj)


def structured(call: Call, allowed: tuple[str, ...] = COMMON, in_order: bool = False) -> Callable[[dict], None]:
    """A function that prints one object as `-o yaml`, `json`, `jsonpath=` and so on."""
    output = call.flags["output"] or ("go-template" if call.flags.get("template") else "")
    name, equals, template = output.partition("=")
    if output in ("yaml", "json", "kyaml"):
        return _Plain(call, output, in_order)
    if name in _TEMPLATES + _PATHS and (equals or output == name):
        template = template or call.flags.get("template") or ""
        return _template(call, name, template)
    raise KubectlError(
        f'unable to match a printer suitable for the output format "{output}", allowed formats are: {",".join(allowed)}'
    )


def without_managed_fields(obj: dict) -> dict:
    """`obj` as people want to see it: managedFields left out, of a list's items too."""
    if isinstance(obj.get("items"), list):
        obj = {**obj, "items": [without_managed_fields(item) for item in obj["items"]]}
    metadata = obj.get("metadata")
    if isinstance(metadata, dict) and "managedFields" in metadata:
        return {**obj, "metadata": {key: value for key, value in metadata.items() if key != "managedFields"}}
    return obj


class _Plain:
    """YAML or JSON, one object after another."""

    def __init__(self, call: Call, form: str, in_order: bool):
        self._call, self._form, self._in_order, self._count = call, form, in_order, 0

    def __call__(self, obj: dict) -> None:
        if not self._call.flags.get("show-managed-fields"):
            obj = without_managed_fields(obj)
        self._count += 1
        if self._form == "json":
            self._call.out(json.pretty(obj, in_order=self._in_order) + "\n")
        elif self._form == "kyaml":
            self._call.out("---\n" + kyaml.dump(obj, self._in_order))
        else:
            self._call.out(("---\n" if self._count > 1 else "") + yaml.dump(obj))


def _template(call: Call, name: str, template: str) -> Callable[[dict], None]:
    if not template:
        raise KubectlError("template format specified but no template given")
    if name.endswith("file"):
        try:
            template = call.host.files.read(template)
        except OSError:
            raise KubectlError(
                f"error reading --template {template}, open {template}: no such file or directory"
            ) from None
    return _path_printer(call, name, template) if name in _PATHS else _go_printer(call, template)


def _path_printer(call: Call, name: str, template: str) -> Callable[[dict], None]:
    try:
        parsed = jsonpath.parse(template)
    except jsonpath.JsonPathError as wrong:
        raise KubectlError(f"error parsing jsonpath {template}, {wrong}") from None

    def show(obj: dict) -> None:
        try:
            call.out(
                jsonpath.render(parsed, obj, call.flags["allow-missing-template-keys"], name == "jsonpath-as-json")
            )
        except jsonpath.JsonPathError as wrong:
            raise KubectlError(str(wrong)) from None

    return show


def _go_printer(call: Call, template: str) -> Callable[[dict], None]:
    try:
        parsed = gotemplate.parse(template)
    except gotemplate.TemplateError as wrong:
        raise KubectlError(f"error parsing template {template}, {wrong}") from None

    def show(obj: dict) -> None:
        text, wrong = gotemplate.render(parsed, obj, call.flags["allow-missing-template-keys"])
        call.out(text)
        if wrong is not None:
            call.out(
                f"Error executing template: {wrong}. Printing more information for debugging the "
                f"template:\n\ttemplate was:\n"
                f"\t\t{template}\n\traw data was:\n\t\t{json.compact(obj)}\n\tobject given to template engine was:\n"
                f"\t\t{govalues.plain(obj)}\n\n"
            )
            raise KubectlError(f"error executing template {govalues.quote(template)}: {wrong}")

    return show
