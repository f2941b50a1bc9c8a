"""Real clients on a live cluster, at the level of ASGI."""

import asyncio
import json

import pytest
from asgiref.testing import ApplicationCommunicator

from tests.patience import PATIENCE
from tests.tutorial.conftest import LEARNER, NEIGHBOUR
from tutorial.live.waking import restored

pytestmark = pytest.mark.asyncio

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"


def config_map(name: str, **data: str) -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


class Client:
    """A client with the address of one cluster."""

    def __init__(self, token: str):
        self.token = token

    async def open(self, method: str, path: str, body=None, headers=(), kind="application/json"):
        """(what goes on, status, headers)."""
        from tutorial.asgi import application

        path, _, query = path.partition("?")
        given = [
            (b"host", b"testserver"),
            (b"user-agent", b"kubectl/v1.35.2 (linux)"),
            (b"content-type", kind.encode()),
        ]
        scope = {
            "type": "http", "method": method, "path": f"/c/{self.token}{path}", "query_string": query.encode(),
            "headers": [*given, *headers], "scheme": "http",
        }  # fmt: skip
        connection = ApplicationCommunicator(application, scope)
        await connection.send_input({"type": "http.request", "body": json.dumps(body).encode() if body else b""})
        start = await connection.receive_output(timeout=PATIENCE)
        return connection, start["status"], dict(start["headers"])

    async def ask(self, method: str, path: str, body=None, **more) -> tuple[int, dict]:
        connection, status, _ = await self.open(method, path, body, **more)
        answer = (await connection.receive_output(timeout=PATIENCE))["body"]
        await connection.wait()
        return status, json.loads(answer)

    async def watch(self, path: str) -> "Stream":
        connection, status, _ = await self.open("GET", path)
        assert status == 200
        return Stream(connection)


class Stream:
    def __init__(self, connection):
        self.connection = connection

    async def events(self) -> list[dict] | None:
        """What came together; None at the end."""
        message = await self.connection.receive_output(timeout=PATIENCE)
        while message.get("more_body") and not message["body"]:  # the headers go out before the first event
            message = await self.connection.receive_output(timeout=PATIENCE)
        return [json.loads(line) for line in message["body"].splitlines()] if message.get("more_body") else None

    async def until(self, kind: str, name: str) -> dict:
        while (events := await self.events()) is not None:
            for event in events:
                if (event["type"], event["object"]["metadata"].get("name", "")) == (kind, name):
                    return event
        raise AssertionError(f"the watch ended before {kind} {name}")

    async def close(self) -> None:
        await self.connection.send_input({"type": "http.disconnect"})
        await self.connection.wait()


async def test_objects_are_made_read_changed_and_deleted(site):
    live = await site.cluster()
    client = Client(live.record.token)
    assert (await client.ask("POST", CONFIGMAPS, config_map("a", x="1")))[0] == 201
    status, made = await client.ask("GET", f"{CONFIGMAPS}/a")
    assert (status, made["data"]) == (200, {"x": "1"})
    patch = {"kind": "application/merge-patch+json"}
    assert (await client.ask("PATCH", f"{CONFIGMAPS}/a", {"data": {"x": "2"}}, **patch))[1]["data"] == {"x": "2"}
    assert (await client.ask("PUT", f"{CONFIGMAPS}/a", config_map("a", x="3")))[1]["data"] == {"x": "3"}
    assert (await client.ask("DELETE", f"{CONFIGMAPS}/a"))[1]["status"] == "Success"
    status, answer = await client.ask("GET", f"{CONFIGMAPS}/a")
    assert (status, answer["kind"], answer["reason"]) == (404, "Status", "NotFound")


async def test_some_clients_ask_for_the_version_with_a_slash(site):
    live = await site.cluster()
    for path in ("/version", "/version/"):
        status, answer = await Client(live.record.token).ask("GET", path)
        assert (status, answer["major"], answer["minor"]) == (200, "1", "35")


async def test_what_a_client_does_is_seen_in_the_browser_with_its_command(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    told = [(b"kubectl-command", b"kubectl create configmap")]
    await Client(live.record.token).ask("POST", CONFIGMAPS, config_map("web"), headers=told)
    changed = await socket.since(
        0, lambda frame: "web" in [change["object"]["name"] for change in frame.get("changes", [])]
    )
    change = next(change for change in changed["changes"] if change["object"]["name"] == "web")
    assert change["actor"] == "kubectl"
    mark = {"time": change["time"], "kind": "command", "text": "kubectl create configmap web"}
    assert mark.items() <= live.marks[-1].items()
    assert live.inputs[change["causes"][0]].command == "kubectl create configmap web"


async def test_a_watch_streams_what_the_terminal_does(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    stream = await Client(live.record.token).watch(f"{CONFIGMAPS}?watch=1&resourceVersion={_revision(live)}")
    await socket.run("kubectl create configmap typed")
    assert (await stream.until("ADDED", "typed"))["object"]["kind"] == "ConfigMap"
    await stream.close()
    assert [viewer.role for viewer in live.viewers] == ["owner"]


async def test_an_open_watch_keeps_its_cluster_awake_and_ends_when_it_sleeps(site, settings):
    settings.CLUSTER_SLEEP_AFTER_S = 0.2
    live = await site.cluster()
    stream = await Client(live.record.token).watch(f"{CONFIGMAPS}?watch=1")
    await stream.events()
    live = site.host.clusters[live.id]  # on a slow machine it has slept already and was woken
    assert await stream.connection.receive_nothing(timeout=0.5)
    assert site.host.clusters[live.id] is live
    live.viewers.copy().popitem()[0].close(4409)
    assert await stream.events() is None


@pytest.mark.parametrize("how", ["reset", "fork"])
async def test_after_a_reset_or_a_fork_clients_are_told_to_list_again(site, how):
    live = await site.cluster()
    socket = await site.socket(live.id)
    client, before = Client(live.record.token), live.simulation.now
    for number in range(60):
        live.session.commands._left = 40
        await client.ask("POST", CONFIGMAPS, config_map(f"undone-{number}"))
    revision = _revision(live)
    stream = await client.watch(f"{CONFIGMAPS}?watch=1&resourceVersion={revision}")
    assert (await socket.ask(how, **({"at": before} if how == "fork" else {})))["type"] == "ack"
    (event,) = await stream.events()
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)
    assert await stream.events() is None
    assert _revision(live) > revision
    late = await client.watch(f"{CONFIGMAPS}?watch=1&resourceVersion={revision - 5}")
    (event,) = await late.events()
    assert (event["type"], event["object"]["code"], event["object"]["reason"]) == ("ERROR", 410, "Expired")
    assert event["object"]["message"] == f"too old resource version: {revision - 5} ({revision + 1})"
    names = [one["metadata"]["name"] for one in (await client.ask("GET", CONFIGMAPS))[1]["items"]]
    assert names == ["kube-root-ca.crt"]


async def test_an_unknown_address_is_a_kind_404(site):
    for token in ("x" * 32, "", "가", "x" * 300):
        status, answer = await Client(token).ask("GET", "/api/v1/pods")
        assert (status, answer["kind"]) == (404, "Status")
        assert "Open your lesson" in answer["message"]


async def test_a_new_token_kills_the_old_one_and_its_watches(site, async_client):
    from tutorial.lessons.browser import COOKIE

    live = await site.cluster()
    old = Client(live.record.token)
    stream = await old.watch(f"{CONFIGMAPS}?watch=1")
    await stream.events()
    async_client.cookies[COOKIE] = NEIGHBOUR
    assert (await async_client.post(f"/clusters/{live.id}/token/")).status_code == 404
    async_client.cookies[COOKIE] = LEARNER
    answer = (await async_client.post(f"/clusters/{live.id}/token/")).json()
    assert answer["kubeconfig"] == f"/c/{answer['token']}/kubeconfig"
    assert await stream.events() is None
    assert (await old.ask("GET", "/api/v1/pods"))[0] == 404
    assert (await Client(answer["token"]).ask("GET", "/api/v1/pods"))[0] == 200


async def test_a_kubeconfig_names_the_host_that_was_asked(site):
    live = await site.cluster()
    client = Client(live.record.token)
    connection, status, headers = await client.open("GET", "/kubeconfig")
    config = json.loads((await connection.receive_output(timeout=PATIENCE))["body"])
    assert status == 200
    assert config["clusters"][0]["cluster"]["server"] == f"http://testserver/c/{live.record.token}"
    assert b"orrery.yaml" in headers[b"content-disposition"]
    scheme = [(b"x-forwarded-proto", b"https")]  # believed only when the settings say that there is a proxy
    assert (await client.ask("GET", "/kubeconfig", headers=scheme))[1]["clusters"] == config["clusters"]


async def test_a_kubeconfig_for_a_host_that_is_not_ours_is_refused(site, settings):
    live = await site.cluster()
    settings.ALLOWED_HOSTS = ["orrery.example"]
    assert (await Client(live.record.token).ask("GET", "/kubeconfig"))[0] == 400


async def test_what_was_answered_survives_a_crash(site):
    live = await site.cluster()
    status, _ = await Client(live.record.token).ask("POST", CONFIGMAPS, config_map("kept"))
    assert status == 201
    woken = restored(await site.taken(live.id), site.host.journal)
    assert woken.simulation.store.get("configmaps", "default", "kept")["metadata"]["name"] == "kept"


async def test_a_sleeping_cluster_is_woken_by_a_client(site):
    live = await site.cluster()
    client = Client(live.record.token)
    await client.ask("POST", CONFIGMAPS, config_map("kept"))
    await site.host.sleep(live)
    assert (await client.ask("GET", f"{CONFIGMAPS}/kept"))[0] == 200


async def test_a_cluster_that_falls_asleep_at_that_moment_is_woken_again(site):
    live = await site.cluster()
    client = Client(live.record.token)
    async with live.lock:
        asking = asyncio.ensure_future(client.ask("POST", CONFIGMAPS, config_map("late")))
        await asyncio.sleep(0.1)  # it has found the cluster and waits for its turn
        sleeping = asyncio.ensure_future(site.host.sleep(live))
        await asyncio.sleep(0)
        live.dead = True  # what `sleep` does before the client's turn comes
        del site.host.clusters[live.id]
    assert (await asking)[0] == 201
    await sleeping
    assert (await client.ask("GET", f"{CONFIGMAPS}/late"))[0] == 200


async def test_who_writes_too_fast_is_told_when_to_come_again(site, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "commands_per_s": 0.01, "command_burst": 2}
    live = await site.cluster()
    client = Client(live.record.token)
    for name in ("a", "b"):
        assert (await client.ask("POST", CONFIGMAPS, config_map(name)))[0] == 201
    connection, status, headers = await client.open("POST", CONFIGMAPS, config_map("c"))
    assert (status, headers[b"retry-after"]) == (429, b"1")
    assert json.loads((await connection.receive_output())["body"])["reason"] == "TooManyRequests"
    live.session.commands._left, live.sent_bytes = 2, settings.CLUSTER_LIMITS["bytes"] + 1
    assert (await client.ask("POST", CONFIGMAPS, config_map("d")))[0] == 429


def _revision(live) -> int:
    return live.simulation.store.revision
