"""kubectl get."""

from __future__ import annotations

from cluster.kubectl.client import raw
from cluster.kubectl.client.api import TABLE
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.client.sort_by import sorted_tables, unsortable
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, Said, ServerError, Several, raise_all
from cluster.kubectl.output import COMMON, structured
from cluster.kubectl.printers import ages, columns, sorting
from cluster.kubectl.printers.table import TablePrinter
from cluster.kubectl.waiting import Wait
from cluster.objects import times

_ALLOWED = tuple(sorted({*COMMON, "custom-columns", "custom-columns-file", "wide"}))


class Get(Command):
    path = "get"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        if flags["raw"]:
            return _raw(call)
        watching = flags["watch"] or flags["watch-only"]
        if not call.args and not flags["filename"] and not flags["kustomize"] and not watching:
            call.err(
                'You must specify the type of resource to get. Use "kubectl api-resources" for a '
                "complete list of supported "
                "resources.\n\n"
            )
            raise call.usage(
                'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed '
                "description of that resource "
                "(e.g. kubectl explain pods)."
            )
        output = flags["output"]
        if flags["show-labels"] and output not in ("", "wide"):
            raise KubectlError(f"--show-labels option cannot be used with {output} printer")
        if flags["output-watch-events"] and not watching:
            raise KubectlError("--output-watch-events option can only be used with --watch or --watch-only")
        if watching:
            return (yield from _watch(call))
        if output in ("", "wide") and not flags["template"]:
            _tables(call)
        else:
            _objects(call)
        return 0


def _query(call: Call, accept: str, single: bool = False) -> Query:
    flags = call.flags
    return Query(
        call.args,
        selector=flags["selector"] or None,
        field_selector=flags["field-selector"] or None,
        all_namespaces=flags["all-namespaces"],
        everything=True,
        latest=True,
        single_kind=single,
        accept=accept,
        subresource=flags["subresource"],
        chunk=0 if flags["sort-by"] else max(flags["chunk-size"], 0),
        whole=bool(flags["sort-by"]) and "as=Table" in accept,
    )


def _raw(call: Call) -> int:
    if call.args:
        raise KubectlError("arguments may not be passed when --raw is specified")
    if call.flags["output"]:
        raise KubectlError("--raw and --output are mutually exclusive")
    return raw.send(call, "GET")


def _wanted(call: Call, errors: list[KubectlError]) -> list[KubectlError]:
    """`errors` without those that --ignore-not-found allows; they end the command in a list, even a single one."""
    errors = [error if isinstance(error, ServerError) else Said(error.text) for error in errors]
    if not call.flags["ignore-not-found"]:
        return errors
    return [error for error in errors if not (isinstance(error, ServerError) and error.reason == "NotFound")]


# -- tables ----------------------------------------------------------------------------------------------------------


def _tables(call: Call) -> None:
    result = Result(call, _query(call, TABLE if call.flags["server-print"] else "application/json"))
    infos, errors = result.infos()
    errors = _wanted(call, errors)
    if call.flags["sort-by"]:
        try:
            infos = sorted_tables(call, infos, call.flags["sort-by"])
        except sorting.Unreadable:
            infos = []  # as kubectl 1.35.2 does
    with_kind = len({info.resource for info in infos}) > 1
    text, printer, last = "", None, None
    namespaced = not call.flags["all-namespaces"]
    for info in [_as_table(call, info) for info in infos]:
        namespaced = namespaced and info.resource.namespaced
        if printer is None or info.resource != last:
            text = _joined(call, text, printer)
            printer, last = _table_printer(call, info, with_kind), info.resource
        printer.add(info.object or {})
    text = _joined(call, text, printer)
    call.out(text)
    if not text and not call.flags["ignore-not-found"] and not errors:
        call.err(f"No resources found in {result.namespace} namespace.\n" if namespaced else "No resources found\n")
    raise_all(errors, once=True)


_ANY = [{"name": "Name", "type": "string", "format": "name"}, {"name": "Age", "type": "string"}]


def _as_table(call: Call, info: Info) -> Info:
    """What did not come as a Table has a name and an age."""
    obj = info.object or {}
    if obj.get("kind") == "Table":
        return info
    rows = []
    for item in obj.get("items", [obj]):
        metadata = item.get("metadata") or {}
        made = metadata.get("creationTimestamp")
        age = ages.human((call.host.now() - times.parse(made)) / times.SECOND) if made else "<unknown>"
        rows.append({"cells": [metadata.get("name", ""), age], "object": {"metadata": metadata}})
    return Info(info.resource, info.namespace, info.name, {"kind": "Table", "columnDefinitions": _ANY, "rows": rows})


def _joined(call: Call, text: str, printer: TablePrinter | None) -> str:
    part = printer.flush() if printer else ""
    blank = "\n" if text and part and not call.flags["no-headers"] else ""
    return text + blank + part


def _table_printer(call: Call, info: Info, with_kind: bool, remember: bool = False) -> TablePrinter:
    flags = call.flags
    return TablePrinter(
        headers=not flags["no-headers"],
        wide=flags["output"] == "wide",
        namespace=flags["all-namespaces"] and info.resource.namespaced,
        labels=flags["show-labels"],
        label_columns=tuple(flags["label-columns"]),
        kind=info.resource.label if with_kind or flags["show-kind"] else "",
        remember=remember,
    )


# -- objects ---------------------------------------------------------------------------------------------------------


def _objects(call: Call) -> None:
    result = Result(call, _query(call, "application/json"))
    infos, errors = result.infos()
    errors = _wanted(call, errors)
    if result.single and errors:
        raise errors[0]
    if not infos and call.flags["ignore-not-found"]:
        raise_all(errors, once=True)
        return
    objects = [info.object or {} for info in infos]
    if call.flags["sort-by"] and len(objects) > 1:
        path = sorting.parse(call.flags["sort-by"])
        try:
            objects = sorting.objects(objects, path)
        except sorting.Unsortable as wrong:
            raise unsortable(call, wrong.told(path.source, "*unstructured.Unstructured"), 304) from None
    _show(call, objects, infos, result.single and len(infos) == 1)
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)


def _show(call: Call, objects: list[dict], infos: list[Info], single: bool) -> None:
    output = call.flags["output"]
    if output.startswith("custom-columns"):
        found = _columns(call, output)
        unreadable = next((column.wrong for column in found if column.wrong), "")
        call.out(columns.render(found, [] if unreadable else objects, headers=not call.flags["no-headers"]))
        if unreadable:
            raise KubectlError(unreadable)
    elif output == "name":
        call.out(
            "".join(
                f"{info.resource.label}/{obj['metadata']['name']}\n" for info, obj in zip(infos, objects, strict=True)
            )
        )
    else:
        show = structured(call, _ALLOWED)
        whole = (
            objects[0]
            if single
            else {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": ""}}
        )
        show(whole)


def _columns(call: Call, output: str) -> list[columns.Column]:
    name, _, spec = output.partition("=")
    if name == "custom-columns":
        return columns.from_spec(spec)
    if name != "custom-columns-file":
        structured(call, _ALLOWED)
    try:
        return columns.from_file(call.host.files.read(spec))
    except OSError:
        raise KubectlError(f"error reading template {spec}, open {spec}: no such file or directory") from None


# -- watching --------------------------------------------------------------------------------------------------------


def _watch(call: Call) -> Steps:
    flags = call.flags
    human = flags["output"] in ("", "wide") and not flags["template"]
    if flags["sort-by"]:
        call.err("warning: --watch requested, --sort-by will be ignored for watch events received\n")
    result = Result(call, _query(call, TABLE if human else "application/json", single=True))
    infos, errors = result.infos()
    errors = _wanted(call, errors)
    if errors:
        raise errors[0]
    if not infos and not result.selecting:
        return 0
    show = _TableEvents(call, infos[0]) if human else _ObjectEvents(call)
    shown = infos if human or result.single else [info for info in infos if info.name]
    if not flags["watch-only"]:
        for info in shown:
            show("ADDED", info.object or {}, info)
    yield from _follow(call, result, infos, show, human)
    return 0


def _follow(call: Call, result: Result, infos: list[Info], show, human: bool) -> Steps:
    resource = infos[0].resource if infos else result.resources[0]
    namespace = result.namespace if resource.namespaced else ""
    query = {"labelSelector": result.selector or "", "fieldSelector": call.flags["field-selector"]}
    version = ((infos[0].object or {}).get("metadata") or {}).get("resourceVersion", "") if infos else ""
    if not result.selecting:
        query["fieldSelector"] = f"metadata.name={infos[0].name}"
        rows = (infos[0].object or {}).get("rows") or []
        version = version or (
            ((rows[0].get("object") or {}).get("metadata") or {}).get("resourceVersion", "") if rows else ""
        )
    watch = call.api.watch(
        resource.path(namespace), {**query, "resourceVersion": version}, TABLE if human else "application/json"
    )
    limit = call.config.timeout
    until = call.host.virtual() + limit if limit else None
    try:
        while until is None or call.host.virtual() < until:
            for event in watch.poll():
                if event["type"] == "ERROR":
                    raise ServerError(event["object"])
                if event["type"] != "BOOKMARK":
                    show(event["type"], event["object"], Info(resource, namespace, ""))
            yield Wait(until, (watch,))
        return 0
    finally:
        watch.close()


class _TableEvents:
    """Rows as they change, under the widths of the first table."""

    def __init__(self, call: Call, info: Info):
        self._call, self._events = call, call.flags["output-watch-events"]
        self._printer = _table_printer(call, info, False, remember=True)

    def __call__(self, event: str, table: dict, info: Info) -> None:
        self._printer.add(table, event if self._events else "")
        self._call.out(self._printer.flush())


class _ObjectEvents:
    """Objects as they change, by `-o`."""

    def __init__(self, call: Call):
        self._call, self._output = call, call.flags["output"]
        self._show = (
            None if self._output == "name" or self._output.startswith("custom-columns") else structured(call, _ALLOWED)
        )
        self._headers = not call.flags["no-headers"]

    def __call__(self, event: str, obj: dict, info: Info) -> None:
        if self._output == "name":
            self._call.out(f"{info.resource.label}/{obj['metadata']['name']}\n")
        elif self._show is None:
            self._call.out(columns.render(_columns(self._call, self._output), [obj], headers=self._headers))
            self._headers = False
        else:
            self._show({"type": event, "object": obj} if self._call.flags["output-watch-events"] else obj)
