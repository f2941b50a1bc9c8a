"""What the diagram draws of a pod."""

from __future__ import annotations

from cluster.kinds import KINDS
from cluster.kubelet.node.reading import Progress, progress
from tutorial.lessons.slim.view import View, milli, whole


def pod(view: View, obj: dict) -> dict:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    waits = progress(view.simulation.runtime, obj, view.simulation.now)
    containers = [{**one, **_waiting(waits.get(one["name"]))} for one in _containers(spec, status)]
    word = _status_word(obj, view.simulation.epoch + view.simulation.now)
    return {
        "node": spec.get("nodeName"),
        "phase": status.get("phase", "Pending"),
        "status": word,
        "ready": any(c.get("type") == "Ready" and c.get("status") == "True" for c in status.get("conditions") or ()),
        "restarts": sum(c["restarts"] for c in containers if not c["init"]),
        "reason": _pod_reason(status, containers, word),
        "ip": status.get("podIP"),
        "requests": _requests(spec),
        "containers": containers,
        "uses": _uses(spec),
    }


def _containers(spec: dict, status: dict) -> list[dict]:
    made: list[dict] = []
    for init, specs, statuses in (
        (True, spec.get("initContainers"), status.get("initContainerStatuses")),
        (False, spec.get("containers"), status.get("containerStatuses")),
    ):
        by_name = {item["name"]: item for item in statuses or ()}
        made.extend(_container(item, by_name.get(item["name"]) or {}, init) for item in specs or ())
    return made


def _status_word(obj: dict, now: int) -> str:
    """kubectl's STATUS column, from the kind's own table."""
    kind = KINDS.by_resource["pods"]
    cells = dict(zip((column.name for column in kind.columns), kind.row(obj, now), strict=False))
    return str(cells.get("Status", (obj.get("status") or {}).get("phase", "Pending")))


def _pod_reason(status: dict, containers: list[dict], word: str) -> str | None:
    """The short text under a pod that is not well: the image it cannot get, or what the scheduler says."""
    for container in containers:
        if container["reason"] in ("ErrImagePull", "ImagePullBackOff", "InvalidImageName"):
            return container["image"]
    for condition in status.get("conditions") or ():
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            return condition.get("message")
    return status.get("message") or (None if word in ("Running", "Completed", "ContainerCreating", "Pending") else word)


def _container(spec: dict, status: dict, init: bool) -> dict:
    state: tuple[str, dict] = next(iter((status.get("state") or {}).items()), ("waiting", {}))
    word, about = state[0], state[1] or {}
    last = (status.get("lastState") or {}).get("terminated") or {}
    return {
        "name": spec["name"],
        "image": spec.get("image", ""),
        "init": init,
        "state": word,
        "reason": about.get("reason"),
        "ready": bool(status.get("ready")),
        "restarts": status.get("restartCount", 0),
        "exit": about.get("exitCode", last.get("exitCode")),
        "pull": None,
        "backoff": None,
    }


def _waiting(found: Progress | None) -> dict:
    """What a container waits for: the pull under way and the end of its back-off (virtual µs)."""
    if found is None:
        return {}
    return {"pull": {"start": found.pull[0], "end": found.pull[1]} if found.pull else None, "backoff": found.backoff}


def _requests(spec: dict) -> dict:
    cpu = memory = 0
    for container in spec.get("containers") or ():
        asked = (container.get("resources") or {}).get("requests") or {}
        cpu += milli(asked.get("cpu"))
        memory += whole(asked.get("memory"))
    return {"cpu": cpu, "memory": memory}


def _uses(spec: dict) -> list[str]:
    """Claims, ConfigMaps and Secrets that a pod mounts or takes its environment from: `Kind/name`, sorted. What every
    pod gets, its token and the certificate, is left out."""
    found = set()
    for volume in spec.get("volumes") or ():
        parts = [volume, *((volume.get("projected") or {}).get("sources") or ())]
        for part in parts if not volume["name"].startswith("kube-api-access-") else ():
            for field, kind, key in _VOLUMES:
                if name := (part.get(field) or {}).get(key):
                    found.add(f"{kind}/{name}")
    for container in (*(spec.get("initContainers") or ()), *(spec.get("containers") or ())):
        sources = [*(container.get("envFrom") or ()), *(e.get("valueFrom") or {} for e in container.get("env") or ())]
        for source in sources:
            for field, kind in _ENVIRONMENT:
                if name := (source.get(field) or {}).get("name"):
                    found.add(f"{kind}/{name}")
    return sorted(found)


_VOLUMES = (
    ("persistentVolumeClaim", "PersistentVolumeClaim", "claimName"),
    ("configMap", "ConfigMap", "name"),
    ("secret", "Secret", "secretName"),
    ("secret", "Secret", "name"),  # of a projected volume
)
_ENVIRONMENT = (
    ("configMapRef", "ConfigMap"),
    ("secretRef", "Secret"),
    ("configMapKeyRef", "ConfigMap"),
    ("secretKeyRef", "Secret"),
)
