"""A pod's devices are prepared before its sandbox: all its ResourceClaims must be there, and reserved for it.

No driver runs on the machines: preparing takes no time. Source:
https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ and, for texts,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/cm/dra/manager.go
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cluster.kinds.rules.devices import CLAIMS
from cluster.kinds.rules.errors import quoted
from cluster.objects.podclaims import claims_of, is_reserved
from cluster.reasons import reason
from cluster.store import DELETED, Change, Store

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker


def users(change: Change, store: Store) -> Iterable[tuple[str, str]]:
    """(node, pod) of those for which a claim was just reserved."""
    if change.op != DELETED:
        before = ((change.previous or {}).get("status") or {}).get("reservedFor") or ()
        for user in (change.object.get("status") or {}).get("reservedFor") or ():
            pod = None if user in before else store.get("pods", change.namespace, user["name"])
            if pod is not None and pod["spec"].get("nodeName"):
                yield pod["spec"]["nodeName"], user["name"]


def are_ready(worker: Worker) -> bool:
    """Whether the pod's devices are prepared. If not, a change of its claims or of its status wakes the kubelet."""
    told = _missing(worker) if worker.pod["spec"].get("resourceClaims") and not worker.record.get("prepared") else ""
    if told:
        if worker.record.get("unprepared") != told:
            worker.record["unprepared"] = told
            text = f"Failed to prepare dynamic resources: prepare dynamic resources: {told}"
            worker.world.event(worker.pod, "Warning", "FailedPrepareDynamicResources", text, "", worker.node)
        worker.note(reason("kubelet.devices", message=told))
        return False
    if worker.record.pop("unprepared", None):
        worker.record["ready_at"] = worker.now + worker.world.latency.sandbox
    if worker.pod["spec"].get("resourceClaims"):
        worker.record["prepared"] = True
    return True


def _missing(worker: Worker) -> str:
    pod, store, known = worker.pod, worker.world.store, claims_of(worker.pod)
    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
    for told in pod["spec"]["resourceClaims"]:
        if told["name"] not in known:
            return f"pod {quoted(f'{namespace}/{name}')}: ResourceClaim not created yet"
        wanted = known[told["name"]]
        claim = store.get(CLAIMS, namespace, wanted)
        if claim is None:
            return f"fetch ResourceClaim {wanted}: resourceclaims.resource.k8s.io {quoted(wanted)} not found"
        if not is_reserved(claim, pod):
            uid = claim["metadata"]["uid"]
            return f"pod {name} ({pod['metadata']['uid']}) is not allowed to use ResourceClaim {wanted} ({uid})"
    return ""
