"""What a pod's status says of each of its containers.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states; fields as 1.35 has them
(https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ContainerStatus).
"""

from __future__ import annotations

from cluster.images.catalogue.names import canonical
from cluster.kubelet import probes, resizing
from cluster.objects.times import rfc3339

_ROOT = (0, 0, (0,))


def statuses(specs, record: dict, idle: str, epoch: int, init: bool = False) -> list[dict]:
    """Of one list of the pod's spec. `idle`: what a container that has not begun is said to wait for; `init`: init
    containers."""
    return [_status(spec, record, idle, epoch, init) for spec in specs]


def ephemeral(specs, record: dict, idle: str, epoch: int) -> list[dict]:
    """Nobody asks whether they are ready."""
    found = statuses(specs, record, idle, epoch)
    return [{key: value for key, value in {**status, "ready": False}.items() if key != "started"} for status in found]


def _status(spec: dict, record: dict, idle: str, epoch: int, init: bool) -> dict:
    container = record["containers"].get(spec["name"])
    status: dict = {
        "name": spec["name"],
        "image": spec["image"],
        "imageID": "",
        "lastState": {},
        "ready": False,
        "restartCount": 0,
    }
    if container is None:
        status.update(started=False, state={"waiting": {"reason": idle}})
        return status
    status["restartCount"] = container["restarts"]
    if "last" in container:
        status["lastState"] = {"terminated": _terminated(container["last"], epoch)}
    status["state"] = _state(container, idle, epoch)
    if "id" in container:
        image = canonical(container["image"])
        status["containerID"] = f"containerd://{container['id']}"
        status["image"] = image
        status["imageID"] = f"{image.partition('@')[0].rpartition(':')[0]}@{container['digest']}"
    running = "running" in status["state"]
    status["started"] = running and probes.is_started(spec, container)
    plain = init and spec.get("restartPolicy") != "Always"
    ready = running and probes.is_ready(spec, container)
    status["ready"] = container["state"] == "exited" and container["code"] == 0 if plain else ready
    _add_resources(status, spec, record)
    if running:
        uid, gid, groups = container.get("who") or _ROOT
        status["user"] = {"linux": {"gid": gid, "supplementalGroups": list(groups), "uid": uid}}
    return status


def _add_resources(status: dict, spec: dict, record: dict) -> None:
    requests = resizing.allocated(record, spec).get("requests")
    if requests:
        status["allocatedResources"] = requests
    status["resources"] = resizing.actual(record, spec)
    mounts = spec.get("volumeMounts")
    if mounts:
        status["volumeMounts"] = [_mount(mount) for mount in mounts]


def _mount(mount: dict) -> dict:
    found = {"mountPath": mount["mountPath"], "name": mount["name"]}
    return {**found, "readOnly": True, "recursiveReadOnly": "Disabled"} if mount.get("readOnly") else found


def _state(container: dict, idle: str, epoch: int) -> dict:
    state = container["state"]
    if state in ("running", "stopping"):
        return {"running": {"startedAt": _time(epoch, container["started"])}}
    if state == "exited":
        return {"terminated": _terminated(container, epoch)}
    if state in ("pulling", "creating") and "id" in container and not container.get("reason"):
        return {"terminated": _terminated(container, epoch)}
    waiting = {"reason": container.get("reason") or idle}
    if container.get("message"):
        waiting["message"] = container["message"]
    return {"waiting": waiting}


def _terminated(run: dict, epoch: int) -> dict:
    found = {
        "containerID": f"containerd://{run['id']}",
        "exitCode": run["code"],
        "finishedAt": _time(epoch, run["finished"]),
        "reason": run["exit_reason"],
        "startedAt": _time(epoch, run["started"]),
    }
    if run.get("exit_message"):
        found["message"] = run["exit_message"]
    return found


def _time(epoch: int, at: int) -> str:
    return rfc3339(epoch + at)
