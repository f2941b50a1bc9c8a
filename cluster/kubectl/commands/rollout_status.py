"""kubectl rollout status: says how far a rollout is, until it is done. Words: kubectl 1.35.2, golden suite tour."""

from __future__ import annotations

from cluster.kinds.rules.errors import quoted
from cluster.kubectl.client.resources import Info
from cluster.kubectl.command import Call, Steps
from cluster.kubectl.commands.rollout import OfEach, kind_and_group
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.waiting import Wait
from cluster.objects.go.numbers import int64

REVISION = "deployment.kubernetes.io/revision"


class RolloutStatus(OfEach):
    path, silent_when_empty = "rollout status", False

    def each(self, call: Call, info: Info) -> Steps:
        return _follow(call, info)


def _follow(call: Call, info: Info) -> Steps:
    viewer = _VIEWERS.get(info.resource.label)
    if viewer is None:
        raise KubectlError(f"no status viewer has been implemented for {kind_and_group(info)}")
    path = info.resource.path(info.namespace)
    query = {"fieldSelector": f"metadata.name={info.name}"}
    start = call.api.get(path, query)
    until = call.host.virtual() + call.flags["timeout"] if call.flags["timeout"] else None
    for item in start.get("items") or ():
        if _tell(call, viewer, item):
            return 0
    watch = call.api.watch(path, {**query, "resourceVersion": start["metadata"]["resourceVersion"]})
    try:
        while True:
            for event in watch.poll():
                if event["type"] == "DELETED":
                    raise KubectlError("object has been deleted")
                if event["type"] in ("ADDED", "MODIFIED") and _tell(call, viewer, event["object"]):
                    return 0
            if until is not None and call.host.virtual() >= until:
                raise KubectlError("timed out waiting for the condition")
            yield Wait(until, (watch,))
    finally:
        watch.close()


def _tell(call: Call, viewer, obj: dict) -> bool:
    text, done = viewer(obj, call.flags["revision"])
    call.out(text)
    return done or not call.flags["watch"]


def _deployment(obj: dict, revision: int) -> tuple[str, bool]:
    metadata, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    name = metadata["name"]
    if revision > 0:
        text = (metadata.get("annotations") or {}).get(REVISION, "0")
        running = int64(text)
        if running is None:
            why = "value out of range" if text.lstrip("+-").isdecimal() else "invalid syntax"
            told = f"strconv.ParseInt: parsing {quoted(text)}: {why}"
            raise KubectlError(f"cannot get the revision of deployment {quoted(name)}: {told}")
        if running != revision:
            raise KubectlError(f"desired revision ({revision}) is different from the running revision ({running})")
    if metadata.get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...\n", False
    for condition in status.get("conditions") or ():
        if condition["type"] == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            raise KubectlError(f'deployment "{name}" exceeded its progress deadline')
    want, updated = spec.get("replicas", 0), status.get("updatedReplicas", 0)
    waiting = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < want:
        return f"{waiting}{updated} out of {want} new replicas have been updated...\n", False
    if status.get("replicas", 0) > updated:
        return f"{waiting}{status['replicas'] - updated} old replicas are pending termination...\n", False
    if status.get("availableReplicas", 0) < updated:
        return f"{waiting}{status.get('availableReplicas', 0)} of {updated} updated replicas are available...\n", False
    return f'deployment "{name}" successfully rolled out\n', True


def _daemon_set(obj: dict, revision: int) -> tuple[str, bool]:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    name = metadata["name"]
    if (spec.get("updateStrategy") or {}).get("type") != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")
    if metadata.get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...\n", False
    want, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    if updated < want:
        return (
            (
                f'Waiting for daemon set "{name}" rollout to finish: {updated} out of {want} new pods '
                f"have been updated...\n"
            ),
            False,
        )
    available = status.get("numberAvailable", 0)
    if available < want:
        return (
            f'Waiting for daemon set "{name}" rollout to finish: {available} of {want} updated pods are available...\n',
            False,
        )
    return f'daemon set "{name}" successfully rolled out\n', True


def _stateful_set(obj: dict, revision: int) -> tuple[str, bool]:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")
    observed = status.get("observedGeneration", 0)
    if observed == 0 or metadata.get("generation", 0) > observed:
        return "Waiting for statefulset spec update to be observed...\n", False
    want, updated = spec.get("replicas", 0), status.get("updatedReplicas", 0)
    if status.get("readyReplicas", 0) < want:
        return f"Waiting for {want - status.get('readyReplicas', 0)} pods to be ready...\n", False
    if strategy.get("rollingUpdate") is not None:
        partition = strategy["rollingUpdate"].get("partition", 0)
        if updated < want - partition:
            return (
                (
                    f"Waiting for partitioned roll out to finish: {updated} out of {want - partition} new "
                    f"pods have been updated...\n"
                ),
                False,
            )
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    if status.get("updateRevision") != status.get("currentRevision"):
        text = (
            f"waiting for statefulset rolling update to complete {updated} pods at revision "
            f"{status.get('updateRevision')}...\n"
        )
        return text, False
    current = status.get("currentReplicas", 0)
    return f"statefulset rolling update complete {current} pods at revision {status.get('currentRevision')}...\n", True


_VIEWERS = {"deployment.apps": _deployment, "daemonset.apps": _daemon_set, "statefulset.apps": _stateful_set}
