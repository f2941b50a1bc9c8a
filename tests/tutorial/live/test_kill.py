"""kill -9 at any moment loses nothing that was acknowledged and leaves nothing half done."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.tutorial.databases import environment
from tests.tutorial.live.killing import POINTS

ROOT = Path(__file__).parents[3]
ROUNDS = {"sqlite": 100, "postgresql": 12}


@pytest.mark.postgresql
def test_a_host_that_is_killed_a_hundred_times_keeps_what_it_acknowledged(transactional_db):
    rounds = ROUNDS[connection.vendor]
    command = [sys.executable, "-m", "tests.tutorial.live.killing", str(rounds)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["rounds"] == rounds
    assert found["points"] == min(len(POINTS), rounds // 2), (
        "each point of a transaction, a snapshot and the forgetting"
    )
    assert found["commands"] >= found["acknowledged"] >= rounds // 2, "the workers did next to nothing"
