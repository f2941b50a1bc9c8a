"""kubectl wait."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, ServerError, raise_all
from cluster.kubectl.output import printer
from cluster.kubectl.printers import govalues, jsonpath
from cluster.kubectl.printers.columns import relaxed
from cluster.kubectl.waiting import Wait
from cluster.objects import times

_WEEK = 168 * times.HOUR


class WaitFor(Command):
    path = "wait"

    def run(self, call: Call) -> Steps:
        show = printer(call, "condition met")
        condition = _condition(call.flags["for"])
        limit = call.flags["timeout"]
        until = call.host.virtual() + (_WEEK if limit < 0 else limit)
        if isinstance(condition, _Created):
            yield from condition.wait(call, until)
        found, errors, count = Result(call, _query(call)), [], 0
        for info in found.visit():
            try:
                if isinstance(info, KubectlError):
                    raise info
                count += 1
                show((yield from _one(call, info, condition, until)), info.label)
            except KubectlError as wrong:
                if not (
                    isinstance(wrong, ServerError) and wrong.reason == "NotFound" and isinstance(condition, _Deleted)
                ):
                    errors.append(wrong)
        raise_all(errors)
        if not count and not isinstance(condition, _Deleted):
            raise KubectlError("no matching resources found")
        return 0


def _query(call: Call) -> Query:
    flags = call.flags
    return Query(
        call.args,
        selector=flags["selector"] or None,
        field_selector=flags["field-selector"] or None,
        all=flags["all"],
        all_namespaces=flags["all-namespaces"],
        latest=True,
    )


class _Deleted:
    def met(self, event: str, obj: dict) -> bool:
        return event == "DELETED"


class _Created:
    def met(self, event: str, obj: dict) -> bool:
        return event != "DELETED"

    def wait(self, call: Call, until: int) -> Steps:
        while True:
            infos, errors = Result(call, _query(call)).infos()
            real = [wrong for wrong in errors if not (isinstance(wrong, ServerError) and wrong.reason == "NotFound")]
            if real:
                raise real[0]
            if infos and not errors:
                return 0
            if call.host.virtual() >= until:
                raise KubectlError("timed out waiting for the condition")
            yield Wait(min(until, call.host.virtual() + times.SECOND // 2))


class _Status:
    """`condition=Ready`, `condition=Ready=False`"""

    def __init__(self, text: str):
        name, equals, value = text.partition("=")
        self._name, self._value = name.lower(), (value if equals else "true").lower()

    def met(self, event: str, obj: dict) -> bool:
        if event == "DELETED":
            return False
        status = obj.get("status") or {}
        for condition in status.get("conditions") or ():
            if condition.get("type", "").lower() == self._name:
                observed = condition.get("observedGeneration", status.get("observedGeneration"))
                if observed is not None and observed < obj["metadata"].get("generation", 0):
                    return False
                return condition.get("status", "").lower() == self._value
        return False


class _Path:
    """`jsonpath={.status.phase}=Running`"""

    def __init__(self, text: str):
        parts = text.replace("==", "\0").split("=")
        parts = [part.replace("\0", "==") for part in parts]
        if len(parts) > 2:
            raise KubectlError(
                "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or "
                "--for=jsonpath='{.status.readyReplicas}'"
            )
        path = relaxed(parts[0])
        if not path:
            raise KubectlError("jsonpath expression cannot be empty")
        try:
            self._path = jsonpath.parse(path)
        except jsonpath.JsonPathError as wrong:
            raise KubectlError(str(wrong)) from None
        self._value = parts[1].strip("'\"") if len(parts) == 2 else None
        if self._value == "":
            raise KubectlError(
                "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"
            )

    def met(self, event: str, obj: dict) -> bool:
        if event == "DELETED":
            return False
        try:
            found = jsonpath.results(self._path, obj)
        except jsonpath.JsonPathError as wrong:
            raise KubectlError(str(wrong)) from None
        if not found or not found[0]:
            return False
        if len(found) > 1:
            raise KubectlError("given jsonpath expression matches more than one list")
        if len(found[0]) > 1:
            raise KubectlError("given jsonpath expression matches more than one value")
        value = found[0][0]
        if self._value is None:
            return True
        if isinstance(value, dict | list):
            raise KubectlError("jsonpath leads to a nested object or list which is not supported")
        return govalues.plain(value) == self._value


def _condition(text: str):
    if text.lower() == "delete":
        return _Deleted()
    if text.lower() == "create":
        return _Created()
    if text.startswith("condition="):
        return _Status(text.removeprefix("condition="))
    if text.startswith("jsonpath="):
        return _Path(text.removeprefix("jsonpath="))
    raise KubectlError(f"unrecognized condition: {govalues.quote(text)}")


def _one(call: Call, info: Info, condition, until: int) -> Generator[Any, Any, Any]:
    """Wait for one object; returns it."""
    if isinstance(condition, _Created):
        return info.object
    path, query = info.resource.path(info.namespace), {"fieldSelector": f"metadata.name={info.name}"}
    found = call.api.get(path, query)
    items = found.get("items") or []
    wanted = (info.object or {}).get("metadata", {}).get("uid")
    current = {"apiVersion": info.resource.api_version, "kind": info.resource.kind, **items[0]} if items else None
    if isinstance(condition, _Deleted):
        if current is None or current["metadata"]["uid"] != wanted:
            return info.object
    elif current is None:
        raise ServerError(
            {"reason": "NotFound", "message": f'{info.resource.name} "{info.name}" not found', "code": 404}
        )
    elif condition.met("ADDED", current):
        return current
    if call.flags["timeout"] == 0:
        raise KubectlError(f"condition not met for {info.resource.plural}/{info.name}")
    watch = call.api.watch(path, {**query, "resourceVersion": found["metadata"]["resourceVersion"]})
    try:
        while True:
            for event in watch.poll():
                if event["type"] in ("ADDED", "MODIFIED", "DELETED") and condition.met(event["type"], event["object"]):
                    return event["object"]
            if call.host.virtual() >= until:
                raise KubectlError(f"timed out waiting for the condition on {info.resource.plural}/{info.name}")
            yield Wait(until, (watch,))
    finally:
        watch.close()
