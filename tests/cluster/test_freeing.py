"""A simulation that nobody holds any more is freed at once: its memory must not wait for the garbage collector."""

import gc
import json
import sys
import weakref

import pytest

from cluster.shell.driving import drive
from cluster.shell.files import MemoryFiles
from cluster.shell.script import commands
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation
from tests.cluster.api.crds import crd

LIVES = {
    "nothing": "",
    "pods that ask one another": """
        kubectl create deployment web --image=nginx --replicas=2
        kubectl expose deployment web --port=80
        kubectl rollout status deployment/web
        kubectl run ask --image=busybox --restart=Never -- wget -qO- http://web
        kubectl wait --for=jsonpath={.status.phase}=Succeeded pod/ask
        kubectl logs ask
        kubectl exec deploy/web -- cat /etc/hostname
        kubectl top nodes || true
    """,
    "custom resources": """
        kubectl apply -f widgets.json
        kubectl wait --for=condition=established crd/widgets.stable.example.com
        kubectl get widgets
    """,
}


@pytest.fixture(autouse=True)
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", LIVES)
def test_it_is_freed_with_all_that_it_holds(name):
    simulation = lived(LIVES[name])
    twin, past = simulation.branch(), simulation.branch(at=0)
    held = [part for one in (simulation, twin, past) for part in (one, one.store)]
    alive = weakref.WeakSet(held)
    del simulation, twin, past, held
    assert not alive


def lived(script: str) -> Simulation:
    terminal = Terminal(Simulation(seed=1), MemoryFiles({"widgets.json": json.dumps(crd())}))
    said: list[str] = []
    for line in commands(script):
        steps = terminal.program(line, lambda stream, text: said.append(text))
        assert drive(lambda: terminal.simulation, steps, until=terminal.simulation.now + 600_000_000) == 0, said
    return terminal.simulation


def test_one_that_could_not_be_made_leaves_no_complaint(monkeypatch):
    complaints: list = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(ValueError, match="profile"):
        Simulation(profile="none")
    assert not complaints
