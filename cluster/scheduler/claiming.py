"""Between choosing a node and binding: claims that waited for this choice are bound, or their volumes are made.

Source: https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode; while it lasts the pod has its
nominatedNodeName (KEP-5278, on since 1.35). After ten minutes the scheduler gives up (bindTimeoutSeconds).
"""

from __future__ import annotations

from cluster.component import World
from cluster.objects.storage import CLAIMS, VOLUMES
from cluster.reasons import Reason
from cluster.scheduler.plugins.volumes import SELECTED_NODE, choice, claimed, is_whole
from cluster.scheduler.pods import PodInfo

TIMEOUT = 600 * 1_000_000
TIMED_OUT = 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded'
_BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"


def begin(pod: PodInfo, node: dict | None, why: Reason, world: World) -> list[str]:
    """Write what the choice of the node means for the pod's claims; the names of those that are to be waited for."""
    found = claimed(pod, world.store) if pod.mounts else ""
    if node is None or isinstance(found, str) or not found.waiting:
        return []
    made = choice(found, node)
    if made is None:
        return []
    for volume, claim in made.bind:
        world.client.update(VOLUMES, _promised(volume, claim), why)
    for claim in made.provision:
        annotations = claim["metadata"].get("annotations") or {}
        wanted = {**annotations, SELECTED_NODE: node["metadata"]["name"]}
        if wanted != annotations:
            world.client.update(CLAIMS, {**claim, "metadata": {**claim["metadata"], "annotations": wanted}}, why)
    return sorted(claim["metadata"]["name"] for claim in (*(claim for _, claim in made.bind), *made.provision))


def left(pod: PodInfo, node: str, names: list[str], store) -> list[str] | None:
    """The claims that are not bound yet; None when one of them is gone or was given back: then all begins anew."""
    waiting = []
    for name in names:
        claim = store.get(CLAIMS, pod.namespace, name)
        if claim is None:
            return None
        if is_whole(claim):
            continue
        chosen = (claim["metadata"].get("annotations") or {}).get(SELECTED_NODE)
        if chosen != node and not any(_is_promised(volume, claim) for volume in store.list(VOLUMES)):
            return None
        waiting.append(name)
    return waiting


def _promised(volume: dict, claim: dict) -> dict:
    metadata, annotations = volume["metadata"], volume["metadata"].get("annotations") or {}
    named = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        **{field: claim["metadata"][field] for field in ("name", "namespace", "resourceVersion", "uid")},
    }
    marked = {**metadata, "annotations": {**annotations, _BOUND_BY_CONTROLLER: "yes"}}
    return {**volume, "metadata": marked, "spec": {**volume["spec"], "claimRef": named}}


def _is_promised(volume: dict, claim: dict) -> bool:
    return (volume["spec"].get("claimRef") or {}).get("uid") == claim["metadata"]["uid"]
