"""Tapes: what replays without an engine is what the engine lived through."""

import gzip
import json
from pathlib import Path

import pytest

from cluster.api.request import Request
from cluster.images.wire import HttpRequest, Source
from cluster.simulation import Simulation
from tutorial.lessons.folder import read_lesson
from tutorial.lessons.prove import play
from tutorial.lessons.script import READING
from tutorial.lessons.slim import Slimmer
from tutorial.lessons.start import started
from tutorial.share.figures import SEED, figures, moving, tape_of_figure, tape_of_lesson
from tutorial.share.played import Failed, played
from tutorial.share.tape import MOST_AT_ONCE, Recorder, TooLong, packed, replayed

COURSE = Path(__file__).parents[3] / "tutorial" / "lessons" / "courses" / "big-picture"

NUMBERS = list(range(1, 20))


def objects_at(tape: dict, time: int) -> dict[str, dict]:
    """uid → slim object, as a page that plays the tape has it at `time`."""
    world = {obj["uid"]: obj for obj in tape["objects"]}
    for change in tape["changes"]:
        if change["time"] <= time:
            if change["op"] == "DELETED":
                world.pop(change["object"]["uid"], None)
            else:
                world[change["object"]["uid"]] = change["object"]
    return world


def named(world: dict[str, dict], kind: str) -> list[dict]:
    """The learner's objects of a kind, by name (nodes too)."""
    mine = [obj for obj in world.values() if obj["kind"] == kind and obj["namespace"] in ("", "default")]
    return sorted(mine, key=lambda obj: obj["name"])


def test_there_is_a_figure_for_each_of_the_articles_pictures_in_both_languages():
    assert [figure.number for figure in figures().values()] == NUMBERS
    for figure in figures().values():
        for words in (figure.title, figure.caption):
            assert set(words) == {"ko", "en"}
            assert all(words.values())
        assert any("가" <= letter <= "힣" for letter in figure.caption["ko"])


@pytest.mark.parametrize("slug", list(moving()))
def test_a_figure_plays_to_its_end_in_order_and_fits_a_page(slug):
    tape = tape_of_figure(slug)
    times = [change["time"] for change in tape["changes"]]
    assert times == sorted(times)
    assert tape["from"] <= times[0]
    assert times[-1] <= tape["to"]
    assert 5_000_000 <= tape["to"] - tape["from"] <= 80_000_000
    assert tape["marks"][0]["time"] <= tape.get("poster", tape["to"]) <= tape["to"]
    assert len(packed(tape)) < 40_000
    typed = [said["text"] for said in tape["terminal"] if said["text"].startswith("$ ")]
    assert len(typed) == len([mark for mark in tape["marks"] if mark["kind"] == "command"]) >= 1


def ready(pods: list[dict]) -> int:
    return sum(pod["ready"] for pod in pods)


ENDS = {
    "adoption": lambda world: len(named(world, "Pod")) >= 3 and named(world, "Pod")[0]["owner"] is not None,
    "self-healing": lambda world: "myapp-pod" not in {pod["name"] for pod in named(world, "Pod")},
    "scaling": lambda world: named(world, "ReplicaSet")[0]["ready"] == 6,
    "upgrade": lambda world: sorted(rs["want"] for rs in named(world, "ReplicaSet")) == [0, 3],
    "undo": lambda world: {
        c["image"] for p in named(world, "Pod") for c in p["containers"] if p["namespace"] == "default"
    }
    >= {"nginx"},
    "wrong-image": lambda world: ready(named(world, "Pod")) == 3,
    "minikube-start": lambda world: [node["ready"] for node in named(world, "Node")] == ["True"],
}


@pytest.mark.parametrize("slug", ENDS)
def test_a_figure_ends_as_the_article_says(slug):
    tape = tape_of_figure(slug)
    assert ENDS[slug](objects_at(tape, tape["to"]))


def test_the_rolling_update_never_shows_fewer_than_three_ready_pods():
    tape = tape_of_figure("upgrade")
    moments = sorted({change["time"] for change in tape["changes"]})
    counts = [ready(named(objects_at(tape, moment), "Pod")) for moment in moments]
    assert min(counts) >= 3
    assert len(counts) > 10


def test_a_tape_ends_where_the_cluster_stands():
    simulation = Simulation(seed=3, nodes=2)
    origin = simulation.origin
    body = {
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "c", "image": "nginx"}]},
            },
        },
    }
    simulation.request(Request("POST", "/apis/apps/v1/namespaces/default/deployments", body=body))
    simulation.run_until(30_000_000)
    tape = replayed(origin, simulation.inputs, simulation.now, [], [])
    now = {obj["uid"]: obj for obj in Slimmer(simulation).everything()}
    shown = objects_at(tape, tape["to"])
    assert {uid: shown[uid]["revision"] for uid in now} == {uid: obj["revision"] for uid, obj in now.items()}
    assert {uid: shown[uid].get("status") for uid in now} == {uid: obj.get("status") for uid, obj in now.items()}
    assert json.loads(gzip.decompress(packed(tape))) == json.loads(json.dumps(tape))


CALLS = """
kubectl run web --image=nginx --port=80 --expose
kubectl run me --image=busybox -- sleep 3600
kubectl wait --for=condition=Ready pod/web pod/me --timeout=60s
kubectl exec me -- wget -qO- http://web
! kubectl exec me -- wget -qO- -T 2 http://nobody
"""


def test_requests_through_the_network_are_in_the_tape_with_their_hops():
    tape = played(Simulation(nodes=1), CALLS, {})
    times = [trace["at"] for trace in tape["traces"]]
    assert times == sorted(times)
    assert tape["from"] <= times[0]
    assert times[-1] <= tape["to"]
    found = {trace["target"]: trace for trace in tape["traces"]}
    answered = found["http://web"]
    assert answered["ok"]
    assert answered["source"]["name"] == "me"
    uids = {hop["ref"]["uid"] for hop in answered["hops"] if hop["ref"]}
    world = objects_at(tape, tape["to"])
    assert {world[uid]["kind"] for uid in uids if uid in world} >= {"Service", "Pod"}, (
        "drawn by the objects of the tape"
    )
    assert any(not trace["ok"] and "nobody" in trace["target"] for trace in tape["traces"])


def test_a_flood_of_requests_is_thinned_and_too_much_is_refused(monkeypatch):
    simulation = Simulation(nodes=1)
    recorder = Recorder(simulation)
    for _ in range(40):
        simulation.network.request(Source("outside", "", "", ""), HttpRequest("GET", "http://10.96.0.1"))
    recorder.take()
    assert len(recorder.traces) == MOST_AT_ONCE
    recorder.take()
    assert len(recorder.traces) == MOST_AT_ONCE, "none twice"
    monkeypatch.setattr("tutorial.share.tape.MOST_CHANGES", 10)
    with pytest.raises(TooLong, match="16 changes and requests; a tape holds 10"):
        recorder.take()


def test_a_script_that_does_not_do_as_it_should_says_which_line_and_what_it_printed():
    with pytest.raises(Failed, match=r'kubectl get pod nobody.*pods "nobody" not found'):
        played(Simulation(nodes=1), "kubectl get pods\nkubectl get pod nobody", {})


def test_the_figure_of_a_lesson_marks_when_its_checks_were_decided_as_prove_has_it():
    lesson = read_lesson(COURSE / "rolling-update")
    simulation, files = started(lesson, SEED)
    monitor, _ = play(lesson, lesson.shown_answer().script, simulation, files)
    decided = {line["id"]: line["at"] for line in monitor.report("ko") if line["state"] == "met"}
    tape = tape_of_lesson(lesson)
    marks = {mark["text"]: mark for mark in tape["marks"] if mark["kind"] == "check"}
    later = {mark["time"] - decided[id_] for id_, mark in marks.items()}  # a figure lets one read what was typed
    assert (set(marks), later) == (set(decided), {READING})
    assert marks["both-serve"]["said"]["en"] == "There was a moment at which both versions served"
    assert [mark["time"] for mark in tape["marks"]] == sorted(mark["time"] for mark in tape["marks"])
