"""agnhost's programs that remember what they were told: guestbook, nettest."""

import json

import pytest

from cluster.api.request import Request
from cluster.images.wire import HttpRequest
from cluster.simulation import Simulation
from tests.cluster.network.scene import CLIENT, Scene

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.57"
POD = "/api/v1/namespaces/default/pods"
PRIMARY, REPLICA = "http://agnhost-primary:6379", "http://agnhost-replica:6379"


@pytest.fixture
def scene() -> Scene:
    return Scene(1)


def guestbook(scene: Scene) -> None:
    """As upstream's test-manifests have it."""
    for name, replicas, args in (
        ("agnhost-primary", 1, ["--http-port", "6379"]),
        ("agnhost-replica", 2, ["--replicaof", "agnhost-primary", "--http-port", "6379"]),
        ("frontend", 1, ["--backend-port", "6379"]),
    ):
        scene.web(replicas, AGNHOST, name, args=["guestbook", *args])
        scene.service(name, {"app": name}, ports=[{"port": 80 if name == "frontend" else 6379}])
    scene.client()
    scene.wait(20)


def ask(scene: Scene, url: str) -> tuple[int | None, str]:
    reply = scene.get(url)
    return reply.code, reply.body


def log(scene: Scene, app: str) -> list[str]:
    """Without the moments."""
    names = [pod["metadata"]["name"] for pod in scene.pods_of(app)]
    lines = [scene.cluster.request(Request("GET", f"{POD}/{name}/log")).body.splitlines() for name in names]
    return [line.split(" ", 2)[2] for own in lines for line in own]


def front(command: str, key: str = "messages", value: str = "") -> str:
    return f"http://frontend/guestbook?cmd={command}&key={key}&value={value}"


def test_what_is_set_at_the_primary_is_found_at_every_replica(scene):
    guestbook(scene)
    assert ask(scene, front("get")) == (200, '{"data":""}')
    assert ask(scene, front("set", value="TestEntry")) == (200, '{"message":"Updated"}')
    assert {ask(scene, front("get")) for _ in range(8)} == {(200, '{"data":"TestEntry"}')}
    ask(scene, front("set", "more", "1"))
    assert {ask(scene, f"{REPLICA}/get") for _ in range(8)} == {(200, '{"data":{"messages":"TestEntry","more":"1"}}')}
    assert "GET /guestbook?cmd=set&key=messages&value=TestEntry" in log(scene, "frontend")
    assert len([line for line in log(scene, "agnhost-primary") if line.endswith("registered.")]) == 2
    assert log(scene, "agnhost-replica").count("GET /set?key=more&value=1") == 2


@pytest.mark.parametrize(
    "url, code, text",
    [
        (front("drop"), 400, "unsupported cmd: 'drop'\n"),
        (front("set", ""), 400, "cannot set with empty key.\n"),
        (f"{PRIMARY}/set?value=x", 400, "cannot set with empty key.\n"),
        (f"{PRIMARY}/guests", 404, "404 page not found\n"),
    ],
)
def test_what_a_guestbook_refuses(scene, url, code, text):
    guestbook(scene)
    assert ask(scene, url) == (code, text)


def test_a_front_without_a_back_says_why(scene):
    scene.pod("alone", AGNHOST, container={"args": ["guestbook"]})
    scene.client()
    scene.wait(20)
    address = scene.store.get("pods", "default", "alone")["status"]["podIP"]
    code, text = ask(scene, f"http://{address}/guestbook?cmd=get&key=a")
    why = "lookup agnhost-replica on 10.96.0.10:53: no such host"
    assert (code, text) == (400, f"host and/or port param are invalid. {why}\n")


def test_a_replica_that_is_gone_makes_a_set_fail(scene):
    guestbook(scene)
    while len([line for line in log(scene, "agnhost-primary") if line.endswith("registered.")]) < 2:
        ask(scene, f"{REPLICA}/get")
    scene.cluster.request(Request("DELETE", f"{POD}/{scene.pods_of('agnhost-replica')[0]['metadata']['name']}"))
    scene.wait(60)
    reply = scene.get(f"{PRIMARY}/set?key=a&value=b", timeout=None)
    text = "encountered error while propagating to replica '10.244."
    assert reply.code == 417 and reply.body.startswith(text) and reply.body.endswith("connect: no route to host\n")
    assert ask(scene, f"{PRIMARY}/get?key=a") == (200, '{"data":"b"}')


def nettest(scene: Scene, *args: str) -> str:
    scene.pod("server", AGNHOST, container={"args": ["nettest", *args]})
    scene.client()
    scene.wait(20)
    return f"http://{scene.store.get('pods', 'default', 'server')['status']['podIP']}:8080"


def write(scene: Scene, url: str, body: str) -> str:
    return scene.network.request(CLIENT, HttpRequest("POST", f"{url}/write", {}, body)).body


def test_nettest_counts_who_wrote(scene):
    url = nettest(scene)
    for source in ("prestop", "a", "prestop"):
        assert write(scene, url, json.dumps({"Source": source})) == '{"Hostname":"server"}\n'
    state = json.loads(ask(scene, f"{url}/read")[1])
    assert state["Received"] == {"a": 1, "prestop": 2} and state["Errors"] is None and state["Sent"] is None
    assert list(state) == ["Hostname", "Sent", "Received", "Errors", "Log", "StillContactingPeers"]
    write(scene, url, "")
    write(scene, url, "hello")
    assert json.loads(ask(scene, f"{url}/read")[1])["Errors"] == [
        "EOF",
        "server: Got request with no source",
        "invalid character 'h' looking for beginning of value",
        "server: Got request with no source",
    ]


def test_nettest_gives_up_its_peers(scene):
    url = nettest(scene)
    assert ask(scene, f"{url}/status") == (200, "running")
    scene.wait(400)
    assert ask(scene, f"{url}/status") == (200, "fail")
    state = json.loads(ask(scene, f"{url}/read")[1])
    assert len(state["Log"]) == 60 and not state["StillContactingPeers"]


def test_a_hook_before_the_end_writes_to_it(scene):
    """As upstream's PreStop spec."""
    url = nettest(scene)
    words = ["wget", "-O-", '--post-data={"Source": "prestop"}', f"{url}/write"]
    scene.pod("tester", "busybox", container={"command": ["sleep", "600"],
              "lifecycle": {"preStop": {"exec": {"command": words}}}})  # fmt: skip
    scene.wait(10)
    scene.cluster.request(Request("DELETE", f"{POD}/tester"))
    scene.wait(5)
    state = scene.cluster.request(Request("GET", f"{POD}/server:8080/proxy/read")).body
    assert json.loads(state)["Received"] == {"prestop": 1}


def test_it_is_part_of_the_cluster_and_goes_with_the_process(scene):
    url = nettest(scene)
    scene.cluster.request(Request("POST", f"{POD}/server:8080/proxy/write", body={"Source": "a"}))
    scene.wait(1)
    digest = scene.cluster.digest()
    twin, again = Simulation.restore(scene.cluster.snapshot()), scene.cluster.branch(scene.cluster.now - 1)
    again.run_until(scene.cluster.now)
    assert again.digest() == digest
    for other in (twin, again):
        state = other.request(Request("GET", f"{POD}/server:8080/proxy/read")).body
        assert json.loads(state)["Received"] == {"a": 1}
    killed = {"fault": "container.kill", "pod": "server", "container": "c"}
    scene.cluster.apply(scene.cluster.next_input(killed, "test"))
    scene.wait(30)
    assert json.loads(ask(scene, f"{url}/read")[1])["Received"] is None
