"""A learner's browser on a live cluster."""

import asyncio

import pytest

from tests.tutorial.conftest import LEARNER, NEIGHBOUR

pytestmark = pytest.mark.asyncio

REPLICASET = """apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  selector:
    matchLabel:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: a
        image: nginx
"""


async def test_hello_brings_the_whole_picture(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    snapshot = socket.snapshot
    assert snapshot["role"] == "owner"
    assert {"minikube"} == {o["name"] for o in snapshot["objects"] if o["kind"] == "Node"}
    assert snapshot["clock"]["rate"] == 1
    assert snapshot["clock"]["running"] is True
    assert snapshot["clock"]["wallEpoch"] > 1_700_000_000_000_000
    assert snapshot["previous"] == snapshot["revision"]


async def test_a_command_is_acknowledged_then_prints_then_changes_the_picture(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    text, code = await socket.run("kubectl create deployment web --image=nginx")
    assert (text, code) == ("deployment.apps/web created\n", 0)
    kinds = [frame["type"] for frame in socket.frames]
    assert kinds.index("ack") < kinds.index("output")
    await socket.until(
        lambda frame: frame["type"] == "changes" and any(c["object"]["kind"] == "Pod" for c in frame["changes"])
    )
    changes = [change for frame in socket.frames if frame["type"] == "changes" for change in frame["changes"]]
    pod = next(change for change in changes if change["object"]["kind"] == "Pod" and change["op"] == "ADDED")
    assert pod["actor"] == "replicaset-controller"
    assert pod["causes"]
    assert pod["reason"]["code"] == "replicaset.create_pods"
    assert pod["object"]["owner"]["kind"] == "ReplicaSet"


async def test_frames_of_changes_follow_each_other_without_a_gap(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl create deployment web --image=nginx --replicas=3")
    for _ in range(5):
        await socket.until(lambda frame: frame["type"] == "changes")
    at = socket.snapshot["revision"]
    for frame in socket.frames:
        if frame["type"] == "changes":
            assert frame["previous"] == at
            at = frame["revision"]


async def test_a_message_sent_again_is_answered_again_and_not_done_twice(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("terminal", id="same", line="kubectl run web --image=nginx")
    again = await site.socket(live.id)
    answer = await again.ask("terminal", id="same", line="kubectl run web --image=nginx")
    assert answer["type"] == "ack"
    text, _ = await again.run("kubectl get pods -o name")
    assert text == "pod/web\n"


async def test_time_can_be_stopped_stepped_and_let_go(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    answer = await socket.ask("clock", running=False)
    assert answer["result"]["clock"]["running"] is False
    await socket.run("kubectl run web --image=nginx")
    before = live.simulation.now
    await asyncio.sleep(0.1)
    assert live.simulation.now == before
    answer = await socket.ask("clock", step="next")
    assert answer["result"]["clock"]["time"] > before
    target = live.simulation.now + 60_000_000
    await socket.ask("clock", until=target)
    await socket.until(lambda frame: frame["time"] >= target)
    text, _ = await socket.run("kubectl get pods --no-headers")
    assert "Running" in text


@pytest.mark.parametrize(
    "field", [{"rate": 1000}, {"rate": "fast"}, {"running": 1}, {"step": "back"}, {"until": -1}, {"until": True}]
)
async def test_impossible_times_are_refused(site, field):
    live = await site.cluster()
    socket = await site.socket(live.id, query="lang=ko")
    answer = await socket.ask("clock", **field)
    assert (answer["type"], answer["code"]) == ("error", "bad_field")
    assert "쓸 수 없습니다" in answer["message"]


async def test_a_waiting_command_ends_when_the_world_is_right(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", rate=8)
    await socket.run("kubectl run web --image=nginx")
    text, code = await socket.run("kubectl wait --for=condition=Ready pod/web --timeout=120s")
    assert (text, code) == ("pod/web condition met\n", 0)


async def test_a_watch_is_stopped_by_ctrl_c_and_a_second_command_is_refused_meanwhile(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("terminal", id="watch", line="kubectl get pods -w")
    busy = await socket.ask("terminal", line="kubectl get nodes")
    assert busy["code"] == "busy"
    await socket.say("interrupt")
    done = await socket.until(lambda frame: frame["type"] == "output" and frame["done"])
    assert (done["id"], done["exit"]) == ("watch", 130)


async def test_files_belong_to_the_session_and_errors_point_into_them(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    bad = REPLICASET
    await socket.ask("file", name="rs.yaml", content=bad)
    _, code = await socket.run("kubectl create -f rs.yaml")
    assert code == 1
    last = next(frame for frame in reversed(socket.frames) if frame["type"] == "output")
    assert [(p["file"], p["line"], p["suggestion"]) for p in last["problems"]] == [
        ("rs.yaml", 7, "Did you mean `matchLabels`?")
    ]
    again = await site.socket(live.id)
    assert again.snapshot["files"] == [{"name": "rs.yaml", "content": bad}]
    text, _ = await again.run("echo hi > note.txt; cat note.txt")
    assert text == "hi\n"
    assert any(
        frame["type"] == "files" and {"name": "note.txt", "content": "hi\n"} in frame["files"] for frame in again.frames
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "../x", "content": "a"}, "file_name"),
        ({"name": "a/b", "content": "a"}, "file_name"),
        ({"name": "x.yaml", "content": 3}, "bad_field"),
        ({"name": 7, "content": "a"}, "bad_field"),
        ({"name": "x.yaml", "content": "a" * 1_200_000}, "file_too_big"),
    ],
)
async def test_impossible_files_are_refused(site, fields, code):
    live = await site.cluster()
    socket = await site.socket(live.id)
    assert (await socket.ask("file", **fields))["code"] == code


async def test_why_leads_back_to_what_was_typed(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    await socket.run("kubectl create deployment web --image=nginx")
    await socket.ask("clock", until=live.simulation.now + 60_000_000)
    await socket.until(lambda frame: live.simulation.now >= 60_000_000)
    pod = live.simulation.store.list("pods", "default")[0]
    answer = await socket.ask("why", uid=pod["metadata"]["uid"])
    chain = answer["result"]["chain"]
    assert chain[0]["command"] == "kubectl create deployment web --image=nginx"
    assert [link["object"]["kind"] for link in chain[1:4]] == ["Deployment", "ReplicaSet", "Pod"]
    assert "kind: Pod" in answer["result"]["yaml"]
    assert "Scheduled" in [event["reason"] for event in answer["result"]["events"]]
    assert (await socket.ask("why", uid="nobody"))["code"] == "no_object"
    nothing = await socket.ask("why", nothing=True)
    assert nothing["result"]["verdicts"]


async def test_the_past_can_be_looked_at_and_gone_back_to(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    before = live.simulation.now
    await socket.ask("clock", until=before + 1_000_000)
    await socket.until(lambda frame: frame["time"] >= before + 1_000_000)
    await socket.run("kubectl run web --image=nginx")
    past = (await socket.ask("seek", time=before))["result"]
    assert "web" not in [o["name"] for o in past["objects"] if o["kind"] == "Pod"]
    assert "web" in [
        o["metadata"]["name"] for o in live.simulation.store.list("pods", "default")
    ]  # nothing was changed
    epoch = live.epoch
    mark = len(socket.frames)
    answer = await socket.ask("fork", at=before)
    assert answer["result"]["branch"] == {"id": 1, "of": 0, "at": before}
    snapshot = await socket.since(mark, lambda frame: frame["type"] == "snapshot")
    assert snapshot["epoch"] == epoch + 1
    assert "web" not in [o["name"] for o in snapshot["objects"] if o["kind"] == "Pod"]
    text, code = await socket.run("kubectl run other --image=nginx")
    assert (text, code) == ("pod/other created\n", 0)
    assert (await socket.ask("fork", at=10**15))["code"] == "no_moment"


async def test_stopping_a_node_is_a_fault_that_everybody_sees(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    assert (await socket.ask("fault", fault="node.stop", node="minikube"))["type"] == "ack"
    changed = await socket.until(
        lambda frame: frame["type"] == "changes"
        and any(c["object"]["kind"] == "Node" and c["object"]["stopped"] for c in frame["changes"])
    )
    assert changed
    assert (await socket.ask("fault", fault="node.stop", node="nobody"))["code"] == "refused"
    assert (await socket.ask("fault", fault="moon.explode"))["code"] == "refused"


# -- whose cluster -----------------------------------------------------------------------------------------------------


async def test_a_follower_sees_everything_and_changes_nothing(site):
    live = await site.cluster()
    owner = await site.socket(live.id)
    follower = await site.socket(live.id, NEIGHBOUR, f"key={live.record.follow_key}&lang=ko")
    assert follower.snapshot["role"] == "follower"
    for kind, fields in [
        ("terminal", {"line": "kubectl run x --image=nginx"}),
        ("file", {"name": "a.yaml", "content": "x"}),
        ("clock", {"running": False}),
        ("fork", {"at": 0}),
        ("reset", {}),
        ("fault", {"fault": "node.stop", "node": "minikube"}),
        ("show", {}),
        ("interrupt", {}),
    ]:
        answer = await follower.ask(kind, **fields)
        assert (answer["type"], answer["code"]) == ("error", "read_only")
    await owner.run("kubectl run web --image=nginx")
    await follower.until(
        lambda frame: frame["type"] == "changes" and any(c["object"]["name"] == "web" for c in frame["changes"])
    )
    assert any(frame["type"] == "output" and "pod/web created" in frame["text"] for frame in follower.frames)


@pytest.mark.parametrize(
    ("query", "browser", "close"), [("", NEIGHBOUR, 4401), ("key=wrong", NEIGHBOUR, 4401), ("", "", 4401)]
)
async def test_other_peoples_clusters_are_closed(site, query, browser, close):
    live = await site.cluster()
    socket = await site.socket(live.id, browser, query, greet=False)
    error = await socket.communicator.receive_json_from()
    assert (error["type"], error["code"]) == ("error", "no_cluster")
    assert (await socket.communicator.receive_output())["code"] == close


async def test_an_unknown_cluster_is_told_apart_from_nothing(site):
    socket = await site.socket("0" * 16, greet=False)
    assert (await socket.communicator.receive_json_from())["code"] == "no_cluster"
    assert (await socket.communicator.receive_output())["code"] == 4404


async def test_other_sites_cannot_open_sockets(site):
    from channels.testing import WebsocketCommunicator

    from tutorial.asgi import application

    live = await site.cluster()
    headers = [
        (b"host", b"testserver"),
        (b"origin", b"http://evil.example"),
        (b"cookie", f"orrery_browser={LEARNER}".encode()),
    ]
    communicator = WebsocketCommunicator(application, f"/ws/clusters/{live.id}/", headers=headers)
    connected, _ = await communicator.connect()
    assert not connected


async def test_sockets_that_lead_nowhere_are_closed(site):
    from channels.testing import WebsocketCommunicator

    from tutorial.asgi import application

    headers = [(b"host", b"testserver"), (b"origin", b"http://testserver")]
    connected, _ = await WebsocketCommunicator(application, "/ws/nowhere/", headers=headers).connect()
    assert not connected


async def test_kubectl_edit_opens_the_editor_and_takes_what_it_gives_back(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl create deployment web --image=nginx")
    mark = len(socket.frames)
    id_ = await socket.say("terminal", line="kubectl edit deployment web")
    edit = await socket.since(mark, lambda frame: frame["type"] == "edit")
    assert edit["id"] == id_
    assert "replicas: 1" in edit["content"]
    await socket.say("edited", edit=id_, content=edit["content"].replace("replicas: 1", "replicas: 2"))
    done = await socket.until(lambda frame: frame.get("done") is True and frame["id"] == id_)
    assert (done["text"], done["exit"]) == ("deployment.apps/web edited\n", 0)
    assert live.simulation.store.get("deployments.apps", "default", "web")["spec"]["replicas"] == 2
