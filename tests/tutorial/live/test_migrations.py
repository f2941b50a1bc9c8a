"""A site that is years old is migrated: its clusters wake as they were."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.tutorial.conftest import LEARNER
from tests.tutorial.live.test_snapshots import does
from tutorial.live import keeping, ledger
from tutorial.live.waking import restored

STORED = Path(__file__).parents[1] / "data" / "stored" / "format-2.bin"
FIRST = [("share", None), ("live", "0001_initial")]


@pytest.fixture
def migrated(transactional_db):
    """`migrated(targets)`: the tables as they are then; at the end they are today's again."""

    def migrate(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return executor.loader.project_state([target for target in targets if target[1]]).apps

    today = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate
    migrate(today)


@pytest.mark.postgresql
def test_a_cluster_of_the_first_release_wakes_after_all_migrations(migrated):
    old = migrated(FIRST)
    Cluster, Snapshot, Journal = (old.get_model("live", name) for name in ("Cluster", "Snapshot", "Journal"))
    state = keeping.unpack(STORED.read_bytes())
    for name in ("first", "second"):
        cluster = Cluster.objects.create(id=name, browser=LEARNER, epoch=3, used_at=timezone.now())
        Snapshot.objects.create(cluster=cluster, sequence=5, time=0, data=STORED.read_bytes())
        entry = {"file": ["new.yaml", "b: 2\n한글"]}
        Journal.objects.create(cluster=cluster, sequence=6, epoch=3, at=0, kind="session", entry=entry)
    migrated(MigrationExecutor(connection).loader.graph.leaf_nodes())
    kept = ledger.take("first", "me")
    assert (kept.sequence, kept.cluster.epoch, kept.damage) == (6, 4, [])
    assert ledger.take("second", "me").cluster.used > kept.cluster.used
    live = restored(kept, None)
    assert (live.session.files["note.yaml"], live.session.files["new.yaml"]) == ("a: 1\n", "b: 2\n한글")
    assert live.simulation.now == state["simulation"]["clock"]["now"]
    does(live, "kubectl scale deployment web --replicas=1", 60)
    assert live.simulation.store.get("deployments.apps", "default", "web")["status"]["readyReplicas"] == 1
