"""Volumes of a running pod are brought up to date when its kubelet looks at it again.

Source: https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically: it
takes as long as the kubelet's sync period (a minute, up to half of it more, so that not all pods come at once), since a
changed ConfigMap or Secret is known to the kubelet at once (it watches). A pod whose own labels or annotations change
is looked at right away. An immutable object is never read again.
The record keeps `refresh`: virtual µs at which a known change is written; `told`: the pod's labels and annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cluster.kubelet.volumes import setup, sources
from cluster.kubelet.volumes.config import Files, Missing
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

_S = 1_000_000
_PERIOD, _JITTER = 60 * _S, 30 * _S


def work(worker: Worker) -> None:
    """Look whether anything is to be written, now or later; asks to be called then."""
    record = worker.record
    kept = {name: volume for name, volume in (record.get("volumes") or {}).items() if "versions" in volume}
    if not kept:
        return
    metadata = worker.pod["metadata"]
    told = [metadata.get("labels"), metadata.get("annotations")]
    looked = record.get("told") not in (None, told)
    record["told"] = told
    volumes = [each for each in worker.pod["spec"]["volumes"] if each["name"] in kept]
    changed = {}
    for volume in volumes:
        found = _news(worker, volume, kept[volume["name"]])
        if found is not None:
            changed[volume["name"]] = found
    if not changed:
        record.pop("refresh", None)
        return
    due = record.get("refresh") or _next_look(worker)
    if looked or due <= worker.now:
        record.pop("refresh", None)
        _write(worker, volumes, changed)
    else:
        record["refresh"] = due
        worker.world.requeue(due - worker.now)


def _news(worker: Worker, volume: dict, kept: dict[str, Any]) -> Files | str | None:
    """The new content, or why there is none any more; None: it is as it was, or must stay so."""
    last = kept["versions"][-1][1]
    if kept.get("frozen"):
        return None
    try:
        found = sources.files(volume, worker.pod, worker.ip, worker.world)
    except Missing as error:
        return str(error)
    return found if found != last else None


def _next_look(worker: Worker) -> int:
    period = _PERIOD + worker.world.draw("volume sync", worker.uid) % _JITTER
    since = worker.record["admitted"]
    return since + ((worker.now - since) // period + 1) * period


def _write(worker: Worker, volumes: list[dict], changed: dict[str, Files | str]) -> None:
    record, now = worker.record, worker.now
    for volume in volumes:
        found = changed.get(volume["name"])
        if isinstance(found, str):
            told = f'MountVolume.SetUp failed for volume "{setup.named(worker, volume)}" : {found}'
            worker.world.event(worker.pod, "Warning", "FailedMount", told, "", worker.node)
            worker.world.requeue(_PERIOD)
            record["refresh"] = now + _PERIOD
        elif found is not None:
            kept = record["volumes"][volume["name"]]
            new = {**kept, "versions": [*kept["versions"], [now, found]]}
            record["volumes"] = {**record["volumes"], volume["name"]: new}
            record["turn"] = record.get("turn", 0) + 1
            worker.note(reason("kubelet.refreshed", volume=volume["name"]))
