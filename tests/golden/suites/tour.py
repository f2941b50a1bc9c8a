"""The tour: kubectl's command lines one after the other, suite tour (FORMAT.md)."""

from __future__ import annotations

import re
from contextlib import suppress

from cluster import parts
from cluster.api.admission import Admission
from cluster.api.request import Request
from cluster.kubectl.waiting import Interrupted
from cluster.objects.times import SECOND, rfc3339
from cluster.shell import MemoryFiles, Terminal, drive
from cluster.simulation import Simulation
from tests.golden.cases import Case
from tests.golden.recorder import Recorder
from tests.golden.tour_nodes import TourKubelet, lease, node
from tests.golden.transcripts import compared

SUITES = ("tour",)
VERSION = "v1.35.2"
PAUSE = SECOND // 10  # between two commands
NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")
KUBERNETES = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "kubernetes", "labels": {"component": "apiserver", "provider": "kubernetes"}},
    "spec": {
        "clusterIP": "10.96.0.1",
        "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 17640}],
    },
}
WORDS = re.compile(r"<(hash|rand)>")


def run(case: Case) -> list[str]:
    """Plays the transcript of v1.35.2 and compares every answer; a case without one is not for us."""
    if VERSION not in case.expect:
        return []  # the failing node, which the module tour_node_failure plays
    playing = Playing(case)
    problems: list[str] = []
    for number, step in enumerate(case.expect[VERSION]):
        problems += playing.step(step, f"/{number}")
    return problems


class Playing:
    def __init__(self, case: Case):
        nodes = next(step["nodes"] for step in case.given if "nodes" in step)
        files = {name: text for step in case.given for name, text in (step.get("files") or {}).items()}
        real = [component for component in parts.components() if component.name != "kubelet"]
        self.cluster = Simulation(0, nodes=0, guard=True, components=[*real, TourKubelet()])
        self.cluster.api.admission = Admission(disabled=("ServiceAccount",))
        for name in NAMESPACES:
            self.ask("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        self.ask("/api/v1/namespaces/default/services", KUBERNETES)
        now = rfc3339(self.cluster.epoch)
        for name in nodes:
            self.ask("/api/v1/nodes", node(name, now))
            self.ask("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", lease(name, now))
        self.pause(10 * SECOND)
        told = self.cluster.request(Request("DELETE", "/api/v1/namespaces/default/events"), actor="recorder")
        assert told.code == 200, told.body
        self.terminal = Terminal(self.cluster, MemoryFiles(files))
        self.terminal.kubeconfig = {"contexts": [{"name": "c", "context": {}}], "current-context": "c"}

    def ask(self, path: str, body: dict) -> None:
        answer = self.cluster.request(Request("POST", path, body=body), actor="recorder")
        assert answer.code == 201, answer.body

    def pause(self, length: int) -> None:
        self.cluster.run_until(self.cluster.now + length)

    def step(self, step: dict, at: str) -> list[str]:
        if "wait" in step:
            Recorder.settle(self, 2.5)  # type: ignore[arg-type]  # it only needs our `cluster`
            return []
        command = self.filled(step["command"])
        found = self.watched(command) if "meanwhile" in step else self.typed(command)
        self.pause(PAUSE)
        return [f"{step['command']}: {line}" for line in compared(step, found, step["command"], at)]

    def changes(self) -> list:
        return []

    def filled(self, command: str) -> str:
        """The command with the name of the youngest object that a placeholder fits."""
        words = []
        for word in command.split(" "):  # a recorded line is no shell's: its words stand unquoted
            if WORDS.search(word):
                pattern = re.compile(WORDS.sub("[a-z0-9]+", re.escape(word).replace("<hash>", "<hash>")))
                pods = [
                    pod["metadata"]
                    for pod in self.cluster.store.list("pods")
                    if pattern.fullmatch(pod["metadata"]["name"])
                ]
                word = max(pods, key=lambda metadata: (metadata["creationTimestamp"], metadata["name"]))["name"]
            words.append(f"'{word}'" if re.search(r"[{$*?;&|]", word) else word)
        return " ".join(words)

    def typed(self, command: str) -> dict:
        out, write = _captured()
        code = drive(self.cluster, self.terminal.program(command, write))
        return {"exit": code, **{stream: "".join(texts) for stream, texts in out.items()}}

    def watched(self, command: str) -> dict:
        """A watch, during which the first pod is deleted; ended when nothing changes any more."""
        out, write = _captured()
        steps = self.terminal.program(command, write)
        next(steps)
        self.pause(4 * SECOND // 5)
        name = self.cluster.store.list("pods", "default")[0]["metadata"]["name"]
        drive(self.cluster, self.terminal.program(f"kubectl delete pod {name} --wait=false", lambda stream, text: None))
        for _ in range(300):
            steps.send(None)
            self.pause(SECOND // 100)
        with suppress(StopIteration):
            steps.throw(Interrupted())
        return {"exit": 0, **{stream: "".join(texts).replace(name, "DELETED") for stream, texts in out.items()}}


def _captured():
    out: dict[str, list[str]] = {"stdout": [], "stderr": []}
    return out, lambda stream, text: out[stream].append(text)
