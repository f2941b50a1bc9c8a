"""On a real cluster: what is fed afterwards, change by change, shows every moment as it was when it was now."""

import pytest

from cluster.simulation import Simulation
from tutorial.lessons.cel import Expression
from tutorial.lessons.checks import remembered
from tutorial.lessons.engine import check_world
from tutorial.lessons.script import run_script
from tutorial.lessons.settle import settle

SEEN = [
    'string(pods.filter(p, p.ready).size()) + " of " + string(pods.size())',
    'services.map(s, s.name + string(s.ready.size())).join(" ")',
    'deployments.map(d, string(d.ready) + string(d.updated) + string(d.available)).join(" ")',
    'nodes.map(n, n.name + n.ready + string(n.taints.size())).join(" ")',
    'pods.map(p, p.name + p.status + string(p.restarts)).join(" ")',
    'events.map(e, e.reason + string(e.count)).join(" ")',
]
DEEDS = [
    "kubectl set image deployment/web nginx=nginx:1.9.1",
    "minikube node stop minikube-m02",
    "kubectl delete deployment web",
    "kubectl run crash --image=busybox -- sh -c 'exit 1'",
]


def lived() -> Simulation:
    simulation = Simulation(seed=5, nodes=2, profile="lesson")
    settle(simulation)
    run_script(
        simulation,
        "kubectl create deployment web --image=nginx --replicas=2\nkubectl expose deployment web --port=80",
        {},
    )
    settle(simulation)
    return simulation


def told(world) -> list:
    return [Expression(source, "string").evaluate(world).value for source in SEEN]


@pytest.mark.parametrize("deed", DEEDS)
def test_every_moment_is_as_it_was_when_it_was_now(deed):
    simulation = lived()
    world, since = check_world(simulation, {}), simulation.store.revision
    run_script(simulation, deed, {})
    then = {simulation.store.revision: told(check_world(simulation, {}))}
    end = simulation.now + 400_000_000
    while (due := simulation.next_due) is not None and due <= end:
        simulation.step()
        then[simulation.store.revision] = told(check_world(simulation, {}))
    now = check_world(simulation, {})
    found = {}
    for change in simulation.store.changes_since(since):
        world.apply(change)
        if change.revision in then:
            found[change.revision] = told(world)
    assert len(found) > 10
    assert found == {revision: said for revision, said in then.items() if revision in found}
    remembered(now, simulation, since)
    assert [entry["time"] for entry in now.history] == [entry["time"] for entry in world.history]
    assert list(now.history) == list(world.history)
    assert told(now) == told(world)


def test_what_only_runs_on_a_node_is_not_to_be_seen():
    simulation = lived()
    run_script(simulation, "minikube node stop minikube-m02", {})
    outcome = Expression("nodes.exists(n, n.stopped)").evaluate(check_world(simulation, {}))
    assert "stopped" in outcome.missing
