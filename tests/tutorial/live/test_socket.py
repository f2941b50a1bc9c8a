"""A learner's browser on a live cluster."""

import asyncio
import json

import pytest

from cluster.api.request import Request
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


LABELS = {"app": "web"}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": LABELS},
        "template": {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}},
    },
}


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
    "field", [{"rate": 100}, {"rate": "fast"}, {"running": 1}, {"step": "back"}, {"until": -1}, {"until": True}]
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
    text, code = await socket.run("kubectl wait --for=condition=Ready pod/web --timeout=120s", timeout=30)
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


# -- hostile input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", "bad_json"),
        ("[]", "bad_json"),
        ("[" * 100_000, "bad_json"),
        ("{}", "no_id"),
        ('{"id": true, "type": "hello"}', "no_id"),
        ('{"id": "' + "x" * 65 + '", "type": "hello"}', "no_id"),
        ('{"id": 1}', "unknown_type"),
        ('{"id": 1, "type": "explode"}', "unknown_type"),
        ('{"id": 1, "type": ["hello"]}', "unknown_type"),
        ('{"id": 1, "type": "terminal"}', "bad_field"),
        ('{"id": 1, "type": "terminal", "line": 5}', "bad_field"),
        ('{"id": 1, "type": "seen", "revision": "many"}', "bad_field"),
        ('{"id": 1, "type": "seek", "time": 1e300}', "bad_field"),
        ('{"id": 1, "type": "complete", "line": "kub", "cursor": 99}', "bad_field"),
        ('{"id": 1, "type": "terminal", "line": "' + "x" * 2_100_000 + '"}', "frame_too_big"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
async def test_messages_that_make_no_sense_are_told_so_and_the_socket_lives(site, text, code):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.communicator.send_to(text_data=text)
    error = await socket.until(lambda frame: frame["type"] == "error")
    assert error["code"] == code
    assert error["message"]
    assert (await socket.ask("why", nothing=True))["type"] == "ack"


async def test_half_characters_and_nul_do_no_harm(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    for number, (kind, fields) in enumerate(
        [
            ("terminal", {"line": "echo \ud800\0"}),
            ("file", {"name": "a.yaml", "content": "x\udfff"}),
            ("why", {"uid": "\ud800"}),
            ("complete", {"line": "kubectl get \ud800"}),
        ]
    ):
        answer = await socket.ask(kind, id=str(number), **fields)
        assert (answer["type"], answer.get("code")) in (("ack", None), ("error", "no_object"))
    text, _ = await socket.run("cat a.yaml")
    assert text == "x\ufffd"


async def test_a_line_of_many_commands_can_be_interrupted_even_while_time_stands_still(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    text, code = await socket.run("kubectl get nodes -o name; " * 100 + "echo done")
    assert (text, code) == ("node/minikube\n" * 100 + "done\n", 0)
    await socket.ask("terminal", id="long", line="kubectl get pods -A -o yaml > f; " * 800)
    await socket.say("interrupt")
    done = await socket.until(lambda frame: frame["type"] == "output" and frame["done"])
    assert (done["id"], done["exit"]) == ("long", 130)


async def test_who_prints_or_looks_without_end_is_slowed(site, settings):
    few = {"output_burst": 100, "output_bytes_per_s": 1, "picture_burst": 2, "pictures_per_s": 1}
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, **few}
    live = await site.cluster()
    socket = await site.socket(live.id, query="lang=ko")
    assert (await socket.run("echo " + "x" * 200))[1] == 0
    refused = await socket.ask("terminal", line="echo again")
    assert (refused["code"], "출력" in refused["message"]) == ("too_much_output", True)
    assert (await socket.ask("seek", time=live.simulation.now))["type"] == "ack"
    assert (await socket.ask("seek", time=live.simulation.now))["code"] == "flood"
    assert (await socket.ask("why", nothing=True))["type"] == "ack"


async def test_the_picture_of_many_objects_is_made_in_a_thread(site, monkeypatch):
    monkeypatch.setattr("tutorial.live.session.HEAVY_OBJECTS", 1)
    live = await site.cluster()
    socket = await site.socket(live.id)
    assert "minikube" in [o["name"] for o in socket.snapshot["objects"]]
    past = (await socket.ask("seek", time=live.recorded_since()))["result"]
    assert past["revision"] <= live.simulation.store.revision


async def test_a_watch_over_many_objects_works_in_a_thread(site, monkeypatch):
    monkeypatch.setattr("tutorial.live.session.HEAVY_OBJECTS", 1)
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("terminal", id="watch", line="kubectl get deploy -w -o name")
    other = await site.socket(live.id)
    live.simulation.request(Request("POST", "/apis/apps/v1/namespaces/default/deployments", body=DEPLOYMENT))
    live.wanted()
    said = await other.until(lambda frame: frame["type"] == "output" and frame["text"])
    assert said["text"].startswith("deployment.apps/web\n")
    await socket.say("interrupt")
    await socket.until(lambda frame: frame["type"] == "output" and frame["done"])


async def test_binary_frames_are_refused(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.communicator.send_to(bytes_data=b"\x00\x01")
    assert (await socket.until(lambda frame: frame["type"] == "error"))["code"] == "bad_json"


async def test_a_flood_is_answered_then_cut_off_and_others_go_on(site, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "messages_per_s": 5, "message_burst": 20}
    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    flooder, neighbour = await site.socket(live.id), await site.socket(other.id, NEIGHBOUR)
    for number in range(400):
        await flooder.communicator.send_to(text_data=json.dumps({"type": "why", "id": f"f{number}", "nothing": True}))
    text, code = await neighbour.run("kubectl get nodes --no-headers")
    assert code == 0
    codes = []
    while True:
        output = await flooder.communicator.receive_output(timeout=5)
        if output["type"] == "websocket.close":
            break
        codes.append(json.loads(output["text"]).get("code"))
    assert output["code"] == 4408
    assert "flood" in codes
    assert codes[-1] == "flood_closed"


async def test_commands_have_their_own_limit(site, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "commands_per_s": 1, "command_burst": 2}
    live = await site.cluster()
    socket = await site.socket(live.id)
    codes = [(await socket.ask("terminal", line="echo hi")).get("code") for _ in range(4)]
    assert codes == [None, None, "too_many_commands", "too_many_commands"]


async def test_names_with_markup_and_control_characters_come_back_as_they_are(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    text, code = await socket.run("kubectl run '<script>alert(1)</script>' --image=nginx")
    assert code == 1
    assert "<script>" in text
    text, code = await socket.run("kubectl run a\x1b[31m --image=nginx")
    assert code == 1


async def test_ten_thousand_replicas_stop_at_the_clusters_capacity_and_hurt_nobody(site, settings):
    empty = (await site.cluster(browser=NEIGHBOUR)).simulation.store.size
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "objects": empty + 250}
    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    socket, neighbour = await site.socket(live.id), await site.socket(other.id, NEIGHBOUR)
    assert (await socket.run("kubectl create deployment many --image=nginx --replicas=10000"))[1] == 0
    await socket.ask("clock", until=live.simulation.now + 20_000_000)
    assert (await neighbour.run("kubectl get nodes --no-headers"))[1] == 0
    await socket.until(lambda frame: frame["type"] == "clock" and frame["clock"]["time"] >= 20_000_000, timeout=30)
    store = live.simulation.store
    assert 200 < store.count("pods") < 300  # some of the empty cluster's objects do not count
    text, code = await socket.run("kubectl create configmap one-more")
    assert (text, code) == ("error: failed to create configmap: etcdserver: mvcc: database space exceeded\n", 1)
    text, code = await socket.run("kubectl delete deployment many --wait=false")
    assert code == 0
    branch = live.simulation.branch(live.simulation.now)
    assert branch.digest() == live.simulation.digest()


async def test_a_cluster_that_was_sent_too_much_takes_no_more(site, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "bytes": 2_000}
    live = await site.cluster()
    socket = await site.socket(live.id, query="lang=ko")
    await socket.run(f"kubectl create configmap big --from-literal=a={'x' * 3000}")
    answer = await socket.ask("terminal", line="kubectl get pods")
    assert (answer["code"], "넘었습니다" in answer["message"]) == ("cluster_full", True)
    await socket.ask("reset")
    assert (await socket.run("kubectl get nodes --no-headers"))[1] == 0


async def test_a_yaml_bomb_and_a_document_of_a_megabyte_get_errors_and_leave_the_cluster_alone(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    for name, content in [
        ("bomb.yaml", bomb),
        ("deep.yaml", "a: " + "[" * 5000),
        ("big.yaml", "kind: Pod\nx: " + "y" * 1_000_000),
    ]:
        assert (await socket.ask("file", name=name, content=content))["type"] == "ack"
        text, code = await socket.run(f"kubectl apply -f {name}")
        assert code == 1
        assert text.startswith(("error:", "Error from server"))
    assert (await socket.run("kubectl get pods"))[0] == "No resources found in default namespace.\n"


async def test_a_document_of_a_megabyte_does_not_keep_others_waiting(site):
    live, other = await site.cluster(), await site.cluster(browser=NEIGHBOUR)
    socket, neighbour = await site.socket(live.id), await site.socket(other.id, NEIGHBOUR)
    values = "".join(f"  key-{number}: value\n" for number in range(50_000))
    content = f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n{values}"
    await socket.ask("file", name="big.yaml", content=content)
    id_ = await socket.say("terminal", line="kubectl create -f big.yaml")
    for _ in range(3):
        assert (await neighbour.run("kubectl get nodes --no-headers"))[1] == 0
    assert live.lock.locked()  # it is still being read
    done = await socket.until(lambda frame: frame.get("done") is True and frame["id"] == id_)
    assert done["exit"] == 0


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
