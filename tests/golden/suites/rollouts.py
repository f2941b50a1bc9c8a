"""Deployments rolled out, pod by pod: suites rollouts and rollouts_random (FORMAT.md)."""

from __future__ import annotations

import re
from typing import Any

from cluster.controllers.deployment import revisions, template
from cluster.objects.paths import get_in
from cluster.store import Change
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.nodes import GATE
from tests.golden.recorder import Recorder

SUITES = ("rollouts", "rollouts_random")
SETS, PODS = "replicasets.apps", "pods"
COUNTS = ("availableReplicas", "readyReplicas", "replicas", "unavailableReplicas", "updatedReplicas")


def run(case: Case) -> list[str]:
    """Plays the case's steps and compares what the recorder noted."""
    found = Playing(case).play()
    expected = {**case.expect}
    if "deploymentEvents" in expected:
        expected["deploymentEvents"] = [{**e, "message": _plain(e["message"])} for e in expected["deploymentEvents"]]
    return differences(expected, {key: found[key] for key in expected}, case.unstable)


class Playing:
    def __init__(self, case: Case):
        self.manifest = case.given[0]["manifest"]
        self.steps = case.given[1]["steps"]
        self.recorded = case.expect["steps"]
        self.name = self.manifest["metadata"]["name"]
        self.recorder = Recorder(["node01", "node02", "node03"])
        self.store = self.recorder.cluster.store
        self.numbers: dict[str, str] = {}  # ReplicaSet's name -> rs1, rs2, ... in order of creation
        self.sizes: dict[str, int] = {}
        self.notes: list[dict] = []

    def play(self) -> dict:
        for step in self.steps:
            for done in self._do(step):
                self._note(done)
        return {
            "steps": self.notes,
            "sequence": [change for note in self.notes for change in note["changes"]],
            "replicaSets": [self._described(rs) for rs in self._sets()],
            "deploymentEvents": self._deployment_events(),
            "podEventReasons": self._pod_event_reasons(),
        }

    # -- steps -----------------------------------------------------------------------------------------------------

    def _do(self, step: Any):
        """Does the step; yields what is to be noted, one after the other."""
        if step == "readyAll":
            yield from self._ready(None)
        elif isinstance(step, dict) and "ready" in step:
            yield from self._ready(step["ready"])
        else:
            word, value = (step, None) if isinstance(step, str) else next(iter(step.items()))
            getattr(self, f"_{_snake(word)}")(value)
            yield step

    def _ready(self, count: int | None):
        while count is None or count > 0:
            pod = self._next_unready()
            if pod is None:
                return
            self.recorder.patch("Pod", pod["metadata"]["name"], {"metadata": {"annotations": {GATE: "open"}}})
            yield {"ready": self.numbers[pod["metadata"]["ownerReferences"][0]["name"]]}
            count = None if count is None else count - 1

    def _next_unready(self) -> dict | None:
        """The oldest unready pod of the youngest ReplicaSet that has one."""
        for replica_set in reversed(self._sets()):
            owned = [pod for resource, pod in self.store.owned_by(replica_set["metadata"]["uid"]) if resource == PODS]
            waiting = [pod for pod in owned if _is_waiting(pod)]
            if waiting:
                return min(waiting, key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]))
        return None

    def _create(self, _: None) -> None:
        response = self.recorder.create(self.manifest)
        assert response.code == 201, response.body

    def _set_image(self, image: str) -> None:
        container = self.manifest["spec"]["template"]["spec"]["containers"][0]["name"]
        self._patch({"spec": {"template": {"spec": {"containers": [{"name": container, "image": image}]}}}})

    def _patch(self, body: dict) -> None:
        response = self.recorder.patch("Deployment", self.name, body, "strategic")
        assert response.code == 200, response.body

    def _scale(self, size: int) -> None:
        self.recorder.patch("Deployment", self.name, {"spec": {"replicas": size}}, "merge", "scale")

    def _scale_rs(self, what: Any) -> None:
        """Scales a ReplicaSet past its Deployment: `{"rs1": 5}`, `["rs1", 5]`, `{"rs": "rs1", "replicas": 5}`, or a
        size for the newest one."""
        named, size = self._sets()[-1]["metadata"]["name"], 0
        for part in _leaves(what):
            if isinstance(part, int):
                size = part
            named = next((name for name, number in self.numbers.items() if number == part), named)
        self.recorder.patch("ReplicaSet", named, {"spec": {"replicas": size}}, "merge", "scale")

    def _pause(self, paused: bool) -> None:
        self._patch({"spec": {"paused": paused}})

    def _undo(self, revision: int) -> None:
        """As `kubectl rollout undo` does: the template of an earlier ReplicaSet."""
        deployment = self._deployment()
        known = sorted(self._sets(), key=revisions.number)
        chosen = [rs for rs in known if revisions.number(rs) == revision] if revision else known[-2:-1]
        if not chosen or deployment["spec"].get("paused"):
            return
        wanted = template.without_hash(chosen[0]["spec"]["template"])
        self.recorder.patch(
            "Deployment", self.name, [{"op": "replace", "path": "/spec/template", "value": wanted}], "json"
        )

    def _wait(self, seconds: float) -> None:
        self.recorder.sleep(seconds)

    def _delete_pod(self, _: None) -> None:
        pods = [p for p in self.store.list(PODS, "default") if "deletionTimestamp" not in p["metadata"]]
        self.recorder.delete("Pod", pods[0]["metadata"]["name"])

    def _delete_rs(self, _: None) -> None:
        self.recorder.delete("ReplicaSet", self._sets()[-1]["metadata"]["name"])

    def _delete_orphan(self, _: None) -> None:
        """What goes leaves its own behind. FORMAT.md does not say what goes; the note does: a ReplicaSet that is gone
        stands among the changes, otherwise it was the Deployment."""
        noted = self.recorded[len(self.notes)]["changes"] if len(self.notes) < len(self.recorded) else []
        kind, name = "Deployment", self.name
        if any(size == "deleted" for _, size in noted):
            kind, name = "ReplicaSet", self._sets()[-1]["metadata"]["name"]
        self.recorder.delete(kind, name, {"propagationPolicy": "Orphan"})

    # -- notes -----------------------------------------------------------------------------------------------------

    def _note(self, step: Any) -> None:
        changes = [noted for change in self.recorder.settle() for noted in self._sized(change)]
        deployment = self._deployment() or {}
        status = deployment.get("status") or {}
        conditions = [
            {key: c[key] for key in ("message", "reason", "status", "type")} for c in status.get("conditions") or ()
        ]
        self.notes.append(
            {
                "step": step,
                "changes": changes,
                "status": {name: status.get(name, 0) for name in COUNTS},
                "conditions": sorted(conditions, key=lambda c: c["type"]),
                "revision": get_in(deployment, "metadata", "annotations", revisions.REVISION),
            }
        )

    def _sized(self, change: Change) -> list[list]:
        """[[rs1, replicas]] if the change made, resized or deleted a ReplicaSet."""
        if change.resource != SETS:
            return []
        number = self.numbers.setdefault(change.name, f"rs{len(self.numbers) + 1}")
        size = "deleted" if change.op == "DELETED" else change.object["spec"]["replicas"]
        if self.sizes.get(number) == size:
            return []
        self.sizes[number] = size
        return [[number, size]]

    def _deployment(self) -> dict | None:
        return self.store.get("deployments.apps", "default", self.name)

    def _sets(self) -> list[dict]:
        """The ReplicaSets in order of creation."""
        found = {rs["metadata"]["name"]: rs for rs in self.store.list(SETS, "default")}
        return [found[name] for name in self.numbers if name in found]

    def _described(self, replica_set: dict) -> dict:
        status = replica_set.get("status") or {}
        return {
            "rs": self.numbers[replica_set["metadata"]["name"]],
            "annotations": replica_set["metadata"].get("annotations"),
            "image": replica_set["spec"]["template"]["spec"]["containers"][0]["image"],
            "replicas": replica_set["spec"]["replicas"],
            "ready": status.get("readyReplicas", 0),
            "available": status.get("availableReplicas", 0),
        }

    def _deployment_events(self) -> list[dict]:
        """As they were created; later counting does not show."""
        seen = []
        for change in self.store.history:
            if change.resource == "events" and change.op == "ADDED":
                event = change.object
                if event["involvedObject"]["kind"] == "Deployment":
                    seen.append({key: event[key] for key in ("message", "reason", "type")})
        return [{**event, "message": self._numbered(event["message"])} for event in seen]

    def _numbered(self, text: str) -> str:
        for name, number in self.numbers.items():
            text = text.replace(name, f"{name.rsplit('-', 1)[0]}-[{number}]")
        return text

    def _pod_event_reasons(self) -> list[list[str]]:
        found = {
            (event["source"].get("component", ""), event["reason"])
            for event in self.store.list("events", "default")
            if event["involvedObject"]["kind"] == "Pod"
        }
        return [list(pair) for pair in sorted(found)]


def _is_waiting(pod: dict) -> bool:
    if "deletionTimestamp" in pod["metadata"] or get_in(pod, "status", "phase") != "Running":
        return False
    return any(c["type"] == "Ready" and c["status"] == "False" for c in pod["status"]["conditions"])


def _leaves(value: Any) -> list:
    if isinstance(value, dict):
        return [leaf for pair in value.items() for part in pair for leaf in _leaves(part)]
    return [leaf for part in value for leaf in _leaves(part)] if isinstance(value, list) else [value]


def _plain(text: str) -> str:
    """`web-<hash:rs1>` as `web-[rs1]`: which ReplicaSet is meant is compared, not only that it is one."""
    return re.sub(r"<hash:(rs\d+)>", r"[\1]", text)


def _snake(word: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in word).replace("_r_s", "_rs")
