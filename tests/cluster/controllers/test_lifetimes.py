"""The laws of the engine with every controller at work: slices of time and restoring change nothing."""

import json

from cluster.simulation import Simulation
from tests.cluster.controllers.scene import Scene, deployment, service


def lived(pause=None, restored=False):
    """The digest after a life with a rollout, a node that falls silent and a namespace that goes."""
    scene = Scene(nodes=3)

    def wait(seconds):
        while pause and seconds > pause:
            scene.wait(pause)
            seconds -= pause
        scene.wait(seconds)
        if restored:
            scene.cluster = Simulation.restore(json.loads(json.dumps(scene.cluster.snapshot())), guard=True)
            scene.store = scene.cluster.store

    scene.create(service())
    scene.create(deployment(replicas=5))
    scene.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})
    wait(8)
    scene.create(deployment("other", 3), "team")
    wait(3)
    changed = {"template": {"spec": {"containers": [{"name": "main", "image": "redis"}]}}}
    scene.patch("Deployment", "web", {"spec": changed})
    wait(2)
    scene.do(fault="node.stop", node="minikube-m02")
    wait(40)
    scene.delete("Namespace", "team")
    wait(200)
    scene.do(fault="node.start", node="minikube-m02")
    wait(30)
    scene.patch("Deployment", "web", {"spec": {"replicas": 2}})
    wait(5)
    return scene.cluster.digest()


def test_slicing_time_changes_nothing():
    assert lived() == lived(pause=0.5)


def test_restoring_from_json_in_the_middle_of_anything_changes_nothing():
    assert lived() == lived(restored=True)
