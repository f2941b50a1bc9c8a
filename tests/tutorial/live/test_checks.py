"""Checks over history on a live cluster: what broke them, the way back, and the same verdict however one got here."""

import json

from tests.tutorial.live.test_snapshots import does
from tutorial.lessons.checks import Monitor
from tutorial.lessons.document import Check, Lesson
from tutorial.lessons.engine import check_world
from tutorial.live.waking import restored

WORDS = {"ko": "말", "en": "words"}
READY = "pods.filter(p, p.ready && p.deleting == null)"
NEW = 'pods.filter(p, p.ready && p.containers[0].image == "nginx:1.9.1")'
START = "kubectl create deployment web --image=nginx --replicas=2"
UPDATE = "kubectl set image deployment/web nginx=nginx:1.9.1"


def lesson():
    window = {"since": f"{READY}.size() == 2", "until": f"{NEW}.size() == 2 && pods.size() == 2"}
    seen = 'history.exists(h, h.kind == "Deployment" && h.verb == "patch")'
    guards = [
        Check("serving", f"{READY}.size() >= 2", WORDS, f"string({READY}.size())", says="always", **window),
        Check("two", "services.exists(s, s.ready.size() > 3)", WORDS, says="never"),
        Check(
            "order",
            "!pods.exists(p, p.containers[0].image == 'nginx')",
            WORDS,
            says="before",
            first=f"{NEW}.size() > 1",
            since=f"{READY}.size() == 2",
        ),
    ]
    return Lesson("over-history", goals=[Check("patched", seen, WORDS, says="sometime")], guards=guards)


async def begun(site):
    live = await site.cluster(lesson())
    for line in ("kubectl create service clusterip web --tcp=80", START):
        does(live, line, 60)
    return live


def states(live) -> dict:
    return {line["id"]: (line["state"], line["at"]) for line in live.session.checks("en")}


async def test_a_failing_check_tells_its_change_and_the_command_that_led_to_it_and_its_mark_stands_there(site):
    live = await begun(site)
    does(live, "kubectl delete deployment web", 30)
    line = next(line for line in live.session.checks("en") if line["id"] == "serving")
    moment = line["moment"]
    change = live.simulation.store.change(moment["revision"])
    assert (moment["time"], moment["object"]["uid"]) == (change.time, change.object["metadata"]["uid"])
    assert (moment["op"], moment["reason"]["code"]) == ("MODIFIED", "garbage.delete")
    assert (moment["command"], line["detail"], line["state"]) == ("kubectl delete deployment web", "1", "broken")
    marks = [mark for mark in live.marks if mark["text"] == "serving"]
    assert [(mark["kind"], mark["time"]) for mark in marks] == [("failure", change.time)]


async def test_one_press_goes_to_just_before_the_command_that_broke_it(site):
    live = await begun(site)
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    await socket.ask("file", name="mine.yaml", content="a: 1\n")
    before = live.simulation.now
    does(live, "kubectl delete deployment web", 30)
    assert set(live.session.monitor.broken) == {"serving", "order"}
    mark = len(socket.frames)
    answer = await socket.ask("retry", check="serving")
    assert answer["result"]["before"] == "kubectl delete deployment web"
    snapshot = await socket.since(mark, lambda frame: frame["type"] == "snapshot")
    assert live.simulation.now == before
    assert {check["id"]: check["state"] for check in snapshot["checks"]}["serving"] == "open"
    assert [one["text"] for one in snapshot["marks"] if one["text"] not in ("patched", START)] == [
        "kubectl create service clusterip web --tcp=80"
    ]
    assert {"name": "mine.yaml", "content": "a: 1\n"} in snapshot["files"]
    does(live, UPDATE, 120)
    assert {id_: state for id_, (state, _) in states(live).items()} == {
        "patched": "met",
        "serving": "met",
        "two": "open",
        "order": "met",
    }
    refused = await socket.ask("retry", check="serving")
    assert refused["type"] == "error" and "serving" in refused["message"]


async def test_what_broke_by_itself_is_gone_back_to_just_before_its_moment(site):
    made = lesson()
    made.guards = [Check("quiet", "!pods.exists(p, p.restarts > 0)", WORDS, says="always")]
    live = await site.cluster(made)
    does(live, "kubectl run once --image=busybox -- sh -c 'sleep 20; exit 1'", 60)
    at = live.session.monitor.broken["quiet"]
    live.session.monitor.standing("quiet").happened["input"] = None  # as of one whose inputs are kept no longer
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    await socket.ask("retry", check="quiet")
    assert live.simulation.now == at - 1
    assert live.session.monitor.broken == {}
    live.simulation.run_until(at)
    live.collect()
    assert live.session.monitor.broken == {"quiet": at}


async def test_it_says_the_same_live_replayed_woken_forked_and_in_one_go(site):
    live = await begun(site)
    does(live, UPDATE, 15)
    half = live.simulation.now
    early = states(live)
    await live.drained()
    await site.host.sleep(live)
    kept = await site.taken(live.id)
    kept.lesson = lesson()
    woken = restored(kept, site.host.journal)
    assert states(woken) == early
    does(woken, "kubectl scale deployment web --replicas=4", 60)
    whole = states(woken)
    assert {state for state, _ in whole.values()} == {"met", "open", "broken"}

    start = woken.simulation.branch(woken.simulation.origin["clock"]["now"])
    start.run_until(next(one.at for one in woken.simulation.inputs))
    twin = woken.simulation.branch()
    monitor = Monitor(lesson(), _as_of(start, twin))
    monitor.ask()
    monitor.feed(twin.store.changes_since(woken.session.start_revision))
    assert {line["id"]: (line["state"], line["at"]) for line in monitor.report("en")} == whole

    woken.session.move(past := woken.simulation.branch(half), past.store.revision)
    assert states(woken) == early
    json.dumps(woken.session.dump())


def _as_of(start, twin):
    """The world at the lesson's start, in which inputs and causes are those of `twin`."""
    return check_world(start, {}, lambda id_: next((one for one in twin.inputs if f"i{one.sequence}" == id_), None))
