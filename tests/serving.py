"""`python -m cluster serve` as a process of its own, for tests with real clients."""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / ".cache" / "bin"
RATE = 20  # virtual seconds per second: a pull takes no time worth waiting for


class Served(NamedTuple):
    address: str
    kubeconfig: Path
    process: int  # of the server

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def memory(self) -> int:
        """Resident bytes."""
        pages = Path(f"/proc/{self.process}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def serving(folder: Path, nodes: int = 2, rate: int = RATE, tls: bool = False) -> Iterator[Served]:
    """A fresh cluster at a free port; its kubeconfig lies in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "kubeconfig"
    options = {"--port": port, "--nodes": nodes, "--rate": rate, "--kubeconfig": config}
    arguments = [str(word) for pair in options.items() for word in pair] + ["--tls"] * tls
    server = subprocess.Popen(
        [sys.executable, "-m", "cluster", "serve", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        address = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        _wait_for(f"{address}/api/v1/namespaces/default/serviceaccounts/default", server)
        yield Served(address, config, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def environment(served: Served, home: Path) -> dict[str, str]:
    """For programs: the tests' own kubectl and helm first on the path, nobody's home folder."""
    path = f"{PROGRAMS}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "KUBECONFIG": str(served.kubeconfig), "HOME": str(home)}


def program(name: str) -> str:
    """A program that `make setup-test` installs."""
    found = PROGRAMS / name
    if not found.exists():
        raise FileNotFoundError(f"{found} is missing: `make setup-test` installs it")
    return str(found)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE, context=ssl._create_unverified_context()) as answer:
                json.load(answer)
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{address} does not answer")
