"""kubectl events."""

from __future__ import annotations

from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.describe.page import interval
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.output import structured
from cluster.kubectl.printers.table import escape
from cluster.kubectl.printers.tabwriter import TabWriter
from cluster.kubectl.waiting import Wait
from cluster.objects import times


class Events(Command):
    path = "events"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        for word in flags["types"]:
            if word.lower() not in ("normal", "warning"):
                raise KubectlError("valid --types are Normal or Warning")
        query = self._about(call)
        path = "/api/v1/events" if flags["all-namespaces"] else f"/api/v1/namespaces/{call.namespace}/events"
        found = call.api.get(path, query)
        events = [event for event in found.get("items") or () if self._wanted(call, event)]
        printer = _Printer(call)
        if not flags["watch"] or events:
            if not events:
                call.err(
                    "No events found.\n"
                    if flags["all-namespaces"]
                    else f"No events found in {call.namespace} namespace.\n"
                )
                return 0
            printer.show(sorted(events, key=_moment))
        if flags["watch"]:
            yield from self._watch(
                call, path, {**query, "resourceVersion": found["metadata"]["resourceVersion"]}, printer
            )
        return 0

    def _wanted(self, call: Call, event: dict) -> bool:
        types = [word.lower() for word in call.flags["types"]]
        return not types or event.get("type", "").lower() in types

    def _about(self, call: Call) -> dict[str, str]:
        """The selector for `--for pod/web`."""
        word = call.flags["for"]
        if not word:
            return {}
        parts = word.split("/")
        if len(parts) > 2:
            raise KubectlError("arguments in resource/name form may not have more than one slash")
        if len(parts) != 2 or not all(parts):
            raise KubectlError("--for must be in resource/name form")
        resource = call.discovery.find(parts[0])
        selector = (
            f"involvedObject.kind={resource.kind},involvedObject.name={parts[1]},"
            f"involvedObject.apiVersion={resource.api_version}"
        )
        return {"fieldSelector": selector}

    def _watch(self, call: Call, path: str, query: dict[str, str], printer: _Printer) -> Steps:
        watch = call.api.watch(path, query)
        try:
            while True:
                for event in watch.poll():
                    if event["type"] in ("ADDED", "MODIFIED") and self._wanted(call, event["object"]):
                        printer.show([event["object"]])
                yield Wait(None, (watch,))
        finally:
            watch.close()


def _shown(call: Call):
    """What -o asks for. Events have no name to print: `-o name` prints nothing, as the real one."""
    return (lambda events: None) if call.flags["output"] == "name" else structured(call)


class _Printer:
    def __init__(self, call: Call):
        self._call = call
        self._writer = TabWriter(minimum=6, padding=3, remember=True)
        self._headers = not call.flags["no-headers"]
        self._show = _shown(call) if call.flags["output"] else None

    def show(self, events: list[dict]) -> None:
        if self._show is not None:
            self._show(
                {"apiVersion": "v1", "items": events, "kind": "EventList", "metadata": {}}
                if len(events) != 1
                else events[0]
            )
            return
        everywhere = self._call.flags["all-namespaces"]
        if self._headers:
            self._writer.write(("NAMESPACE\t" if everywhere else "") + "LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n")
            self._headers = False
        for event in events:
            about = event["involvedObject"]
            cells = [
                interval(event, self._call.host.now()),
                escape(event.get("type", "")),
                escape(event.get("reason", "")),
                escape(f"{about.get('kind', '')}/{about.get('name', '')}"),
                escape((event.get("message") or "").strip()),
            ]
            self._writer.write(
                "\t".join([event["metadata"].get("namespace", ""), *cells] if everywhere else cells) + "\n"
            )
        self._call.out(self._writer.flush())


def _moment(event: dict) -> int:
    """The last time of an event: of its series, its count, or its one time."""
    series = event.get("series") or {}
    text = series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime")
    return times.parse(text) if text else 0
