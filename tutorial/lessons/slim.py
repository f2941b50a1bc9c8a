"""Slim objects: what the diagram draws of a stored object (listed in the README of this folder).

Made from the object; a node's `stopped`, a container's `pull` and `backoff` and a service's `ready` are read from what
runs on the nodes and from the service's slices. Cheap enough to be made for every change.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import Any

from cluster.kinds import KINDS, kind_name
from cluster.kubelet.reading import Progress, progress, stopped_since
from cluster.objects import quantities, times
from cluster.objects.selectors import from_labels

# What only machines write, or always in company of something that is drawn.
HIDDEN = {"Event", "Lease", "Endpoints", "EndpointSlice", "ControllerRevision", "CSINode", "IPAddress"}
SHEETS = {"ConfigMap", "Secret"}  # drawn, with nothing but what every object has
SERVICE_LABEL = "kubernetes.io/service-name"


class Slimmer:
    """Of one cluster: `epoch` µs since 1970; `get` and `select` read the store, `stopped(node)` the runtime."""

    def __init__(self, simulation: Any):
        self._simulation = simulation
        self._epoch = simulation.epoch

    def slim(self, resource: str, obj: dict) -> dict | None:
        """None for what the diagram does not draw."""
        kind = kind_name(resource, obj)
        if kind in HIDDEN:
            return None
        metadata = obj["metadata"]
        made = {
            "kind": kind,
            "uid": metadata["uid"],
            "name": metadata["name"],
            "namespace": metadata.get("namespace", ""),
            "labels": metadata.get("labels") or {},
            "owner": _owner(metadata),
            "created": self._time(metadata.get("creationTimestamp")) or 0,
            "deleting": self._deleting(metadata),
            "revision": int(metadata.get("resourceVersion") or 0),
        }
        builtin = resource in KINDS.by_resource  # a custom resource may have the kind of another group
        if builtin and (special := _SPECIAL.get(kind)):
            made.update(special(self, obj))
        return made

    def everything(self) -> list[dict]:
        """All objects that are drawn. Of the others (roles, quotas, ...) the page hears when somebody writes one."""
        store = self._simulation.store
        drawn = [resource for resource in store.resources() if _is_drawn(resource)]
        return [made for resource in drawn for obj in store.list(resource) if (made := self.slim(resource, obj))]

    def _time(self, text: str | None) -> int | None:
        return times.parse(text) - self._epoch if text else None

    def _deleting(self, metadata: dict) -> dict | None:
        at = self._time(metadata.get("deletionTimestamp"))
        return None if at is None else {"at": at, "grace": metadata.get("deletionGracePeriodSeconds") or 0}

    def _pod(self, obj: dict) -> dict:
        spec, status = obj.get("spec") or {}, obj.get("status") or {}
        waits = progress(self._simulation.runtime, obj, self._simulation.now)
        containers = [{**one, **_waiting(waits.get(one["name"]))} for one in self._containers(spec, status)]
        word = _status_word(obj, self._simulation.epoch + self._simulation.now)
        return {
            "node": spec.get("nodeName"),
            "phase": status.get("phase", "Pending"),
            "status": word,
            "ready": any(
                c.get("type") == "Ready" and c.get("status") == "True" for c in status.get("conditions") or ()
            ),
            "restarts": sum(c["restarts"] for c in containers if not c["init"]),
            "reason": _pod_reason(status, containers, word),
            "ip": status.get("podIP"),
            "requests": _requests(spec),
            "containers": containers,
            "uses": _uses(spec),
        }

    def _containers(self, spec: dict, status: dict) -> list[dict]:
        made: list[dict] = []
        for init, specs, statuses in (
            (True, spec.get("initContainers"), status.get("initContainerStatuses")),
            (False, spec.get("containers"), status.get("containerStatuses")),
        ):
            by_name = {item["name"]: item for item in statuses or ()}
            made.extend(_container(item, by_name.get(item["name"]) or {}, init) for item in specs or ())
        return made

    def _workload(self, obj: dict) -> dict:
        spec, status, metadata = obj.get("spec") or {}, obj.get("status") or {}, obj["metadata"]
        want = spec.get("replicas", 1)
        selector = spec.get("selector") or {}
        if selector and not selector.keys() & {"matchLabels", "matchExpressions"}:
            selector = {"matchLabels": selector}  # a ReplicationController's is a plain map
        number = (metadata.get("annotations") or {}).get("deployment.kubernetes.io/revision", "")
        return {
            "want": want,
            "have": status.get("replicas", 0),
            "ready": status.get("readyReplicas", 0),
            "available": status.get("availableReplicas", 0),
            "updated": status.get("updatedReplicas", 0),
            "selector": {
                "matchLabels": selector.get("matchLabels") or {},
                "matchExpressions": selector.get("matchExpressions") or [],
            },
            "images": [
                c.get("image", "") for c in ((spec.get("template") or {}).get("spec") or {}).get("containers") or ()
            ],
            "revisionNumber": int(number) if number.isdigit() else None,
            "strategy": _strategy(spec.get("strategy"), want),
            "paused": bool(spec.get("paused")),
        }

    def _job(self, obj: dict) -> dict:
        """As many pods as are still to succeed, at most so many at a time; those that succeeded are there for good."""
        spec, status = obj.get("spec") or {}, obj.get("status") or {}
        succeeded, wanted = status.get("succeeded", 0), spec.get("completions")
        return {
            **self._workload(obj),
            "want": spec.get("parallelism", 1) if wanted is None else wanted,
            "have": status.get("active", 0) + succeeded,
            "ready": status.get("ready", 0) + succeeded,
            "available": succeeded,
            "updated": status.get("active", 0) + succeeded,
            "strategy": None,
            "paused": bool(spec.get("suspend")),
        }

    def _daemon_set(self, obj: dict) -> dict:
        """A pod on each node that fits: as many as there are such nodes."""
        status = obj.get("status") or {}
        want = status.get("desiredNumberScheduled", 0)
        strategy = (obj.get("spec") or {}).get("updateStrategy")
        return {
            **self._workload(obj),
            "want": want,
            "have": status.get("currentNumberScheduled", 0),
            "ready": status.get("numberReady", 0),
            "available": status.get("numberAvailable", 0),
            "updated": status.get("updatedNumberScheduled", 0),
            "strategy": _daemon_strategy(strategy, want),
        }

    def _stateful_set(self, obj: dict) -> dict:
        """One pod after the other: none is there beside another one of the same name."""
        spec = obj.get("spec") or {}
        strategy = _daemon_strategy(spec.get("updateStrategy"), spec.get("replicas", 1))
        return {**self._workload(obj), "strategy": strategy}

    def _node(self, obj: dict) -> dict:
        spec, status, metadata = obj.get("spec") or {}, obj.get("status") or {}, obj["metadata"]
        ready = next((c["status"] for c in status.get("conditions") or () if c["type"] == "Ready"), "Unknown")
        prefix = "node-role.kubernetes.io/"
        capacity = status.get("capacity") or {}
        return {
            "ready": ready,
            "unschedulable": bool(spec.get("unschedulable")),
            "taints": [
                {"key": t["key"], "value": t.get("value", ""), "effect": t["effect"]} for t in spec.get("taints") or ()
            ],
            "roles": sorted(key.removeprefix(prefix) for key in metadata.get("labels") or {} if key.startswith(prefix)),
            "capacity": {
                "cpu": _milli(capacity.get("cpu")),
                "memory": _whole(capacity.get("memory")),
                "pods": _whole(capacity.get("pods")),
            },
            "stopped": node_stopped(self._simulation, metadata["name"]),
        }

    def _service(self, obj: dict) -> dict:
        spec, metadata = obj.get("spec") or {}, obj["metadata"]
        return {
            "selector": spec.get("selector") or {},
            "ports": [
                {key: port[key] for key in ("name", "port", "targetPort", "nodePort", "protocol") if key in port}
                for port in spec.get("ports") or ()
            ],
            "clusterIP": spec.get("clusterIP"),
            "ready": self._endpoints(metadata.get("namespace", ""), metadata["name"]),
        }

    def _endpoints(self, namespace: str, service: str) -> list[str]:
        slices = self._simulation.store.select(
            "endpointslices.discovery.k8s.io", namespace, from_labels({SERVICE_LABEL: service})
        )
        return sorted(
            endpoint["targetRef"]["uid"]
            for item in slices
            for endpoint in item.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready") and endpoint.get("targetRef")
        )

    def _claim(self, obj: dict) -> dict:
        status = obj.get("status") or {}
        return {"bound": status.get("phase") == "Bound", "capacity": (status.get("capacity") or {}).get("storage")}

    def _ingress(self, obj: dict) -> dict:
        spec = obj.get("spec") or {}
        rules = spec.get("rules") or ()
        paths = [path for rule in rules for path in (rule.get("http") or {}).get("paths") or ()]
        backends = [spec.get("defaultBackend") or {}, *(path.get("backend") or {} for path in paths)]
        names = [(backend.get("service") or {}).get("name") for backend in backends]
        return {
            "hosts": list(dict.fromkeys(rule["host"] for rule in rules if rule.get("host"))),
            "backends": list(dict.fromkeys(name for name in names if name)),
        }

    def _namespace(self, obj: dict) -> dict:
        return {"phase": (obj.get("status") or {}).get("phase", "Active")}


_SPECIAL: dict[str, Callable[[Slimmer, dict], dict]] = {
    "Pod": Slimmer._pod,
    "Node": Slimmer._node,
    "Service": Slimmer._service,
    "Namespace": Slimmer._namespace,
    "PersistentVolumeClaim": Slimmer._claim,
    "Ingress": Slimmer._ingress,
    "DaemonSet": Slimmer._daemon_set,
    "Job": Slimmer._job,
    "StatefulSet": Slimmer._stateful_set,
    **dict.fromkeys(("Deployment", "ReplicaSet", "ReplicationController"), Slimmer._workload),
}


def _is_drawn(resource: str) -> bool:
    kind = KINDS.by_resource.get(resource)
    return kind is None or kind.kind in _SPECIAL or kind.kind in SHEETS  # None: a custom resource


def node_stopped(simulation: Any, name: str) -> bool:
    """Has the machine been switched off (which the API server may not have noticed yet)?"""
    return stopped_since(simulation.runtime, name) is not None


def _owner(metadata: dict) -> dict | None:
    for reference in metadata.get("ownerReferences") or ():
        if reference.get("controller"):
            return {"kind": reference["kind"], "name": reference["name"], "uid": reference["uid"]}
    return None


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
        cpu += _milli(asked.get("cpu"))
        memory += _whole(asked.get("memory"))
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


def _strategy(strategy: dict | None, want: int) -> dict | None:
    if not strategy:
        return None
    rolling = strategy.get("rollingUpdate") or {}
    if strategy.get("type") != "RollingUpdate":
        return {"type": strategy.get("type"), "maxSurge": 0, "maxUnavailable": want}
    surge = _share(rolling.get("maxSurge", "25%"), want, ceil)
    unavailable = _share(rolling.get("maxUnavailable", "25%"), want, floor)
    return {"type": "RollingUpdate", "maxSurge": surge, "maxUnavailable": unavailable if surge or unavailable else 1}


def _daemon_strategy(strategy: dict | None, want: int) -> dict | None:
    """Both shares are rounded up; under OnDelete nothing goes by itself."""
    if not strategy:
        return None
    rolling = strategy.get("rollingUpdate") or {}
    surge, unavailable = (_share(rolling.get(field, 0), want, ceil) for field in ("maxSurge", "maxUnavailable"))
    return {"type": strategy.get("type"), "maxSurge": surge, "maxUnavailable": unavailable}


def _share(value: int | str, of: int, rounding: Callable[[float], int]) -> int:
    return rounding(int(value.rstrip("%")) * of / 100) if isinstance(value, str) else value


def _milli(quantity: Any) -> int:
    return quantities.milli(quantity) if quantity else 0


def _whole(quantity: Any) -> int:
    return quantities.units(quantity) if quantity else 0
