"""ReplicaSets, ReplicationControllers and who owns which pod: suite replicasets (FORMAT.md)."""

from __future__ import annotations

import re

from cluster.controllers import podstate
from cluster.objects.paths import get_in
from tests.golden.cases import Case
from tests.golden.compare import differences
from tests.golden.recorder import Recorder

SUITES = ("replicasets",)
CONTROLLERS = ("deployments.apps", "replicasets.apps", "replicationcontrollers")
QUIET = 4.0  # seconds; longer than the slowest pod of the suite takes to stop


def run(case: Case) -> list[str]:
    """Plays the case's steps and compares the snapshots after each and the Events in the end."""
    playing = Playing()
    found = {"steps": [playing.step(step) for step in case.given[0]["steps"]], "events": playing.events()}
    expected = {**case.expect, "steps": [_ordered(step) for step in case.expect["steps"]]}
    return differences(expected, {key: found[key] for key in expected}, case.unstable)


class Playing:
    def __init__(self) -> None:
        self.recorder = Recorder(["rs1", "rs2", "rs3"])
        self.store = self.recorder.cluster.store
        self.names: dict[str, str] = {}  # real name -> name as noted, of what has a generated one

    def step(self, step: dict) -> dict:
        if "sleep" in step:
            self.recorder.sleep(step["sleep"])
            return {"step": step, **(self._snapshot() if self._noted_after_sleep(step) else {})}
        code = self._send(step)
        noted: dict = {"step": step, "code": code}
        if "early" in step:
            self.recorder.sleep(step["early"])
            noted["early"] = self._snapshot()
        self.recorder.settle(QUIET)
        return _ordered({**noted, **self._snapshot()})

    def _send(self, step: dict) -> int:
        if "create" in step:
            return self.recorder.create(step["create"]).code
        if "patch" in step:
            what = step["patch"]
            return self.recorder.patch(what["kind"], what["name"], what["body"], what["type"], what["subresource"]).code
        what = step["delete"]
        return self.recorder.delete(what["kind"], what["name"], what.get("options")).code

    @staticmethod
    def _noted_after_sleep(step: dict) -> bool:
        return False

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
            "labels": metadata.get("labels"),
            "name": metadata["name"],
            "owners": self._owners(metadata),
            "phase": get_in(pod, "status", "phase"),
            "ready": podstate.is_ready(pod),
            "scheduled": bool(pod["spec"].get("nodeName")),
            "terminating": "deletionTimestamp" in metadata,
        }

    def _owners(self, metadata: dict) -> list[dict]:
        kept = ("apiVersion", "blockOwnerDeletion", "controller", "kind", "name")
        return [{key: r[key] for key in kept if key in r} for r in metadata.get("ownerReferences") or ()]

    def events(self) -> list[dict]:
        """The distinct Events about the controllers, names normalised."""
        kinds = ("Deployment", "ReplicaSet", "ReplicationController")
        seen = set()
        for event in (change.object for change in self.store.history if change.resource == "events"):
            about = event["involvedObject"]
            if about["kind"] in kinds:
                source = event["source"].get("component", "")
                message, name = self._noted(event["message"]), self._noted(about["name"])
                seen.add((about["kind"], message, name, event["reason"], source, event["type"]))
        names = ("kind", "message", "object", "reason", "source", "type")
        return [dict(zip(names, values, strict=True)) for values in sorted(seen)]

    def _noted(self, text: str) -> str:
        """Generated names as FORMAT.md notes them."""
        for change in self.store.history[len(getattr(self, "_known", ())) :]:
            pass
        return normalised(text, self._generated())

    def _generated(self) -> dict[str, str]:
        for change in self.store.history:
            metadata = change.object["metadata"]
            if change.op == "ADDED" and change.resource == "replicasets.apps" and metadata.get("ownerReferences"):
                self.names[change.name] = f"{metadata['ownerReferences'][0]['name']}-<hash>"
            elif change.op == "ADDED" and metadata.get("generateName"):
                prefix = metadata["generateName"][:-1]
                self.names[change.name] = f"{self.names.get(prefix, prefix)}-<rand>"
        return self.names


def normalised(text: str, names: dict[str, str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    return re.sub(r'(pods "[\w-]+?-)[a-z0-9]{5}"', r'\1<rand>"', text)


def _ordered(step: dict) -> dict:
    """Pods whose names are generated come in any order: sort by what is noted of them."""
    step = dict(step)
    if "pods" in step:
        step["pods"] = sorted(step["pods"], key=_order)
    if "early" in step:
        step["early"] = _ordered(step["early"])
    return step


def _order(pod: dict) -> tuple:
    name = pod["name"]
    generated = "<" in name or bool(re.search(r"-[bcdfghjklmnpqrstvwxz2456789]{5}$", name))
    owner = pod["owners"][0]["kind"] if pod["owners"] else ""
    return (name if not generated else "~", owner, pod["terminating"], pod["ready"], str(pod["labels"]))
