"""Whatever is done to a cluster, in any order: it comes to rest, and what then stands agrees with itself."""

from __future__ import annotations

from random import Random

import pytest

from cluster.api.request import Request
from tests.cluster.controllers.scene import PATHS, Scene, deployment, pod, replica_set, service, template

NAMES, NAMESPACES, IMAGES = ("web", "a", "b"), ("default", "team"), ("nginx", "redis", "nginx:12.34.56", "busybox")
POLICIES = ({}, *({"propagationPolicy": policy} for policy in ("Foreground", "Background", "Orphan")))
STRATEGIES = (
    {"type": "Recreate"},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
    {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "50%", "maxUnavailable": "25%"}},
)
WAITS = (0, 0.01, 0.5, 5, 60)
TEAM = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}}
MERGE = "application/merge-patch+json"


class Chaos:
    """One thing after the other, drawn from a seed."""

    def __init__(self, seed: int):
        self.draw, self.scene = Random(seed), Scene(nodes=3, seed=seed)
        self.ask("POST", PATHS["Namespace"], TEAM)

    def ask(self, method, path, body, content_type="application/json"):
        response = self.scene.cluster.request(Request(method, path, body=body, content_type=content_type))
        assert response.code < 500, response.body

    def one(self, *choices):
        return self.draw.choice(choices)

    def labels(self):
        return {"app": self.one(*NAMES), **self.one({}, {"track": "1"})}

    def path(self, kind, name=""):
        return PATHS[kind].format(self.one(*NAMESPACES)) + (f"/{name}" if name else "")

    def deploy(self):
        spec = {
            "minReadySeconds": self.one(0, 3),
            "strategy": self.one(*STRATEGIES),
            "revisionHistoryLimit": self.one(0, 10),
        }
        made = deployment(self.one(*NAMES), self.draw.randrange(5), self.labels(), **spec)
        self.ask("POST", self.path("Deployment"), made)

    def replicate(self):
        labels, name = self.labels(), self.one(*NAMES)
        made = replica_set(name, self.draw.randrange(4), labels)
        self.ask("POST", self.path("ReplicaSet"), {**made, "metadata": {"name": name, "labels": labels}})
        spec = {"replicas": 2, "selector": labels, "template": template(labels)}
        controller = {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": name}, "spec": spec}
        self.ask("POST", self.path("ReplicationController"), controller)

    def run(self):
        others = self.one({}, {"restartPolicy": "Never"}, {"nodeSelector": {"no": "where"}})
        self.ask("POST", self.path("Pod"), pod(f"p{self.draw.randrange(5)}", self.labels(), **others))

    def serve(self):
        self.ask("POST", self.path("Service"), service(self.one(*NAMES), **self.one({}, {"clusterIP": "None"})))

    def limit(self):
        hard = {"pods": str(self.draw.randrange(3, 12))}
        quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard}}
        self.ask("POST", self.path("ResourceQuota"), quota)

    def scale(self):
        path = self.path(self.one("Deployment", "ReplicaSet", "ReplicationController"), self.one(*NAMES))
        self.ask("PATCH", path, {"spec": {"replicas": self.draw.randrange(6)}}, MERGE)

    def roll(self):
        containers = [{"name": "main", "image": self.one(*IMAGES)}]
        body = {"spec": {"template": {"spec": {"containers": containers}}, "paused": self.one(False, False, True)}}
        self.ask("PATCH", self.path("Deployment", self.one(*NAMES)), body, "application/strategic-merge-patch+json")

    def delete(self):
        kind = self.one("Deployment", "ReplicaSet", "ReplicationController", "Service")
        self.ask("DELETE", self.path(kind, self.one(*NAMES)), self.one(*POLICIES))

    def disturb(self):
        namespace = self.one(*NAMESPACES)
        names = self.scene.names("pods", namespace)
        if names:
            path = f"{PATHS['Pod'].format(namespace)}/{self.one(*names)}"
            if self.draw.random() < 0.5:
                self.ask("DELETE", path, self.one({}, {"gracePeriodSeconds": 0}))
            else:
                self.ask("PATCH", path, {"metadata": {"labels": {"app": self.one(*NAMES)}}}, MERGE)

    def fail(self):
        node, fault = self.one("minikube-m02", "minikube-m03"), self.one("node.stop", "node.start")
        stopped = self.scene.cluster.runtime.get(node, "stopped") is not None
        if stopped == (fault == "node.start"):
            self.scene.do(fault=fault, node=node)

    def move(self):
        self.ask(*self.one(("DELETE", "/api/v1/namespaces/team", {}), ("POST", PATHS["Namespace"], TEAM)))

    def play(self, steps: int) -> Scene:
        deeds = (
            self.deploy, self.deploy, self.replicate, self.run, self.serve, self.limit, self.scale, self.scale,
            self.roll, self.roll, self.delete, self.disturb, self.disturb, self.fail, self.move,
        )  # fmt: skip
        for _ in range(steps):
            self.draw.choice(deeds)()
            self.scene.wait(self.draw.choice(WAITS))
        for node in ("minikube-m02", "minikube-m03"):
            if self.scene.cluster.runtime.get(node, "stopped") is not None:
                self.scene.do(fault="node.start", node=node)
        self.scene.wait(1200)
        return self.scene


@pytest.mark.parametrize("seed", range(5))
def test_a_cluster_comes_to_rest_and_agrees_with_itself(seed):
    store = Chaos(seed).play(50).store
    for resource in store.resources():
        for obj in store.list(resource):
            for owner in obj["metadata"].get("ownerReferences") or ():
                assert store.by_uid(owner["uid"]), (resource, obj["metadata"]["name"], owner)
    for resource in ("replicasets.apps", "replicationcontrollers"):
        for owner in store.list(resource):
            check_replicas(owner, store)
    assert not [n for n in store.list("namespaces") if "deletionTimestamp" in n["metadata"]]


def check_replicas(owner, store):
    namespace, uid = owner["metadata"]["namespace"], owner["metadata"]["uid"]
    tally = store.tally(uid)
    active = sum(number for bucket, number in tally.items() if bucket.state == "active")
    owned = [
        p
        for p in store.list("pods", namespace)
        if any(r["uid"] == uid for r in p["metadata"].get("ownerReferences", ()))
    ]
    assert len(owned) == sum(tally.values())
    assert owner["status"].get("replicas", 0) == active
    assert active == owner["spec"]["replicas"] or store.list("resourcequotas", namespace)
