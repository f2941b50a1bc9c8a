"""What all descriptions share: indented lines aligned by tabs, multi-line labels, events.

Source: `kubectl describe` 1.35.2 (golden suite tour; tests/cluster/kubectl/test_describe.py).
"""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers import ages
from cluster.kubectl.printers.table import escape
from cluster.kubectl.printers.tabwriter import TabWriter
from cluster.objects import owners, times

_SKIPPED = frozenset({"kubectl.kubernetes.io/last-applied-configuration"})
_LONGEST = 140


class Page:
    """A description as it grows. Levels are steps of two blanks."""

    def __init__(self, now: int):
        self.now = now
        self._writer = TabWriter(minimum=0, padding=2)
        self._done: list[str] = []

    def put(self, text: str) -> None:
        """Text as it is; tabs end cells."""
        self._writer.write(escape(text))

    def line(self, level: int, text: str) -> None:
        self.put("  " * level + text + "\n")

    def field(self, level: int, name: str, value: object) -> None:
        """`Name:   value`"""
        self.line(level, f"{name}:\t{value}")

    def fields(self, level: int, *pairs: tuple[str, object]) -> None:
        for name, value in pairs:
            self.field(level, name, value)

    def cut(self) -> None:
        """What follows is aligned on its own."""
        self._done.append(self._writer.flush())

    def text(self) -> str:
        self.cut()
        return "".join(self._done)

    def many(self, title: str, lines: list[str], start: str = "", indent: str = "\t") -> None:
        """`Title:   first`, the others below it; `<none>` for no lines."""
        self.put(f"{start}{title}:{indent}")
        if not lines:
            self.put("<none>\n")
        for number, line in enumerate(lines):
            self.put((start + indent if number else "") + line + "\n")

    def labels(self, title: str, labels: dict | None, start: str = "", indent: str = "\t") -> None:
        self.many(title, [f"{key}={labels[key]}" for key in sorted(labels)] if labels else [], start, indent)

    def annotations(self, title: str, annotations: dict | None) -> None:
        self.put(f"{title}:\t")
        keys = sorted(key for key in annotations or {} if key not in _SKIPPED)
        if not keys:
            self.put("<none>\n")
        for number, key in enumerate(keys):
            self.put("\t" if number else "")
            value = (annotations or {})[key].removesuffix("\n")
            if len(value.encode()) + len(key) + 2 > _LONGEST or "\n" in value:
                self.put(f"{key}:\n")
                for line in value.split("\n"):
                    self.put(f"\t  {_shortened(line, _LONGEST - 2)}\n")
            else:
                self.put(f"{key}: {value}\n")

    def head(self, obj: dict, *between: tuple[str, object]) -> None:
        """Name, namespace, then `between`, labels and annotations."""
        metadata = obj["metadata"]
        self.fields(0, ("Name", metadata["name"]), ("Namespace", metadata.get("namespace", "")), *between)
        self.labels("Labels", metadata.get("labels"))
        self.annotations("Annotations", metadata.get("annotations"))

    def controller(self, obj: dict) -> None:
        if (owner := owners.controller_of(obj)) is not None:
            self.field(0, "Controlled By", f"{owner['kind']}/{owner['name']}")

    def conditions(self, conditions: list[dict] | None) -> None:
        """Type, status and reason, as controllers show them."""
        if not conditions:
            return
        self.put("Conditions:\n  Type\tStatus\tReason\n")
        self.line(1, "----\t------\t------")
        for condition in conditions:
            self.line(1, f"{condition['type']} \t{condition['status']}\t{condition.get('reason', '')}")

    def events(self, found: list[dict] | None) -> None:
        """The table of events; nothing where `found` is None (--show-events=false)."""
        if found is None:
            return
        if not found:
            self.field(0, "Events", "<none>")
            return
        self.cut()
        self.put("Events:\n  Type\tReason\tAge\tFrom\tMessage\n")
        self.line(1, "----\t------\t----\t----\t-------")
        for event in sorted(found, key=_moment):
            source = (event.get("source") or {}).get("component") or event.get("reportingComponent") or ""
            message = (event.get("message") or "").strip()
            field = event["involvedObject"].get("fieldPath")
            message = f"{field}: {message}" if field else message
            self.line(
                1,
                f"{event.get('type', '')}\t{event.get('reason', '')}\t{interval(event, self.now)}\t{source}\t{message}",
            )


def interval(event: dict, now: int) -> str:
    """When an event happened: `5s`, or `2s (x3 over 20s)` for one that repeats."""
    first = ages.since(event.get("eventTime") or event.get("firstTimestamp"), now)
    if event.get("series"):
        return (
            f"{ages.since(event['series'].get('lastObservedTime'), now)} "
            f"(x{event['series'].get('count', 0)} over {first})"
        )
    if event.get("count", 0) > 1:
        return f"{ages.since(event.get('lastTimestamp'), now)} (x{event['count']} over {first})"
    return first


def _moment(event: dict) -> int:
    """Events are sorted by their last time."""
    last = event.get("lastTimestamp")
    return times.parse(last) if last else -1


def _shortened(text: str, most: int) -> str:
    raw = text.encode()
    return raw[:most].decode("utf-8", "replace") + "..." if len(raw) > most else text


def events_of(call: Call, obj: dict, kind: bool = True, uid: str | None = None) -> list[dict] | None:
    """Events about an object, None where they are not wanted. `kind=False`: of any kind with that name and uid."""
    if not call.flags.get("show-events", True):
        return None
    metadata = obj["metadata"]
    wanted = [f"involvedObject.name={metadata['name']}"]
    namespace = metadata.get("namespace", "")
    if namespace:
        wanted.append(f"involvedObject.namespace={namespace}")
    if kind:
        wanted.append(f"involvedObject.kind={obj['kind']}")
    wanted.append(f"involvedObject.uid={uid or metadata.get('uid', '')}")
    path = f"/api/v1/namespaces/{namespace}/events" if namespace else "/api/v1/events"
    try:
        return call.api.get(path, {"fieldSelector": ",".join(wanted)}).get("items") or []
    except KubectlError:
        return []


def or_none(text: str) -> str:
    return text or "<none>"
