"""Cells that are remembered read as if they were made anew."""

import pytest

from cluster.api.reads.rows import Rows
from cluster.api.request import Request
from cluster.kinds import KINDS, cells
from cluster.kinds.cells import duration, timed
from cluster.objects.times import HOUR, MINUTE, SECOND
from cluster.simulation import Simulation
from tests.cluster.properties.test_requests import beginning

DAY, YEAR = 24 * HOUR, 365 * 24 * HOUR
STEPS = (1, 300_000, SECOND, 7 * SECOND, 59 * SECOND, MINUTE, 9 * MINUTE, HOUR, 5 * HOUR, 2 * DAY, 30 * DAY, 3 * YEAR)
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
PODS = "/api/v1/namespaces/default/pods"


def test_every_kinds_cells_are_those_of_the_moment():
    cluster, rows, compared = Simulation.restore(beginning()), Rows(10_000), 0
    stored = [(kind, obj) for kind in KINDS.stored for obj in cluster.store.list(kind.resource)]
    now = cluster.api.now
    for step in STEPS * 2:
        now += step
        for kind, obj in stored:
            assert rows.cells(kind, obj, now) == kind.row(obj, now), (kind.kind, step)
            compared += 1
    for kind, obj in stored:  # of a moment before
        assert rows.cells(kind, obj, cluster.api.now) == kind.row(obj, cluster.api.now)
    assert compared > 2000


@pytest.mark.parametrize(
    "elapsed",
    [-10 * SECOND, -2 * SECOND - 1, -2 * SECOND, -1, 0, 999_999, 119 * SECOND, 2 * MINUTE, 10 * MINUTE - 1, 10 * MINUTE,
     3 * HOUR - 1, 3 * HOUR, 8 * HOUR, 47 * HOUR, 48 * HOUR, 8 * DAY - 1, 8 * DAY, 2 * YEAR - 1, 2 * YEAR, 8 * YEAR - 1,
     8 * YEAR, 30 * YEAR],
)  # fmt: skip
def test_how_long_a_duration_reads_the_same(elapsed):
    (text,), steady, _ = timed(lambda: [duration(elapsed)])
    assert steady > 0 and duration(elapsed + steady - 1) == text
    assert steady <= 365 * DAY


def test_what_is_a_part_of_a_cell_is_made_with_all_of_it():
    now = 100 * DAY
    whole = timed(lambda: ["a", cells.age("1970-01-02T00:00:00Z", now)])
    assert whole == (["a", "99d"], DAY, [(1, DAY)])
    part = timed(lambda: ["a", f"2 ({cells.age('1970-01-02T00:00:00Z', now)} ago)"])
    assert part == (["a", "2 (99d ago)"], DAY, None)
    assert timed(lambda: ["a", "b"]) == (["a", "b"], cells.FOREVER, [])


def test_a_list_shares_its_rows_while_they_hold(api):
    pod = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}}
    api.ok("POST", PODS, pod)
    cluster = api.cluster
    cluster.run_until(cluster.now + 20 * MINUTE + 100_000)

    def listed():
        answer = cluster.request(Request("GET", PODS, accept=TABLE))
        return answer.body["rows"][0]["cells"]

    first = listed()
    assert first[4] == "20m" and listed() is first
    cluster.run_until(cluster.now + 40 * SECOND)
    assert listed() is first
    cluster.run_until(cluster.now + MINUTE)
    assert listed()[4] == "21m" and listed()[:4] == first[:4]
