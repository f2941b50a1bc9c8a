"""exec over WebSockets: channels of each protocol, how a process ends, and what is refused."""

import base64
import json

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation
from tests.cluster.http.sockets import PODS, Client, cluster_with, status_of

V5, V4, BASE64, OLD = "v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io"
SHELL = "container=main&stdout=true&stderr=true&command=sh&command=-c&command="
FAILURE = {
    "metadata": {},
    "status": "Failure",
    "message": "command terminated with non-zero exit code: command terminated with exit code 3",
    "reason": "NonZeroExitCode",
    "details": {"causes": [{"reason": "ExitCode", "message": "3"}]},
}


@pytest.fixture(scope="module")
def origin():
    return cluster_with("nginx", "nginx:none")


@pytest.fixture
def simulation(origin):
    return origin.branch()


async def test_output_then_the_status_then_the_end(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}echo%20one;sleep%202;echo%20two", V5)
    assert await client.open() == {"type": "websocket.accept", "subprotocol": V5}
    began = simulation.now
    messages = await client.rest()
    assert messages[0] == (1, b"")
    assert b"".join(data for channel, data in messages if channel == 1) == b"one\ntwo\n"
    assert messages[-1][0] == 3 and status_of(messages[-1][1]) == {"metadata": {}, "status": "Success"}
    assert 2_000_000 <= simulation.now - began < 2_100_000
    assert simulation.streams == []


async def test_the_exit_code_is_a_cause_of_the_status(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}exit%203", V4)
    await client.open()
    assert status_of((await client.rest())[-1][1]) == FAILURE


async def test_base64_and_the_unnumbered_protocol(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}echo%20hi;exit%203", "nonsense", BASE64)
    assert (await client.open())["subprotocol"] == BASE64
    texts = []
    while (message := await client.next())["type"] != "websocket.close":
        texts.append(message["text"])
    assert texts[0] == "1" and base64.b64decode(texts[1][1:]) == b"hi\n"
    assert texts[-1][0] == "3" and json.loads(base64.b64decode(texts[-1][1:])) == FAILURE
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}exit%203", OLD)
    assert (await client.open())["subprotocol"] == OLD
    assert (await client.rest())[-1] == (3, FAILURE["message"].encode())


async def test_a_terminal_has_one_output_and_its_own_line_ends(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL.replace('stderr', 'tty')}echo%20hi", V5)
    await client.open()
    assert (1, b"hi\r\n") in await client.rest()


async def test_what_cannot_be_run_is_told_in_the_runtimes_words(simulation):
    client = Client(simulation, f"{PODS}/a/exec?stdout=true&command=nonsense", V5)
    await client.open()
    status = status_of((await client.rest())[-1][1])
    assert status["reason"] == "InternalError" and status["code"] == 500
    assert status["message"].startswith("Internal error occurred: error executing command in container: failed to exec")
    assert 'exec: "nonsense": executable file not found in $PATH: unknown' in status["message"]


async def test_a_container_that_does_not_run(simulation):
    """Version 5 is translated by the API server, which upgrades first; others hear it from the kubelet itself."""
    client = Client(simulation, f"{PODS}/b/exec?{SHELL}ls", V5)
    assert (await client.open())["type"] == "websocket.accept"
    told = status_of((await client.rest())[-1][1])["message"]
    assert told == 'Internal error occurred: unable to upgrade connection: container not found ("main")'
    client = Client(simulation, f"{PODS}/b/exec?{SHELL}ls", V4)
    assert (await client.open())["status"] == 500
    assert (await client.next())["body"] == b'container not found ("main")\n'


@pytest.mark.parametrize(
    "path, code, message",
    [
        ("a/exec?container=x&stdout=true&command=ls", 400, "container x is not valid for pod a"),
        ("x/exec?stdout=true&command=ls", 404, 'pods "x" not found'),
        ("a/exec?command=ls", 400, "you must specify at least 1 of stdin, stdout, stderr"),
        ("two/exec?stdout=1&command=ls", 400,
         "a container name must be specified for pod two, choose one of: [one other] "
         "or one of the init containers: [i]"),
        ("two/exec?stdout=1&command=ls&container=one", 400, "pod two does not have a host assigned"),
    ],
)  # fmt: skip
async def test_what_the_api_server_refuses_before_the_upgrade(simulation, path, code, message):
    containers = [{"name": name, "image": "nginx"} for name in ("one", "other")]
    spec = {"containers": containers, "initContainers": [{"name": "i", "image": "busybox"}]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "two"}, "spec": spec}
    simulation.request(Request("POST", PODS, body=pod))
    client = Client(simulation, f"{PODS}/{path}", V5)
    assert (await client.open())["status"] == code
    assert json.loads((await client.next())["body"])["message"] == message


async def test_without_an_upgrade_there_is_only_the_advice(simulation):
    before = len(simulation.inputs)
    response = simulation.request(Request("GET", f"{PODS}/a/exec", {"stdout": "1"}, words=("ls",)))
    assert (response.code, response.body["message"]) == (400, "Upgrade request required")
    assert len(simulation.inputs) == before


async def test_a_process_ends_with_its_container(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}while%20true;do%20sleep%205;date;done", V5)
    await client.open()
    for _ in range(3):
        await client.next()
    simulation.apply(simulation.next_input({"fault": "container.kill", "pod": "a", "container": "main"}, "test"))
    status = status_of((await client.rest())[-1][1])
    assert status["details"]["causes"] == [{"reason": "ExitCode", "message": "137"}]


async def test_a_client_that_leaves_is_waited_for_no_more(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}while%20true;do%20sleep%205;date;done", V5)
    await client.open()
    await client.next()
    assert len(simulation.streams) == 1
    await client.leave()
    assert simulation.streams == []


async def test_what_is_run_is_journaled_and_replayed(simulation):
    client = Client(simulation, f"{PODS}/a/exec?{SHELL}echo%20hi", V5)
    await client.open()
    await client.rest()
    twin = Simulation.restore(simulation.origin)
    for given in simulation.inputs:
        twin.apply(given)
    twin.run_until(simulation.now)
    assert twin.digest() == simulation.digest() and twin.streams == []
    assert simulation.inputs[-1].request["http"]["words"] == ["sh", "-c", "echo hi"]


async def test_a_watch_over_a_websocket_is_a_message_an_event(simulation):
    client = Client(simulation, f"{PODS}?watch=true")
    assert (await client.open())["type"] == "websocket.accept"
    event = json.loads((await client.next())["text"])
    assert (event["type"], event["object"]["metadata"]["name"]) == ("ADDED", "a")
    await client.leave()
