import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RATE = 20  # virtual seconds per second: a pull takes no time worth waiting for


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A fresh cluster of two nodes behind `python -m cluster serve`: its address and its kubeconfig."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "cluster",
        "serve",
        "--port",
        str(port),
        "--nodes",
        "2",
        "--rate",
        str(RATE),
        "--kubeconfig",
        str(folder / "config"),
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/readyz", server)
        yield address, folder / "config"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(address, server):
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{address} does not answer")


@pytest.fixture
def kubectl(served, tmp_path):
    """The real kubectl in an empty folder: `kubectl("get pods") -> CompletedProcess`; `files` are put there."""
    program = ROOT / ".cache/bin/kubectl"
    if not program.exists():
        program = shutil.which("kubectl") or pytest.fail("no kubectl: `make setup-test` installs it")

    def run(line, files=None, stdin=None):
        for name, content in (files or {}).items():
            (tmp_path / name).write_text(content)
        return subprocess.run(
            ["sh", "-c", f"'{program}' {line}"],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            env={**os.environ, "KUBECONFIG": str(served[1]), "HOME": str(tmp_path)},
            timeout=60,
        )

    return run
