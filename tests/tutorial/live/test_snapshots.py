"""What sleep writes: as little as can be, read back exactly, also when an older version wrote it; bounded by age."""

import copy
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutorial.conftest import LEARNER
from tutorial.lessons.document import Check, Lesson
from tutorial.live import keeping, ledger, recording
from tutorial.live.deltas import applied, delta
from tutorial.live.models import Cluster
from tutorial.live.waking import restored

STORED = Path(__file__).parents[1] / "data" / "stored"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(VALUES, VALUES)
def test_what_a_delta_does_is_the_other_value_and_nothing_else(before, after):
    kept = copy.deepcopy(before)
    made = delta(before, after)
    through = json.loads(json.dumps(made))
    assert applied(before, through) == after
    assert json.dumps(applied(before, through)) == json.dumps(after if made is not None else before)
    assert before == kept


def test_what_has_not_changed_is_shared():
    before = {"spec": {"containers": [{"name": "a"}]}, "status": {"ready": False}}
    after = applied(before, delta(before, {**before, "status": {"ready": True}}))
    assert after["spec"] is before["spec"]


def does(live, line: str, seconds: int) -> None:
    """A command, and so much virtual time after it."""
    live.session.commands.take = lambda: True
    live.session.foreground.start(line, line)
    live.session.foreground.work()
    live.session.foreground.tell()
    live.simulation.run_until(live.simulation.now + seconds * 1_000_000)
    live.collect()


async def lived(site, lines):
    live = await site.cluster()
    for line in lines:
        does(live, line, 20)
    await live.drained()
    return live


DEPLOYED = [
    "kubectl create deployment web --image=nginx --replicas=2",
    "kubectl scale deployment web --replicas=1",
]


async def test_the_past_comes_back_as_it_was_in_a_third_of_the_room(site):
    live = await lived(site, [*DEPLOYED, "kubectl delete deployment web", "kubectl get pods"])
    changes = live.simulation.store.history
    rows = json.loads(json.dumps(recording.dump(live.simulation.store, 10_000)))
    objects = json.loads(json.dumps(live.simulation.snapshot()["store"]["objects"]))
    back = recording.load(rows, objects)
    assert [(*c[:8], c.actor, c.reason and list(c.reason)) for c in back] == [
        (*c[:8], c.actor, c.reason and list(c.reason)) for c in changes
    ]
    whole = sum(len(json.dumps(change[:9])) for change in changes)
    assert len(json.dumps(rows)) < whole / 3


async def test_a_woken_cluster_goes_back_to_its_first_moment_and_keeps_its_beginning_unread_till_then(site):
    live = await lived(site, DEPLOYED)
    start = live.simulation.origin
    await site.host.sleep(live)
    kept = await site.taken(live.id)
    woken = restored(kept, site.host.journal)
    assert isinstance(woken.simulation.record.kept_origin, keeping.Past)
    assert isinstance(keeping.unpack(keeping.pack(woken.state()))["origin"], keeping.Past)
    past = woken.simulation.branch(start["clock"]["now"])
    assert past.store.get("deployments.apps", "default", "web") is None
    assert woken.simulation.origin == json.loads(json.dumps(start))


async def test_the_past_is_read_when_somebody_looks_back_and_not_before(site):
    live = await lived(site, DEPLOYED)
    changes, revision = list(live.simulation.store.history), live.simulation.store.revision
    await site.host.sleep(live)
    woken = await site.host.get(live.id)
    store = woken.simulation.store
    read = []
    recorded = store._history._older
    recorded._rows = lambda rows=recorded._rows: read.append(1) or rows()
    assert store.kept == len(changes)
    does(woken, "kubectl scale deployment web --replicas=2", 10)
    assert [change.revision for change in store.changes_since(revision)][0] == revision + 1
    assert woken.simulation.branch().store.kept == store.kept
    assert read == []
    assert [change.revision for change in store.history[: len(changes)]] == [change.revision for change in changes]
    assert read == [1]
    assert store.change(changes[5].revision).name == changes[5].name
    assert next(iter(store.changes_since(changes[5].revision))).revision == changes[6].revision


async def test_an_old_cluster_keeps_no_more_than_a_young_one(site, monkeypatch):
    from tutorial.live import state as module

    monkeypatch.setattr(module, "HISTORY_KEPT", 150)
    monkeypatch.setattr(module, "CHECKPOINT_EVERY", 5)
    live = await site.cluster()
    sizes, inputs = [], []
    for number in range(40):
        does(live, f"kubectl create deployment d{number} --image=nginx", 20)
        does(live, f"kubectl delete deployment d{number}", 4_000)  # events are kept for an hour
        state = live.state()
        sizes.append(len(keeping.pack(state)))
        inputs.append(len(state["replay"]))
    assert max(inputs[20:]) <= max(inputs[:20])
    assert max(sizes[20:]) < 1.1 * max(sizes[10:20])
    digest = live.simulation.digest()
    again = live.simulation.branch(live.simulation.origin["clock"]["now"])
    for entry in live.simulation.inputs:
        again.relive(entry)
    again.run_until(live.simulation.now)
    assert again.digest() == digest


@pytest.mark.postgresql
@pytest.mark.parametrize("path", sorted(STORED.glob("*.bin")), ids=lambda path: path.stem)
def test_what_an_older_version_kept_wakes_goes_on_and_shows_its_past(path, db):
    record = Cluster.objects.create(browser=LEARNER)
    state = keeping.unpack(path.read_bytes())
    live = restored(ledger.Kept(record, None, state, 0, []), None)
    simulation = live.simulation
    assert live.session.files["note.yaml"] == "a: 1\n"
    assert simulation.store.get("deployments.apps", "default", "web")["spec"]["replicas"] == 3
    revision, world = recording.objects_at(simulation.store, 20_000_000)
    then = next(obj for resource, obj in world if resource == "deployments.apps" and obj["metadata"]["name"] == "web")
    assert then["spec"]["replicas"] == 2
    assert revision < simulation.store.revision
    before = simulation.store.revision
    does(live, "kubectl scale deployment web --replicas=1", 60)
    assert simulation.store.revision > before
    assert simulation.store.get("deployments.apps", "default", "web")["status"]["readyReplicas"] == 1


DAMAGED = {
    "nothing": b"",
    "no zlib": b"hello",
    "no JSON": zlib.compress(b"{"),
    "no bytes": 2**40,
    "text": "text",
    "JSON that is too deep": zlib.compress(b"[" * 200_000),
    "no object": zlib.compress(b"[]"),
    "no format": zlib.compress(b"{}"),
    "half of it": (STORED / "format-2.bin").read_bytes()[:20_000],
    "an old one without a history": zlib.compress(b'{"format": 2, "origin": {}}'),
    "one without a beginning": zlib.compress(b'{"format": 3, "history": ""}'),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_cannot_be_read_says_so(name):
    with pytest.raises(keeping.Damaged):
        keeping.unpack(DAMAGED[name])


def test_half_a_character_survives():
    simulation = {"store": {"objects": {}}}
    state = {"origin": {}, "history": [], "simulation": simulation, "text": "caf\udcc3 \u0000"}
    assert keeping.unpack(keeping.pack(state))["text"] == state["text"]


def test_verdicts_of_what_is_gone_do_not_pile_up():
    from cluster.api.request import Request
    from cluster.simulation import Simulation
    from tests.bench.clusters import deployment

    simulation = Simulation(seed=1, nodes=1)
    counts = []
    for _ in range(6):
        simulation.request(Request("POST", "/apis/apps/v1/namespaces/default/deployments", body=deployment(3)))
        simulation.run_until(simulation.now + 60_000_000)
        simulation.request(Request("DELETE", "/apis/apps/v1/namespaces/default/deployments/web"))
        simulation.run_until(simulation.now + 60_000_000)
        counts.append(sum(map(len, simulation.verdicts.values())))
    assert counts[-1] <= counts[1] + 1, counts


def test_what_checks_said_before_they_spoke_of_revisions_still_stands(db):
    lesson = Lesson(
        "old",
        goals=[Check("deployed", "deployments.size() == 1", {}), Check("never", "pods.size() == 9", {})],
        guards=[Check("few", "pods.size() < 3", {}), Check("home", "nodes.size() == 1", {})],
    )
    state = keeping.unpack((STORED / "format-3.bin").read_bytes())
    record = Cluster.objects.create(browser=LEARNER)
    live = restored(ledger.Kept(record, lesson, state, 0, []), None)
    monitor = live.session.monitor
    assert (monitor.met, monitor.broken) == ({"deployed": 6_600_000}, {"few": 26_400_000})
    twin = live.simulation.branch()
    live.session.move(twin, twin.store.revision)
    assert live.session.monitor.broken == {"few": 26_400_000}
