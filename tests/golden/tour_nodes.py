"""The simulated nodes of the recorded tour (FORMAT.md): node01..node03 with 4 CPU, 8 GiB, 110 pods, and a kubelet in
the manner of v1.20 with docker. It stands in for cluster.kubelet, so that what is compared is what the control plane
and kubectl do.

    sim/ready-after: S       becomes ready so many seconds after its start
Images with the tag 12.34.56, or `nonexistent` in their name, cannot be pulled.
"""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from cluster.component import World
from cluster.objects.times import SECOND, rfc3339
from tests.golden.nodes import RecordedKubelet

START = SECOND // 5  # starting and stopping a container
BACKOFF = 4 * START
AFTER = "sim/ready-after"
RELEASE = "v1.20.2"


class TourKubelet(RecordedKubelet):
    """Starts, restarts and stops pods; tells Events and statuses as the recorder's did."""

    fresh: ClassVar = {"images": {}, "restarts": {}}

    def stopping(self, pod: dict, world: World) -> int:
        for container in pod["spec"]["containers"]:
            _tell(world, pod, container, "Normal", "Killing", f"Stopping container {container['name']}")
        return START

    def run(self, key: str, pod: dict, known: dict, world: World) -> None:
        if "begun" not in known:
            after = START + world.draw("start", key) % START  # never all at once
            known = {
                **known,
                "begun": world.now,
                "runs": world.now + after,
                "ip": f"10.244.0.{3 + world.draw('ip', key) % 250}",
            }
            for container in pod["spec"]["containers"]:
                _tell(world, pod, container, "Normal", "Pulling", f'Pulling image "{container["image"]}"')
            world.remember(key, known)
            world.requeue(after)
            status = _status(
                pod, known, world, {c["name"]: _waiting("ContainerCreating") for c in pod["spec"]["containers"]}
            )
            world.client.update_status("pods", {**pod, "status": status})
            return
        if world.now < known["runs"]:
            world.requeue(known["runs"] - world.now)
            return
        states = {c["name"]: self._container(c, pod, known, world) for c in pod["spec"]["containers"]}
        world.remember(key, known)
        world.client.update_status("pods", {**pod, "status": _status(pod, known, world, states)})

    def _container(self, container: dict, pod: dict, known: dict, world: World) -> dict:
        """The state of one container; starts it where its image is new. Changes `known`, which is not stored yet."""
        name, image = container["name"], container["image"]
        before = known["images"].get(name)
        if _is_missing(image):
            return self._failed(container, pod, known, world)
        if before != image:
            known["images"] = {**known["images"], name: image}
            if before is not None:
                known["restarts"] = {**known["restarts"], name: known["restarts"].get(name, 0) + 1}
                _tell(
                    world,
                    pod,
                    container,
                    "Normal",
                    "Killing",
                    f"Container {name} definition changed, will be restarted",
                )
                _tell(world, pod, container, "Normal", "Pulling", f'Pulling image "{image}"')
            _tell(world, pod, container, "Normal", "Pulled", f'Successfully pulled image "{image}" in 200.000000ms')
            _tell(world, pod, container, "Normal", "Created", f"Created container {name}")
            _tell(world, pod, container, "Normal", "Started", f"Started container {name}")
            known["started"] = world.now
        return {"running": {"startedAt": rfc3339(world.epoch + known["started"])}}

    def _failed(self, container: dict, pod: dict, known: dict, world: World) -> dict:
        image = container["image"]
        if "failed" not in known:
            known["failed"] = world.now
            why = f"manifest for {image} not found: manifest unknown: manifest unknown"
            text = f'Failed to pull image "{image}": rpc error: code = Unknown desc = Error response from daemon: {why}'
            _tell(world, pod, container, "Warning", "Failed", text)
            _tell(world, pod, container, "Warning", "Failed", "Error: ErrImagePull")
        if world.now < known["failed"] + BACKOFF:
            world.requeue(known["failed"] + BACKOFF - world.now)
            return _waiting("ErrImagePull")
        if "backed" not in known:
            known["backed"] = True
            _tell(world, pod, container, "Normal", "BackOff", f'Back-off pulling image "{image}"')
            _tell(world, pod, container, "Warning", "Failed", "Error: ImagePullBackOff")
        return _waiting("ImagePullBackOff")


def _waiting(reason: str) -> dict:
    return {"waiting": {"reason": reason}}


def _status(pod: dict, known: dict, world: World, states: dict[str, dict]) -> dict:
    before, now = pod.get("status") or {}, rfc3339(world.epoch + world.now)
    runs = all("running" in state for state in states.values())
    ready = runs and _is_ready(pod, known, world)
    old = {condition["type"]: condition for condition in before.get("conditions") or ()}
    conditions = []
    for kind, holds in (("Initialized", True), ("Ready", ready), ("ContainersReady", ready), ("PodScheduled", True)):
        word = "True" if holds else "False"
        since = old[kind]["lastTransitionTime"] if kind in old and old[kind]["status"] == word else now
        conditions.append({"type": kind, "status": word, "lastProbeTime": None, "lastTransitionTime": since})
    return {
        **{key: before[key] for key in ("qosClass",) if key in before},
        "phase": "Running" if runs else "Pending",
        "conditions": conditions,
        "hostIP": _address(pod["spec"]["nodeName"]),
        "podIP": known["ip"],
        "podIPs": [{"ip": known["ip"]}],
        "startTime": rfc3339(world.epoch + known["begun"]),
        "containerStatuses": [
            _container_status(container, states, known, ready) for container in pod["spec"]["containers"]
        ],
    }


def _container_status(container: dict, states: dict[str, dict], known: dict, ready: bool) -> dict:
    name, image = container["name"], container["image"]
    state, restarts = states[name], known["restarts"].get(name, 0)
    status = {
        "name": name,
        "image": image,
        "imageID": "",
        "lastState": {},
        "ready": False,
        "restartCount": restarts,
        "started": False,
    }
    if "running" in state:
        repository = image.rpartition(":")[0] or image
        status |= {
            "containerID": f"docker://{_id(known['uid'], name, restarts)}",
            "image": image if ":" in image else f"{image}:latest",
            "imageID": f"docker-pullable://{repository}@sha256:{_id(image)}",
            "ready": ready,
            "started": True,
        }
    return {**status, "state": state}


def _is_ready(pod: dict, known: dict, world: World) -> bool:
    after = float((pod["metadata"].get("annotations") or {}).get(AFTER, 0)) * SECOND
    left = int(known["started"] + after - world.now)
    if left > 0:
        world.requeue(left)
    return left <= 0


def _tell(world: World, pod: dict, container: dict, kind: str, reason: str, message: str) -> None:
    world.event(pod, kind, reason, message, f"spec.containers{{{container['name']}}}", pod["spec"]["nodeName"])


def _is_missing(image: str) -> bool:
    return image.endswith(":12.34.56") or "nonexistent" in image


def _id(*parts: object) -> str:
    return sha256("/".join(map(str, parts)).encode()).hexdigest()


def _address(name: str) -> str:
    return f"172.17.0.{9 + int(name[-2:])}"


def node(name: str, time: str) -> dict:
    """A Node as the recorder's kubelet registered it; `time`: RFC 3339."""
    size = {
        "cpu": "4",
        "ephemeral-storage": "100Gi",
        "hugepages-1Gi": "0",
        "hugepages-2Mi": "0",
        "memory": "8Gi",
        "pods": "110",
    }
    conditions = [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
    number = int(name[-2:]) - 1
    labels = dict.fromkeys(("beta.kubernetes.io/arch", "kubernetes.io/arch"), "amd64")
    labels |= dict.fromkeys(("beta.kubernetes.io/os", "kubernetes.io/os"), "linux")
    info = {
        "architecture": "amd64", "bootID": "0", "containerRuntimeVersion": "docker://20.10.2", "kernelVersion": "5.4.0",
        "kubeProxyVersion": RELEASE, "kubeletVersion": RELEASE, "machineID": "0", "operatingSystem": "linux",
        "osImage": "Ubuntu 20.04.1 LTS", "systemUUID": "0",
    }  # fmt: skip
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {**labels, "kubernetes.io/hostname": name},
            "annotations": {"node.alpha.kubernetes.io/ttl": "0"},
        },
        "spec": {"podCIDR": f"10.244.{number}.0/24", "podCIDRs": [f"10.244.{number}.0/24"]},
        "status": {
            "addresses": [{"address": _address(name), "type": "InternalIP"}, {"address": name, "type": "Hostname"}],
            "allocatable": size,
            "capacity": size,
            "conditions": [
                {
                    "type": kind,
                    "status": status,
                    "reason": reason,
                    "message": message,
                    "lastHeartbeatTime": time,
                    "lastTransitionTime": time,
                }
                for kind, status, reason, message in conditions
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": info,
        },
    }


def lease(name: str, time: str) -> dict:
    """The Lease by which a node says that it lives."""
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": name, "namespace": "kube-node-lease"},
        "spec": {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": time},
    }
