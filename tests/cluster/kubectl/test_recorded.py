"""What kubectl 1.35.2 answers without a server, byte for byte: generators, templates, flags, mistakes, help."""

import json
from pathlib import Path

import pytest

from cluster.shell import MemoryFiles, Terminal, drive
from cluster.simulation import Simulation

RECORDED = json.loads((Path(__file__).parent / "recorded/local.json").read_text())
# Go draws the order in which maps are walked; ours is sorted. Here the same letters in another order are the same.
DRAWN = ("{..name}", "{.metadata.labels.*}", "{range .metadata.labels}", "{.spec.m.*}", "{....name}", "{.metadata..}")


@pytest.fixture(scope="module")
def simulation():
    return Simulation(nodes=0)


@pytest.mark.parametrize("case", RECORDED["cases"], ids=[case["line"] for case in RECORDED["cases"]])
def test_kubectl(case, simulation):
    terminal = Terminal(simulation, MemoryFiles(dict(RECORDED["files"])))
    terminal.kubeconfig = {}
    said = {"stdout": "", "stderr": ""}

    def write(stream, text):
        said[stream] += text

    code = drive(simulation, terminal.program(case["line"], write))
    expected = {stream: case[stream] for stream in said}
    if any(template in case["line"] for template in DRAWN):
        said, expected = ({stream: sorted(text) for stream, text in told.items()} for told in (said, expected))
    assert (code, said) == (case["exit"], expected)
