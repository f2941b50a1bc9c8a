"""Lines that bash and its friends were given: we answer the same."""

import json
from pathlib import Path

import pytest

from cluster.shell import MemoryFiles, Terminal, drive
from cluster.simulation import Simulation

RECORDED = json.loads((Path(__file__).parent / "recorded/bash.json").read_text())


@pytest.mark.parametrize("case", RECORDED["cases"], ids=[case["line"] for case in RECORDED["cases"]])
def test_shell(case):
    terminal = Terminal(Simulation(nodes=0), MemoryFiles(dict(RECORDED["files"])))
    said = {"stdout": "", "stderr": ""}

    def write(stream, text):
        said[stream] += text

    code = drive(terminal.simulation, terminal.program(case["line"], write))
    assert {"exit": code, **said} == {key: case[key] for key in ("exit", "stdout", "stderr")}
