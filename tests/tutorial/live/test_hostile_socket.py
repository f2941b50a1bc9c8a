"""What a browser may send that it should not: nonsense, floods, bombs. The socket and the others live on."""

import json

import pytest

from cluster.api.request import Request
from tests.patience import PATIENCE
from tests.tutorial.conftest import NEIGHBOUR

pytestmark = pytest.mark.asyncio

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
        output = await flooder.communicator.receive_output(timeout=PATIENCE)
        if output["type"] == "websocket.close":
            break
        codes.append(json.loads(output["text"]).get("code"))
    assert output["code"] == 4408
    assert "flood" in codes
    assert codes[-1] == "flood_closed"


async def test_commands_have_their_own_limit(site, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "commands_per_s": 0.01, "command_burst": 2}
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
    await socket.until(lambda frame: frame["type"] == "clock" and frame["clock"]["time"] >= 20_000_000)
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
