"""Every line of scenes/: stdout, stderr and exit code of the real kubectl and of the terminal's own are the same."""

import difflib
from pathlib import Path

import pytest

from cluster.shell.script import commands
from tests.differential.alike import normalised
from tests.differential.twins import Served, Twins

HERE = Path(__file__).parent
SCENES = sorted((HERE / "scenes").glob("*.sh"))
KUBECTL = HERE.parents[1] / ".cache" / "bin" / "kubectl"


@pytest.fixture(scope="session")
def server():
    return Served()


@pytest.mark.parametrize("scene", SCENES, ids=lambda path: path.stem)
def test_the_same_words(scene, server, tmp_path):
    program = KUBECTL if KUBECTL.exists() else pytest.fail(f"{KUBECTL} is missing: `make setup-test` installs it")
    twins = Twins(server, str(program), tmp_path)
    differences = []
    for line in commands(scene.read_text()):
        real, ours = twins.real(line), twins.ours(line)
        twins.settle()
        differences += compared(line, real, ours)
    assert not differences, "\n".join(differences)


def compared(line, real, ours):
    found = []
    if real.exit != ours.exit:
        found.append(f"  exit: real {real.exit}, ours {ours.exit}")
    for stream in ("stdout", "stderr"):
        theirs, mine = (normalised(getattr(said, stream)).split("\n") for said in (real, ours))
        if theirs != mine:
            found += [
                f"  {text}"
                for text in difflib.unified_diff(theirs, mine, f"real {stream}", f"our {stream}", lineterm="", n=1)
            ]
    return [f"$ {line}", *found[:40]] if found else []
