"""One served cluster a module; a namespace a test, made and deleted."""

import itertools
import subprocess

import pytest

from tests.clients import things
from tests.patience import PATIENCE
from tests.serving import environment, program, serving

_numbers = itertools.count(1)


def pytest_configure(config):
    """Some libraries leave their sockets to the garbage collector: that is theirs."""
    for theirs in ("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"):
        config.addinivalue_line("filterwarnings", theirs)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def run(served, tmp_path):
    """`run("kubectl get pods", files={...}) -> CompletedProcess`: a line of shell in an empty folder."""
    program("kubectl"), program("helm")  # a missing one is named, not looked up elsewhere

    def run(line, files=None, stdin=None, timeout=2 * PATIENCE):
        for name, content in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
        return subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env=environment(served, tmp_path),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    return run


@pytest.fixture
def ok(run):
    """As `run`, but the line must succeed; gives its stdout."""

    def ok(line, files=None, stdin=None, timeout=2 * PATIENCE):
        done = run(line, files, stdin, timeout)
        assert done.returncode == 0, f"$ {line}\n{done.stdout}{done.stderr}"
        return done.stdout

    return ok


@pytest.fixture
def namespace(served):
    """The name of a namespace of the test's own."""
    name = f"test-{next(_numbers)}"
    things.send(served, "POST", "/api/v1/namespaces", {"metadata": {"name": name}})
    yield name
    things.send(served, "DELETE", f"/api/v1/namespaces/{name}")
