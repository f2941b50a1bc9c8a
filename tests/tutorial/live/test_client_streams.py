"""Real clients' exec on a live cluster, at the level of ASGI."""

import json

import pytest
from asgiref.testing import ApplicationCommunicator

from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio

PODS = "/api/v1/namespaces/default/pods"


class Exec:
    """A WebSocket to `path` of the cluster with this token; kubectl sends no Origin."""

    def __init__(self, token: str, path: str):
        from tutorial.asgi import application

        path, _, query = path.partition("?")
        scope = {
            "type": "websocket", "path": f"/c/{token}{path}", "query_string": query.encode(),
            "headers": [(b"host", b"testserver"), (b"kubectl-command", b"kubectl exec")],
            "subprotocols": ["v5.channel.k8s.io"], "extensions": {"websocket.http.response": {}},
        }  # fmt: skip
        self.connection = ApplicationCommunicator(application, scope)

    async def open(self) -> dict:
        await self.connection.send_input({"type": "websocket.connect"})
        return await self.connection.receive_output(timeout=PATIENCE)

    async def rest(self) -> list[tuple[int, bytes]]:
        found = []
        while (message := await self.connection.receive_output(timeout=PATIENCE))["type"] != "websocket.close":
            found.append((message["bytes"][0], message["bytes"][1:]))
        return found


@pytest.fixture
async def running(site):
    """A cluster with the pod `web`."""
    live = await site.cluster()
    live.pace.rate = 8
    socket = await site.socket(live.id)
    await socket.run_on("kubectl run web --image=nginx && kubectl wait --for=condition=Ready pod/web --timeout=60s")
    return live, socket


async def test_exec_prints_as_virtual_time_passes_and_is_journaled(running, site):
    live, _ = running
    client = Exec(
        live.record.token, f"{PODS}/web/exec?stdout=true&command=sh&command=-c&command=echo%20a;sleep%202;echo%20b"
    )
    began = live.simulation.now
    assert await client.open() == {"type": "websocket.accept", "subprotocol": "v5.channel.k8s.io"}
    messages = await client.rest()
    assert b"".join(data for channel, data in messages if channel == 1) == b"a\nb\n"
    assert json.loads(messages[-1][1])["status"] == "Success"
    assert live.simulation.now - began >= 2_000_000
    assert live.marks[-1]["text"] == "kubectl exec pods/web"
    assert live.simulation.streams == [] and [viewer.role for viewer in live.viewers] == ["owner"]


async def test_a_reset_ends_what_clients_run(running):
    live, socket = running
    client = Exec(live.record.token, f"{PODS}/web/exec?stdout=true&command=sleep&command=1000")
    await client.open()
    await socket.ask("reset")
    assert [channel for channel, _ in await client.rest()] == [1]


async def test_an_unknown_address_is_refused_with_its_status(site):
    client = Exec("x" * 32, f"{PODS}/web/exec?stdout=true&command=ls")
    assert (await client.open())["status"] == 404


async def test_a_shell_in_a_container_takes_lines_at_the_pages_terminal(running):
    live, socket = running
    mark = len(socket.frames)
    id_ = await socket.say("terminal", line="kubectl exec -it web -- sh")
    await socket.since(mark, lambda f: f["type"] == "output" and f["text"].endswith("# ") and f["listening"])
    await socket.ask("typed", to=id_, line="echo hello > /tmp/x; cat /tmp/x\n")
    said = await socket.since(mark, lambda f: f["type"] == "output" and "hello" in f["text"])
    assert "echo" not in said["text"]
    await socket.ask("interrupt")
    await socket.ask("typed", to=id_, line="exit 3\n")
    done = await socket.since(mark, lambda f: f["type"] == "output" and f["done"])
    assert (done["exit"], done["listening"]) == (3, False)
    assert live.session.foreground.running is None and live.simulation.streams == []
