"""What kubectl 1.35.2 answers without a server, byte for byte: generators, templates, flags, mistakes, help."""

import json
from pathlib import Path

import pytest

from cluster.shell import MemoryFiles, Terminal, drive
from cluster.simulation import Simulation

RECORDED = json.loads((Path(__file__).parent / "recorded/local.json").read_text())
# Go draws the order in which maps are walked; ours is sorted.
DRAWN = ("{..name}", "{.metadata.labels.*}", "{range .metadata.labels}", "{.spec.m.*}", "{....name}", "{.metadata..}")


@pytest.fixture(scope="module")
def simulation():
    return Simulation(nodes=0)


@pytest.mark.parametrize("case", RECORDED["cases"], ids=[case["line"] for case in RECORDED["cases"]])
def test_kubectl(case, simulation):
    if any(template in case["line"] for template in DRAWN):
        pytest.skip("the order of a Go map")
    terminal = Terminal(simulation, MemoryFiles(dict(RECORDED["files"])))
    terminal.kubeconfig = {}
    said = {"stdout": "", "stderr": ""}

    def write(stream, text):
        said[stream] += text

    code = drive(simulation, terminal.program(case["line"], write))
    assert {"exit": code, **said} == {key: case[key] for key in ("exit", "stdout", "stderr")}
