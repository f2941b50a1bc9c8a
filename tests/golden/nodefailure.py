"""Suite tour, the section in which a node falls silent and comes back (the case that has `shots`).

Its heartbeats stop, while what runs on it goes on: the nodes are those of tests.golden.nodes, with Leases of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cluster.component import World
from cluster.objects.heartbeats import LEASE_NAMESPACE
from cluster.objects.times import SECOND, rfc3339
from cluster.shell.files import MemoryFiles
from cluster.shell.terminal import Terminal
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.nodes import SteeredKubelet
from tests.golden.recorder import Recorder

LEASES = f"/apis/coordination.k8s.io/v1/namespaces/{LEASE_NAMESPACE}/leases"
SILENT = "node02"
TOLERANCE = 10.0  # seconds: a node renews its Lease every ten, and nobody knows when it did last
PATIENCE = 120  # seconds for each step of the failure
ORDER = ("Initialized", "Ready", "ContainersReady", "PodScheduled", "DisruptionTarget")
CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)


def run(case: Case) -> list[str]:
    """Plays the section and compares its shots, its times and its Events."""
    given: dict = {key: value for step in case.given for key, value in step.items() if key != "create"}
    failing = Failing(given["nodes"])
    found = failing.play([step["create"] for step in case.given if "create" in step])
    expect = case.expect
    wrong = differences([_plain_shot(shot) for shot in expect["shots"]], found["shots"], path="/shots")
    events = [[text.replace("<", "[").replace(">", "]") for text in event] for event in expect["events"]]
    wrong += differences(events, found["events"], path="/events")
    for (what, seconds), (_, measured) in zip(expect["timelineSeconds"], found["timeline"], strict=True):
        if measured is None or abs(measured - seconds) > TOLERANCE:
            wrong.append(f"/timelineSeconds: {what}: expected {seconds} ± {TOLERANCE}, got {measured}")
    return wrong


class QuietableKubelet(SteeredKubelet):
    """Nodes in `silent` are not heard, and hear nothing."""

    def __init__(self) -> None:
        self.silent: set[str] = set()

    def reconcile(self, key: str, world: World) -> None:
        pod = world.store.get("pods", *key.split("/"))
        if pod is None or pod["spec"]["nodeName"] not in self.silent:
            super().reconcile(key, world)


class Failing:
    def __init__(self, nodes: list[str]):
        self.kubelet = QuietableKubelet()
        self.recorder = Recorder([], kubelet=self.kubelet)
        self.cluster, self.store = self.recorder.cluster, self.recorder.cluster.store
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": LEASE_NAMESPACE}}
        self.recorder.ask("POST", "/api/v1/namespaces", namespace)
        for number, name in enumerate(nodes):
            self.recorder.ask("POST", "/api/v1/nodes", self._node(name, number))
            metadata = {"name": name, "namespace": LEASE_NAMESPACE}
            spec = {"holderIdentity": name, "leaseDurationSeconds": 40}
            lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
            self.recorder.ask("POST", LEASES, lease)
        self.recorder.settle()
        self.first = self.store.revision

    def play(self, manifests: list[dict]) -> dict:
        for manifest in manifests:
            self.recorder.create(manifest)
        self.recorder.settle()
        shots = [self._shot("before")]
        start, revision = self.cluster.now, self.store.revision
        self._silence()
        for at, is_reached in (("tainted", self._is_tainted), ("evicted", self._is_replaced)):
            self._wait_until(is_reached)
            shots.append(self._shot(at))
        back = self.cluster.now
        timeline = self._timeline(start, revision, back)
        revision = self.store.revision
        self._resume()
        self.recorder.settle()
        shots.append(self._shot("recovered"))
        return {"shots": shots, "timeline": timeline + self._recovery(back, revision), "events": self._events()}

    def _node(self, name: str, number: int) -> dict:
        size = {"cpu": "4", "memory": "8Gi", "pods": "110", "ephemeral-storage": "100Gi"}
        size = {**size, "hugepages-1Gi": "0", "hugepages-2Mi": "0"}
        system = {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
        labels = {**system, **{f"beta.{key}": value for key, value in system.items()}, "kubernetes.io/hostname": name}
        block = f"10.244.{number}.0/24"
        info = {
            "machineID": "0", "systemUUID": "0", "bootID": "0", "kernelVersion": "5.4.0", "architecture": "amd64",
            "osImage": "Ubuntu 20.04.1 LTS", "operatingSystem": "linux", "kubeletVersion": "v1.20.2",
            "containerRuntimeVersion": "docker://20.10.2", "kubeProxyVersion": "v1.20.2",
        }  # fmt: skip
        addresses = [{"type": "InternalIP", "address": f"10.1.0.{number + 1}"}, {"type": "Hostname", "address": name}]
        status = {"capacity": size, "allocatable": size, "addresses": addresses, "nodeInfo": info}
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
            "spec": {"podCIDR": block, "podCIDRs": [block]},
            "status": {**status, "conditions": self._conditions()},
        }

    def _conditions(self) -> list[dict]:
        now = rfc3339(self.cluster.epoch + self.cluster.now)
        told = {"lastHeartbeatTime": now, "lastTransitionTime": now}
        return [{"type": t, "status": s, "reason": r, "message": m, **told} for t, s, r, m in CONDITIONS]

    # -- the failure -------------------------------------------------------------------------------------------------

    def _silence(self) -> None:
        self.kubelet.silent.add(SILENT)
        lease = self.recorder.ask("GET", f"{LEASES}/{SILENT}").body
        body = {"spec": {"renewTime": lease["spec"]["renewTime"]}}  # the last renewal, which is computed when read
        self.recorder.ask("PATCH", f"{LEASES}/{SILENT}", body, "application/merge-patch+json")

    def _wait_until(self, is_reached: Callable[[], bool]) -> None:
        end = self.cluster.now + PATIENCE * SECOND
        while not is_reached() and self.cluster.now < end:
            self.recorder.sleep(0.1)
        self.recorder.sleep(0.5)

    def _is_tainted(self) -> bool:
        taints = self.store.get("nodes", "", SILENT)["spec"].get("taints") or ()
        return any(taint["effect"] == "NoExecute" for taint in taints)

    def _is_replaced(self) -> bool:
        """A pod of `fast` was evicted, and another one runs in its place."""
        return (
            self.store.get("deployments.apps", "default", "fast")["status"].get("availableReplicas") == 3
            and len(self.store.list("pods", "default")) > 6
        )

    def _resume(self) -> None:
        self.kubelet.silent.clear()
        self.recorder.ask("PATCH", f"{LEASES}/{SILENT}", {"spec": {"renewTime": None}}, "application/merge-patch+json")
        body = {"status": {"conditions": self._conditions()}}
        self.recorder.ask("PATCH", f"/api/v1/nodes/{SILENT}/status", body, "application/merge-patch+json")
        for pod in self.store.pods_on(SILENT):
            key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            self.cluster.clock.schedule(self.cluster.now, "kubelet", key)

    def _timeline(self, start: int, revision: int, end: int) -> list[tuple[str, float | None]]:
        """When each thing was first to be seen, in seconds after `start`."""
        seen: dict[str, float] = {}
        for change in self.store.changes_since(revision):
            at = (change.time - start) / SECOND
            if change.resource == "nodes" and change.name == SILENT:
                for condition in change.object["status"]["conditions"]:
                    if condition["status"] == "Unknown":
                        seen.setdefault(f"condition {condition['type']} Unknown", at)
                for taint in change.object["spec"].get("taints") or ():
                    seen.setdefault(f"taint {taint['key']}:{taint['effect']}", at)
            elif change.resource == "pods" and change.object["spec"].get("nodeName") == SILENT:
                app = change.name.split("-")[0]
                if "deletionTimestamp" in change.object["metadata"]:
                    seen.setdefault(f"pod of {app} terminating", at)
                elif any(
                    c["type"] == "Ready" and c["status"] == "False" for c in change.object["status"]["conditions"]
                ):
                    seen.setdefault(f"pod of {app} not ready", at)
        names = [f"condition {kind} Unknown" for kind, *_ in CONDITIONS]
        names += ["taint node.kubernetes.io/unreachable:NoSchedule", "pod of fast not ready", "pod of slow not ready"]
        names += ["taint node.kubernetes.io/unreachable:NoExecute", "pod of fast terminating"]
        return [(name, seen.get(name)) for name in names]

    def _recovery(self, back: int, revision: int) -> list[tuple[str, float | None]]:
        seen: dict[str, float] = {}
        for change in self.store.changes_since(revision):
            at = (change.time - back) / SECOND
            if change.name == SILENT and change.resource == "nodes" and not change.object["spec"].get("taints"):
                seen.setdefault("recovery: taints gone", at)
            if change.resource == "pods" and change.op == "DELETED":
                seen.setdefault("recovery: terminating pods gone", at)
        return [(name, seen.get(name)) for name in ("recovery: taints gone", "recovery: terminating pods gone")]

    # -- what is noted -----------------------------------------------------------------------------------------------

    def _shot(self, at: str) -> dict:
        node = self.recorder.ask("GET", f"/api/v1/nodes/{SILENT}").body
        return {
            "at": at,
            "conditions": node["status"]["conditions"],
            "taints": node["spec"].get("taints") or [],
            "podsOnNode": [
                _noted(pod) for pod in self.store.pods_on(SILENT) if pod["metadata"]["namespace"] == "default"
            ],
            **{f"kubectl {words}": self._kubectl(words) for words in COMMANDS},
        }

    def _kubectl(self, words: str) -> list[str]:
        told: list[str] = []
        program = Terminal(self.cluster, MemoryFiles()).program(f"kubectl {words}", lambda _, text: told.append(text))
        for _ in program:
            raise AssertionError(f"kubectl {words} waits")
        return _plain_lines(words, "".join(told))

    def _events(self) -> list[list[str]]:
        found = set()
        for event in self.store.list("events"):
            kind, about = event["involvedObject"]["kind"], event["reason"]
            if kind == "Node" or about in ("TaintManagerEviction", "NodeNotReady"):
                message = re.sub(r"/(fast|slow)-[a-z0-9]+-[a-z0-9]{5}", r"/\1-<hash>-<rand>", event["message"])
                found.add((kind, event["type"], about, message.replace("<", "[").replace(">", "]")))
        return [list(event) for event in sorted(found)]


COMMANDS = (f"describe node {SILENT}", "get deployments", "get nodes", "get pods -o wide")


def _noted(pod: dict) -> dict:
    conditions = {c["type"]: c for c in pod["status"]["conditions"]}
    kept = ("message", "reason", "status", "type")
    return {
        "conditions": [{key: conditions[kind].get(key) for key in kept} for kind in ORDER if kind in conditions],
        "message": pod["status"].get("message"),
        "name": pod["metadata"]["name"],
        "phase": pod["status"]["phase"],
        "reason": pod["status"].get("reason"),
        "terminating": "deletionTimestamp" in pod["metadata"],
    }


def _plain_shot(shot: dict) -> dict:
    return {
        key: _plain_lines(key.removeprefix("kubectl "), value) if key.startswith("kubectl") else value
        for key, value in shot.items()
    }


def _plain_lines(words: str, text: str) -> list[str]:
    """Runs of blanks as one; ages, times and addresses alike; the other two nodes not told apart; pods in any order."""
    plain = re.sub(r"[ \t]{2,}", "  ", text)
    plain = re.sub(
        r"\b\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]+ \+0000",
        "[time]",
        plain.replace("<time>", "[time]"),
    )
    plain = re.sub(r"(?<![\w.])(\d+[smh])+(?![\w])|<age>", "[age]", plain)
    plain = re.sub(r"\b10\.\d+\.\d+\.\d+(?!/)\b", "[ip]", plain.replace("<ip>", "[ip]"))
    plain = re.sub(r"\b(fast|slow)-([a-z0-9]+-[a-z0-9]{5}\b|<hash>-<rand>)", r"\1-[name]", plain)
    if words.startswith("get pods"):
        plain = re.sub(r"\bnode0[13]\b", "[other]", plain)
    lines = [line.rstrip() for line in plain.splitlines()]
    return sorted(lines) if words.startswith("get") else lines
