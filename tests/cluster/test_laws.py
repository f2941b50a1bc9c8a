"""The laws of the engine: each test would fail if its law were broken."""

import json
import os
import subprocess
import sys

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation

SECOND = 1_000_000
DAY = 24 * 60 * 60 * SECOND
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"

# Run with other hash seeds in other processes: everything that could depend on one is in it.
STORY = """
from tests.cluster.test_laws import told_story
print(told_story().digest())
"""


def deployment(image="nginx", replicas=3):
    template = {
        "metadata": {"labels": {"app": "web", "tier": "front"}},
        "spec": {
            "containers": [
                {"name": "nginx", "image": image},
                {"name": "log", "image": "busybox", "command": ["sleep", "3600"]},
            ]
        },
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template},
    }


def send(simulation, method, path, body=None, content_type="application/json"):
    response = simulation.request(Request(method, path, body=body, content_type=content_type))
    assert response.code < 300, response.body
    return response.body


def chapters():
    """What happens in the story, and when (virtual seconds)."""
    patch = "application/merge-patch+json"
    bad = {"spec": {"template": deployment("nginx:12.34.56")["spec"]["template"]}}
    return [
        (1, lambda s: send(s, "POST", DEPLOYMENTS, deployment())),
        (40, lambda s: send(s, "PATCH", f"{DEPLOYMENTS}/web", {"spec": {"replicas": 5}}, patch)),
        (70, lambda s: s.apply(s.next_input({"fault": "node.stop", "node": "minikube-m02"}, "learner"))),
        (200, lambda s: send(s, "PATCH", f"{DEPLOYMENTS}/web", bad, patch)),
        (500, lambda s: s.apply(s.next_input({"fault": "node.start", "node": "minikube-m02"}, "learner"))),
    ]


def told_story(until=600, profile="real", guard=False, pause=None):
    simulation = Simulation(seed=5, nodes=3, profile=profile, guard=guard)
    for at, happen in chapters():
        if at > until:
            break
        simulation.run_until(at * SECOND)
        happen(simulation)
        if pause:
            simulation = pause(simulation)
    simulation.run_until(until * SECOND)
    return simulation


def digest_in_another_process(hash_seed):
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(["."] + sys.path)}
    done = subprocess.run([sys.executable, "-c", STORY], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_two_processes_with_other_hash_seeds_agree():
    assert digest_in_another_process("1") == digest_in_another_process("2") == told_story().digest()


def test_other_seeds_make_other_clusters():
    assert Simulation(seed=1).digest() != Simulation(seed=2).digest()


@pytest.mark.parametrize("profile", ["real", "lesson"])
def test_a_snapshot_restored_goes_on_as_if_it_had_never_stopped(profile):
    def through_json(simulation):
        return Simulation.restore(json.loads(json.dumps(simulation.snapshot())))

    assert told_story(profile=profile, pause=through_json).digest() == told_story(profile=profile).digest()


def test_how_the_host_slices_time_changes_nothing():
    simulation = Simulation(seed=5, nodes=3)
    waiting = chapters()
    for moment in range(0, 600_001, 137):
        while waiting and waiting[0][0] * 1000 <= moment:
            at, happen = waiting.pop(0)
            simulation.run_until(at * SECOND)
            happen(simulation)
        simulation.run_until(max(simulation.now, moment * 1000))
    simulation.run_until(600 * SECOND)
    assert simulation.digest() == told_story().digest()


def test_replay_of_the_inputs_is_exact():
    told = told_story()
    replay = Simulation.restore(told.origin)
    for given in told.inputs:
        replay.apply(given)
    replay.run_until(told.now)
    assert replay.digest() == told.digest()
    assert len(told.inputs) == len(chapters())


def test_stored_objects_are_never_changed_in_place():
    """The guard raises at the very line that would change one; the story under guard is the same story."""
    assert told_story(guard=True).digest() == told_story().digest()


def test_an_idle_cluster_costs_no_events_however_long():
    simulation = told_story()
    simulation.run_until(simulation.now + 2 * DAY // 24)  # Events expire after an hour
    send(simulation, "DELETE", f"{DEPLOYMENTS}/web")
    simulation.run_until(simulation.now + 3 * DAY // 24)
    before, steps = simulation.store.revision, 0
    end = simulation.now + 10 * DAY
    while simulation.next_due is not None and simulation.next_due <= end:
        simulation.step()
        steps += 1
    simulation.run_until(end)
    assert (steps, simulation.store.revision) == (0, before)


def test_heartbeats_are_read_fresh_without_being_written():
    simulation = Simulation(seed=1)
    simulation.settle()
    before = simulation.digest()

    def heartbeat():
        node = send(simulation, "GET", "/api/v1/nodes/minikube")
        return next(c for c in node["status"]["conditions"] if c["type"] == "Ready")["lastHeartbeatTime"]

    first = heartbeat()
    assert simulation.digest() == before
    simulation.run_until(simulation.now + DAY)
    assert heartbeat() > first


def test_a_branch_lives_its_own_life_and_leaves_its_origin_alone():
    simulation = told_story(until=60)
    before = simulation.digest()
    branch = simulation.branch()
    assert branch.digest() == before
    send(branch, "DELETE", f"{DEPLOYMENTS}/web")
    branch.run_until(branch.now + 60 * SECOND)
    assert simulation.digest() == before
    simulation.run_until(120 * SECOND)
    assert simulation.store.get("deployments.apps", "default", "web")
    assert branch.store.get("deployments.apps", "default", "web") is None


def test_a_branch_in_the_past_has_lived_through_exactly_that():
    assert told_story().branch(at=60 * SECOND).digest() == told_story(until=60).digest()


def test_every_pod_leads_back_to_the_input_that_caused_it():
    simulation = told_story(until=60)
    pods = simulation.store.list("pods", "default")
    assert len(pods) == 5
    for pod in pods:
        revision = next(
            c.revision
            for c in simulation.history
            if c.op == "ADDED" and c.object["metadata"]["uid"] == pod["metadata"]["uid"]
        )
        assert {"i1", "i2"} & causes_of(simulation, revision)


def causes_of(simulation, revision):
    found, waiting = set(), [revision]
    while waiting:
        cause = waiting.pop()
        if cause not in found:
            found.add(cause)
            if isinstance(cause, int):
                waiting.extend(simulation.store.change(cause).causes)
    return found
