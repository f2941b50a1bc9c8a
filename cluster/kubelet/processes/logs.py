"""What a container has printed: computed when somebody asks, never stored.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/ (previous: the run before this one).
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.api.errors import bad_request
from cluster.api.options import flag
from cluster.images.place import Line
from cluster.kubelet.processes import access, inside
from cluster.objects.times import SECOND, parse, rfc3339_micro
from cluster.runtime import PODS, Runtime


class LogLine(NamedTuple):
    """`time` in µs since 1970; `text` as printed."""

    time: int
    text: str


class NoLogs(LookupError):
    """The container has not started, or not run before; the message is the API server's."""


def read(runtime: Runtime, pod: dict, container: str, now: int, epoch: int, previous: bool = False) -> list[LogLine]:
    """The lines of one container up to `now` (virtual µs), oldest first. Raises NoLogs."""
    spec = _spec(pod, container)
    record = _record(runtime, pod)
    found = (record or {}).get("containers", {}).get(container)
    name = pod["metadata"]["name"]
    if found is None or not found.get("id"):
        why = (found or {}).get("reason") or "ContainerCreating"
        told = (found or {}).get("message")
        text = f'container "{container}" in pod "{name}" is waiting to start: '
        raise NoLogs(text + (why if why in ("ContainerCreating", "PodInitializing") else _cannot(why, spec, told)))
    run = found.get("last") if previous else found
    if run is None:
        raise NoLogs(f'previous terminated container "{container}" in pod "{name}" not found')
    key = f"{PODS}{pod['metadata']['namespace']}/{name}"
    at = inside.Held(pod["spec"]["nodeName"], key, pod, record or {}, spec, found)
    return _lines(runtime, at, run, now, epoch)


def answer(runtime: Runtime, pod: dict, container: str, query: dict, now: int, epoch: int) -> str:
    """What GET .../log gives: `query` may have previous, tailLines, sinceSeconds, sinceTime, timestamps, limitBytes,
    which have been checked (api.logoptions). Raises StatusError 400 where there is no log."""
    try:
        lines = read(runtime, pod, container, now, epoch, flag(query.get("previous")))
    except NoLogs as error:
        raise bad_request(str(error)) from None
    since = epoch + now - int(query["sinceSeconds"]) * SECOND if "sinceSeconds" in query else 0
    if query.get("sinceTime") not in (None, "", "null"):
        since = parse(query["sinceTime"])
    lines = [line for line in lines if line.time >= since]
    if "tailLines" in query:
        lines = lines[max(0, len(lines) - int(query["tailLines"])) :]
    text = shown(lines, flag(query.get("timestamps")))
    return text[: int(query["limitBytes"])] if "limitBytes" in query else text


def shown(lines: list[LogLine], stamped: bool) -> str:
    return "".join(f"{rfc3339_micro(line.time)[:-1]}000Z {line.text}" if stamped else line.text for line in lines)


def _lines(runtime: Runtime, at: inside.Held, run: dict, now: int, epoch: int) -> list[LogLine]:
    ended = run.get("finished") if run.get("state", "exited") in ("exited", "waiting", "pulling", "creating") else None
    until = now if ended is None else min(ended, now)
    return [LogLine(epoch + moment, text) for moment, text in said(runtime, at, run, until)]


def said(runtime: Runtime, at: inside.Held, run: dict, until: int) -> list[tuple[int, str]]:
    """The whole lines that a run printed up to then, with those of a server about requests."""
    lines = whole([line for line in inside.so_far(runtime, at, until, run).lines if line.at <= until])
    asked = [(line.at, line.text) for line in access.lines(runtime, at, run, until)]
    return sorted([*lines, *asked], key=lambda line: line[0]) if asked else lines


def whole(lines: list[Line]) -> list[tuple[int, str]]:
    """The runtime reads what is written line by line; a line that is not finished waits for its rest."""
    found: list[tuple[int, str]] = []
    rest: dict[str, tuple[int, str]] = {}
    for line in lines:
        before = rest.pop(line.stream, (line.at, ""))[1]
        for text in (before + line.text).splitlines(keepends=True):
            if text.endswith("\n"):
                found.append((line.at, text))
            else:
                rest[line.stream] = (line.at, text)
    return [*found, *rest.values()]


def _cannot(why: str, spec: dict, told: str | None) -> str:
    return {
        "ErrImagePull": "image can't be pulled",
        "ImagePullBackOff": "trying and failing to pull image",
        "InvalidImageName": "container image name is invalid",
    }.get(why, told or why)


def _spec(pod: dict, container: str) -> dict:
    found = inside.spec_of(pod, container)
    if found is not None:
        return found
    raise NoLogs(f"container {container} is not valid for pod {pod['metadata']['name']}")


def _record(runtime: Runtime, pod: dict) -> dict | None:
    node = pod["spec"].get("nodeName")
    metadata = pod["metadata"]
    record = runtime.get(node, f"{PODS}{metadata['namespace']}/{metadata['name']}") if node else None
    return record if record and record["uid"] == metadata["uid"] else None
