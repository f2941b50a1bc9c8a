"""What a server prints about requests: of those that were made, kept; of the kubelet's own probes, computed when read.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes
(the User-Agent is kube-probe and the version).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cluster.images.place import Line
from cluster.images.serving import programs
from cluster.kubelet import probes, probing
from cluster.kubelet.processes import inside
from cluster.runtime import Runtime

_MOST = 1_000  # lines about probes, the last ones
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMATS = ("%d/%b/%Y:%H:%M:%S", "%Y/%m/%d %H:%M:%S")  # as servers write the time


def lines(runtime: Runtime, at: inside.Held, run: dict, until: int) -> list[Line]:
    """What the `run` of the container printed about requests up to then, in order."""
    made = [Line(moment, text) for moment, text in run.get("access") or () if moment <= until]
    at = at._replace(container=run)
    asked = [line for kind in probes.KINDS for line in _of_probe(runtime, at, run, kind, until)]
    return sorted([*made, *asked], key=lambda line: line.at) if asked else made


def _of_probe(runtime: Runtime, at: inside.Held, run: dict, kind: str, until: int) -> Iterator[Line]:
    probe = at.spec.get(f"{kind}Probe") or {}
    wanted, state = probe.get("httpGet"), (run.get("probes") or {}).get(kind)
    if not wanted or state is None or (wanted.get("host") or at.record["ip"]) != at.record["ip"]:
        return
    port = probing.port_of(wanted.get("port"), at.spec)
    moments = _moments(at, run, kind, probe, until)
    if port is None or not moments or not _has(runtime, at, port, moments[-1]):
        return
    known: tuple[str, int, int | None] = ("", 0, 0)  # a line, its moment, up to when it is the same
    for moment in moments:
        text, when, good = known
        if good is not None and moment >= good:
            found, text = probing.look(runtime, at, probe, moment)
            when, good = moment, probing.next_news(runtime, at, found, moment)[0]
            known = (text, when, good)
        if text:
            yield Line(moment, _stamped(text, runtime.epoch + when, runtime.epoch + moment))


def _has(runtime: Runtime, at: inside.Held, port: int, moment: int) -> bool:
    """Whether it is this container of the pod that listens there."""
    place = inside.place(runtime, at, moment)
    return any(port == own for own, _ in programs.ports(place.image, place))


def _moments(at: inside.Held, run: dict, kind: str, probe: dict, until: int) -> list[int]:
    """When it was asked, the last ones."""
    states = run.get("probes") or {}
    anchor, period = probes.grid(at.record, probe)
    first, last = probes.first(at.record, run, kind, probe), until
    started = states.get(probes.STARTUP, {}).get("at")
    if kind == probes.STARTUP:
        last = until if started is None else min(until, started)
    elif started is not None:
        first = max(first, started + 1)
    rest = probing.on_grid((anchor, period), max(first + 1, last - _MOST * period))
    return [moment for moment in (first, *range(rest, last + 1, period)) if moment <= last]


def _stamped(text: str, before: int, now: int) -> str:
    for form in _FORMATS:
        text = text.replace(_written(before, form), _written(now, form))
    return text


def _written(moment: int, form: str) -> str:
    return (_EPOCH + timedelta(microseconds=moment)).strftime(form)
