"""Correlation of Events: client-go's rules. Source: the page named in the module."""

from cluster import parts
from cluster.component import Component
from cluster.objects.times import HOUR, MINUTE, SECOND
from cluster.simulation import Simulation

ABOUT = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default", "uid": "u1"}}


class Teller(Component):
    """Says what the test gives it."""

    name = "teller"

    def __init__(self):
        self.lines = []

    def reconcile(self, key, world):
        for line in self.lines:
            world.event(ABOUT, "Normal", *line)


def told(*batches, wait=0):
    teller = Teller()
    cluster = Simulation(nodes=1, guard=True, components=[teller, *parts.components()])
    cluster.run_until(30 * SECOND)
    for batch in batches:
        teller.lines = batch
        cluster.clock.schedule(cluster.now, "teller", "x")
        cluster.run_until(cluster.now + 1 + wait)
    return cluster


def events(cluster):
    return [e for e in cluster.store.list("events", "default") if e["source"].get("component") == "teller"]


def test_an_equal_event_raises_the_count():
    cluster = told([("Reason", "same")], [("Reason", "same")], [("Reason", "same")], wait=MINUTE)
    (event,) = events(cluster)
    assert event["count"] == 3
    assert event["firstTimestamp"] < event["lastTimestamp"]


def test_the_tenth_different_message_begins_a_combined_event():
    cluster = told([("Reason", f"message {n}") for n in range(14)])
    found = sorted(events(cluster), key=lambda e: e["metadata"]["name"])
    assert [e["message"] for e in found[:9]] == [f"message {n}" for n in range(9)]
    assert len(found) == 10
    assert found[9]["message"] == "(combined from similar events): message 13"
    assert found[9]["count"] == 5


def test_another_reason_is_another_group_and_ten_quiet_minutes_end_one():
    lines = [("A", f"message {n}") for n in range(9)]
    assert len(events(told(lines, [("B", "message 9")]))) == 10
    cluster = told(lines, [("A", "message 9")], wait=11 * MINUTE)
    assert not any(e["message"].startswith("(combined") for e in events(cluster))


def test_a_burst_of_more_than_25_about_one_object_is_spam():
    cluster = told([("Reason", "same")] * 40)
    assert events(cluster)[0]["count"] == 25
    cluster = told([("Reason", "same")] * 40, [("Reason", "same")] * 40, wait=5 * MINUTE)
    assert events(cluster)[0]["count"] == 26


def test_events_live_for_an_hour_after_the_last_writing_and_are_forgotten():
    cluster = told([("Reason", "same")])
    cluster.run_until(cluster.now + HOUR + MINUTE)
    assert events(cluster) == []
    assert "events" not in cluster.snapshot()["memory"]
    cluster = told([("Reason", "same")], [("Reason", "same")], wait=40 * MINUTE)
    assert events(cluster)[0]["count"] == 2
