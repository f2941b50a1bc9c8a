"""The whole site in a process of its own, and learners in Chromium. Run apart from other tests: `make test-browser`."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.learner import Learner
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "test-results"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a fresh site; its database is thrown away."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "SQLITE_PATH": str(folder / "site.sqlite3"),
        "SECRET_KEY": "only-for-tests",
        "CLUSTERS_PER_BROWSER": "100",
    }
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, folder / "log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _wait_for(address, server, log):
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=PATIENCE)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Chromium without its windows, which costs half, else whatever there is."""
    known = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    system = next(filter(None, map(shutil.which, known)), None)
    return {**browser_type_launch_args, "args": QUIET, **({"executable_path": system} if system else {})}


@pytest.fixture(scope="session")
def desk(browser):
    """Where all learners of a process sit, one after another: the browser need not fetch and compile the page's modules
    anew for each of them."""
    desk = browser.new_context(locale="en-GB")
    desk.set_default_timeout(PATIENCE * 1000)
    yield desk
    desk.close()


@pytest.fixture
def learner(desk, site, request):
    """A learner with a browser of 1440 × 900; other sizes and themes by `learner.sits_at(...)`. What the browser
    complains about fails the test."""
    someone = Learner(desk, site, SHOTS)
    yield someone
    someone.leaves(request.node.name)
