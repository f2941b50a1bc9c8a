"""ReplicaSets, ReplicationControllers and who owns which pod: suite replicasets (FORMAT.md)."""

from __future__ import annotations

import re
from typing import Any

from cluster.controllers import podstate
from cluster.controllers.deployment.template import HASH_LABEL
from cluster.objects.paths import get_in
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.recorder import Recorder

SUITES = ("replicasets",)
CONTROLLERS = ("deployments.apps", "replicasets.apps", "replicationcontrollers")
POD = ("image", "labels", "name", "owners", "phase", "ready", "scheduled", "terminating")
QUIET = 4.0  # seconds; longer than the slowest pod of the suite takes to stop


def run(case: Case) -> list[str]:
    """Plays the case's steps and compares the snapshots after each and the Events in the end."""
    playing = Playing()
    expected = {
        "steps": [_plain(step) for step in case.expect["steps"]],
        "events": _plain_events(case.expect["events"]),
    }
    steps = [playing.step(step) for step in case.given[0]["steps"]]
    steps = [_as_noted(found, want) for found, want in zip(steps, expected["steps"], strict=True)]
    events = playing.events(_alternatives(expected["events"]))
    return differences(expected, {"steps": steps, "events": events}, case.unstable)


class Playing:
    def __init__(self) -> None:
        self.read = 0  # changes that `names` knows
        self.recorder = Recorder(["rs1", "rs2", "rs3"])
        self.store = self.recorder.cluster.store
        self.names: dict[str, str] = {}  # real name -> name as noted, of what has a generated one

    def step(self, step: dict) -> dict:
        if "sleep" in step:
            self.recorder.sleep(step["sleep"])
            return {"step": step, **self._snapshot()}
        code = self._send(step)
        noted: dict = {"step": step, "code": code}
        if "early" in step:
            self.recorder.sleep(step["early"])
            noted["early"] = self._snapshot()
        self.recorder.settle(QUIET)
        return {**noted, **self._snapshot()}

    def _send(self, step: dict) -> int:
        if "create" in step:
            return self.recorder.create(step["create"]).code
        if "patch" in step:
            # The recorder calls it "merge"; that a container keeps what is not mentioned shows that it was strategic
            # (scale-down-restarts-first: a merge patch would have reset the pull policy, which is refused).
            what = step["patch"]
            return self.recorder.patch(what["kind"], what["name"], what["body"], "strategic", what["subresource"]).code
        what = step["delete"]
        return self.recorder.delete(what["kind"], what["name"], what.get("options")).code

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def _snapshot(self) -> dict:
        controllers = [obj for resource in CONTROLLERS for obj in self.store.list(resource, "default")]
        pods = [self._pod(pod) for pod in self.store.list("pods", "default")]
        return {"controllers": [self._controller(obj) for obj in controllers], "pods": pods}

    def _controller(self, obj: dict) -> dict:
        metadata, status = obj["metadata"], obj.get("status") or {}
        if "conditions" in status:
            kept = ("message", "reason", "status", "type")
            conditions = [{key: self._noted(c[key]) for key in kept} for c in status["conditions"]]
            status = {**status, "conditions": conditions}
        return {
            "finalizers": metadata.get("finalizers"),
            "generation": metadata.get("generation"),
            "kind": obj["kind"],
            "name": self._noted(metadata["name"]),
            "owners": self._owners(metadata),
            "specReplicas": obj["spec"]["replicas"],
            "status": status,
            "terminating": "deletionTimestamp" in metadata,
        }

    def _pod(self, pod: dict) -> dict:
        metadata = pod["metadata"]
        return {
            "image": pod["spec"]["containers"][0]["image"],
            "labels": {k: "[hash]" if k == HASH_LABEL else v for k, v in (metadata.get("labels") or {}).items()},
            "name": self._noted(metadata["name"]),
            "owners": self._owners(metadata),
            "phase": get_in(pod, "status", "phase"),
            "ready": podstate.is_ready(pod),
            "scheduled": bool(pod["spec"].get("nodeName")),
            "terminating": "deletionTimestamp" in metadata,
        }

    def _owners(self, metadata: dict) -> list[dict]:
        kept = ("apiVersion", "blockOwnerDeletion", "controller", "kind", "name")
        references = metadata.get("ownerReferences") or ()
        return [{key: self._noted(r[key]) if key == "name" else r[key] for key in kept if key in r} for r in references]

    def events(self, alike: dict[str, str]) -> list[dict]:
        """The distinct Events about the controllers, names normalised; those in `alike` are not told apart."""
        kinds = ("Deployment", "ReplicaSet", "ReplicationController")
        found = []
        for event in (change.object for change in self.store.history if change.resource == "events"):
            about = event["involvedObject"]
            if about["kind"] in kinds:
                message = re.sub(
                    r"^Deleted pod: (.*)", lambda m: f"Deleted pod: {alike.get(m[1], m[1])}", event["message"]
                )
                found.append(
                    {
                        "kind": about["kind"],
                        "message": self._noted(message),
                        "object": self._noted(about["name"]),
                        "reason": event["reason"],
                        "source": event["source"].get("component", ""),
                        "type": event["type"],
                    }
                )
        return _distinct(found)

    def _noted(self, text: str) -> str:
        """Generated names in `text` become [hash] and [rand] (FORMAT.md, Normalisation)."""
        history = self.store.history
        for change in history[self.read :]:
            metadata = change.object["metadata"]
            if change.op == "ADDED" and change.resource == "replicasets.apps" and metadata.get("ownerReferences"):
                self.names[change.name] = f"{metadata['ownerReferences'][0]['name']}-[hash]"
            elif change.op == "ADDED" and metadata.get("generateName"):
                prefix = metadata["generateName"][:-1]
                self.names[change.name] = f"{self.names.get(prefix, prefix)}-[rand]"
        self.read = len(history)
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, self.names[name])
        return re.sub(r'(pods "[\w-]+?-)[a-z0-9]{5}"', r'\1[rand]"', text)  # of pods that were refused


def _as_noted(found: dict, want: dict) -> dict:
    """What was found, as far as the recorder noted it, in the same order and with alike pods not told apart."""
    found = {key: value for key, value in found.items() if key in want}
    if "early" in want:
        found["early"] = _as_noted(found["early"], want["early"])
    if "pods" in found:
        alike = _alternatives(want["pods"])
        found["pods"] = sorted(
            ({**pod, "name": alike.get(pod["name"], pod["name"])} for pod in found["pods"]), key=repr
        )
    return found


def _plain(step: Any) -> Any:
    """The recorder's note with [hash] and [rand] instead of placeholders, pods in a settled order."""
    if isinstance(step, str):
        return step.replace("<hash>", "[hash]").replace("<rand>", "[rand]")
    if isinstance(step, list):
        return [_plain(item) for item in step]
    if not isinstance(step, dict):
        return step
    step = {key: _plain(value) for key, value in step.items()}
    if isinstance(step.get("pods"), list):
        step["pods"] = sorted(({key: pod[key] for key in POD} for pod in step["pods"]), key=repr)
    return step


def _plain_events(events: list[dict]) -> list[dict]:
    return _distinct([_plain(event) for event in events])


def _distinct(events: list[dict]) -> list[dict]:
    return [dict(pairs) for pairs in sorted({tuple(sorted(event.items())) for event in events})]


def _alternatives(expected: Any) -> dict[str, str]:
    """Name -> the placeholder `<any:p1|p2>` (see rules/scaledown.py) that stands for it in `expected`."""
    placeholders = sorted(set(re.findall(r"<any:[^>]*>", repr(expected))))
    return {name: placeholder for placeholder in placeholders for name in placeholder[5:-1].split("|")}
