"""A cluster behind the ASGI application, without a server: virtual time passes when a client waits."""

import asyncio
import json

from asgiref.testing import ApplicationCommunicator

from cluster.api.request import Request
from cluster.http.application import Application
from cluster.simulation import Simulation
from tests.patience import PATIENCE

PODS = "/api/v1/namespaces/default/pods"


class Leaping:
    """A backend in which nothing takes wall time: whoever waits makes the next thing happen."""

    def __init__(self, simulation: Simulation):
        self.simulation = simulation
        self.moves = 0

    async def request(self, request):
        return self.simulation.request(request, actor="test")

    async def changed(self, revision, seconds, resource):
        self.simulation.step()
        return self.simulation.store.revision

    async def moved(self, seen, seconds):
        if self.moves <= seen:
            await asyncio.sleep(0.02)  # what the client says comes first
            self.simulation.step()
            self.moves += 1
        return self.moves

    async def act(self, action):
        action()
        self.moves += 1


class Client:
    """One WebSocket. `messages` are those that were received so far."""

    def __init__(self, simulation: Simulation, path: str, *protocols: str):
        path, _, query = path.partition("?")
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "subprotocols": list(protocols),
            "extensions": {"websocket.http.response": {}},
        }
        self._connection = ApplicationCommunicator(Application(Leaping(simulation)), scope)

    async def open(self) -> dict:
        """The answer to the handshake: websocket.accept, or the start of a denial."""
        await self._connection.send_input({"type": "websocket.connect"})
        return await self._connection.receive_output(timeout=PATIENCE)

    async def next(self) -> dict:
        return await self._connection.receive_output(timeout=PATIENCE)

    async def send(self, **message) -> None:
        await self._connection.send_input({"type": "websocket.receive", **message})

    async def rest(self) -> list[tuple[int, bytes]]:
        """(channel, data) of all binary messages until the server closes; the last is the status."""
        found = []
        while (message := await self.next())["type"] != "websocket.close":
            data = message["bytes"]
            found.append((data[0], data[1:]))
        return found

    async def leave(self) -> None:
        await self._connection.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._connection.wait()


def cluster_with(*images: str, **container) -> Simulation:
    """Pods a, b, c ... of these images, all running."""
    simulation = Simulation(guard=True)
    for name, image in zip("abcdef", images, strict=False):
        spec = {"containers": [{"name": "main", "image": image, **container}]}
        simulation.request(
            Request("POST", PODS, body={"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec})
        )
    simulation.run_until(simulation.now + 60_000_000)
    return simulation


def status_of(data: bytes) -> dict:
    return json.loads(data)
