"""Where pods go, and what is said of those that go nowhere: suite scheduling (FORMAT.md). No kubelet, no start."""

from __future__ import annotations

from typing import Any

from cluster import parts
from cluster.api.admission import Admission
from cluster.api.request import Request
from cluster.objects.times import SECOND
from cluster.simulation import Simulation
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.control_plane import path_of

SUITES = ("scheduling",)
SETTLED = 20 * SECOND  # longer than any back-off of the scheduler, shorter than its five minutes
HOSTNAME = "kubernetes.io/hostname"
STRATEGIC, MERGE = "application/strategic-merge-patch+json", "application/merge-patch+json"


def run(case: Case) -> list[str]:
    given = {key: value for part in case.given for key, value in part.items()}
    found = Playing().play(given)
    return differences(case.expect, found, case.unstable)


class Playing:
    def __init__(self) -> None:
        components = [component for component in parts.components() if component.name != "kubelet"]
        self.cluster = Simulation(nodes=0, guard=True, components=components)
        self.cluster.api.admission = Admission(disabled=("ServiceAccount",))
        self.store = self.cluster.store
        for name in ("default", "kube-system"):
            self.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})

    def play(self, given: dict) -> dict:
        for node in given["nodes"]:
            self.create(_node(node))
        for obj in given["objects"]:
            self.create(obj)
        for pod in given["existing"]:
            self.create(pod)
        self.settle()
        for pod in given["pods"]:
            self.create(pod)
            self.settle()
        names = [pod["metadata"]["name"] for pod in given["pods"]]
        found: dict[str, Any] = {"verdicts": [self.verdict(name) for name in names]}
        if given["existing"]:
            others = [pod["metadata"]["name"] for pod in given["existing"]]
            found["existing"] = {name: "stays" if self.pod(name) else "gone" for name in others}
            found["existingEvents"] = [
                [name, event["type"], event["reason"], _plain(event["message"])]
                for name in others
                for event in self.events(name)
            ]
        if given["then"]:
            self.afterwards(given["then"])
            self.settle()
            found["then"] = [self.verdict(name) for name in names]
        return found

    # -- doing -----------------------------------------------------------------------------------------------------

    def ask(self, method: str, path: str, body: Any = None, content_type: str = "application/json") -> None:
        answer = self.cluster.request(Request(method, path, body=body, content_type=content_type), actor="recorder")
        assert answer.code < 300, answer.body

    def create(self, obj: dict) -> None:
        self.ask("POST", path_of(obj), obj)

    def settle(self) -> None:
        self.cluster.run_until(self.cluster.now + SETTLED)

    def afterwards(self, then: dict) -> None:
        """What the case does once the first verdict is known."""
        for what, value in then.items():
            if what == "addNode":
                self.create(_node(value))
            elif what == "label":
                self.ask("PATCH", f"/api/v1/nodes/{value[0]}", {"metadata": {"labels": value[1]}}, MERGE)
            elif what in ("cordon", "uncordon"):
                self.ask(
                    "PATCH", f"/api/v1/nodes/{value}", {"spec": {"unschedulable": what == "cordon" or None}}, MERGE
                )
            elif "taint" in what.lower():
                name, taints = (value, None) if isinstance(value, str) else (value[0], (value[1:] or [None])[0])
                self.ask("PATCH", f"/api/v1/nodes/{name}", {"spec": {"taints": taints or None}}, MERGE)
            elif what.startswith("delete"):
                for name in [value] if isinstance(value, str) else value:
                    self.ask("DELETE", f"/api/v1/namespaces/default/pods/{name}")
            elif what.startswith(("create", "add")):
                for obj in value if isinstance(value, list) else [value]:
                    self.create(obj)
            else:
                raise ValueError(
                    f"then {what!r} is not known; known are addNode, label, cordon, uncordon, untaint, deletePod"
                )

    # -- noting ----------------------------------------------------------------------------------------------------

    def pod(self, name: str) -> dict | None:
        return self.store.get("pods", "default", name)

    def events(self, name: str) -> list[dict]:
        """Distinct Events about the pod, as created."""
        found = [event for event in self.store.list("events", "default") if event["involvedObject"]["name"] == name]
        distinct = {}
        for event in sorted(found, key=lambda event: int(event["metadata"]["resourceVersion"])):
            distinct.setdefault((event["type"], event["reason"], event["message"]), event)
        return list(distinct.values())

    def verdict(self, name: str) -> dict:
        pod = self.pod(name) or {"spec": {}}
        status = pod.get("status") or {}
        conditions = [c for c in status.get("conditions") or () if c["type"] == "PodScheduled"]
        return {
            "pod": name,
            "node": pod["spec"].get("nodeName"),
            "nominatedNodeName": status.get("nominatedNodeName"),
            "priority": pod["spec"].get("priority"),
            "condition": [{key: c.get(key) for key in ("message", "reason", "status", "type")} for c in conditions],
            "events": [
                {"message": _plain(event["message"]), "reason": event["reason"], "type": event["type"],
                 "reportingComponent": event.get("reportingComponent")}
                for event in self.events(name)
            ],
        }  # fmt: skip


def _node(node: dict) -> dict:
    size = {"cpu": node["cpu"], "memory": node["memory"], "pods": node["pods"], **node["extra"]}
    ready = {"type": "Ready", "status": "True" if node["ready"] else "False"}
    spec = {"taints": node["taints"], **({"unschedulable": True} if node["unschedulable"] else {})}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": node["name"], "labels": {HOSTNAME: node["name"], **node["labels"]}},
        "spec": spec,
        "status": {"capacity": size, "allocatable": size, "conditions": [ready]},
    }


def _plain(message: str) -> str:
    """The case's own namespace is noted as NS."""
    return message.replace(" default/", " NS/")
