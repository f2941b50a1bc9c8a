import subprocess

import pytest

from tests.patience import PATIENCE
from tests.serving import environment, program, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A fresh cluster of two nodes behind `python -m cluster serve`: its address and its kubeconfig."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def kubectl(served, tmp_path):
    """The real kubectl in an empty folder: `kubectl("get pods") -> CompletedProcess`; `files` are put there."""
    kubectl = program("kubectl")

    def run(line, files=None, stdin=None):
        for name, content in (files or {}).items():
            (tmp_path / name).write_text(content)
        return subprocess.run(
            ["sh", "-c", f"'{kubectl}' {line}"],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            env=environment(served, tmp_path),
            timeout=2 * PATIENCE,
        )

    return run
