"""Nothing that was acknowledged is lost: sleep, crash, forks. What can go wrong outside: test_trouble, test_damage …"""

import asyncio

import pytest

from tests.patience import until
from tests.tutorial.live.test_kubernetes import CONFIGMAPS, Client, config_map
from tutorial.live.waking import restored

pytestmark = pytest.mark.asyncio

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\nspec:\n  containers:\n  - name: a\n    image: nginx\n"


async def make_pod(socket, name: str) -> None:
    await socket.ask("file", name=f"{name}.yaml", content=POD.format(name))
    text, code = await socket.run(f"kubectl create -f {name}.yaml")
    assert (text, code) == (f"pod/{name} created\n", 0)


async def test_a_cluster_that_slept_goes_on_where_it_was(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await make_pod(socket, "web")
    await socket.ask("clock", running=False)
    await socket.ask("clock", until=live.simulation.now + 60_000_000)
    await socket.until(
        lambda frame: live.simulation.next_due is None or live.simulation.next_due > live.simulation.now + 60_000_000
    )
    digest, now, uid = (
        live.simulation.digest(),
        live.simulation.now,
        live.simulation.store.list("pods", "default")[0]["metadata"]["uid"],
    )
    await socket.close()
    await site.host.sleep(live)
    assert site.host.clusters == {}
    again = await site.socket(live.id)
    woken = await site.host.get(live.id)
    assert woken is not live
    assert (woken.simulation.digest(), woken.simulation.now) == (digest, now)
    assert again.snapshot["files"] == [{"name": "web.yaml", "content": POD.format("web")}]
    assert again.snapshot["terminal"]["history"] == ["kubectl create -f web.yaml"]
    assert "pod/web created" in again.snapshot["terminal"]["transcript"]
    assert again.snapshot["clock"]["running"] is False
    assert again.snapshot["epoch"] == socket.snapshot["epoch"] + 1
    chain = (await again.ask("why", uid=uid))["result"]["chain"]
    assert chain[0]["command"] == "kubectl create -f web.yaml"  # its past is still there


async def test_an_unwatched_cluster_is_put_to_sleep_by_itself(site, settings):
    settings.CLUSTER_SLEEP_AFTER_S = 0.05
    live = await site.cluster()
    socket = await site.socket(live.id)
    await asyncio.sleep(0.2)
    assert live.id in site.host.clusters  # it is watched
    await socket.close()
    await until(lambda: live.id not in site.host.clusters)
    assert (await site.host.get(live.id)).simulation.now >= live.simulation.now


async def test_after_a_crash_every_acknowledged_command_is_there(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    for number in range(5):
        await make_pod(socket, f"pod-{number}")
    await socket.ask("clock", rate=4)
    kept = await site.taken(live.id)  # another process takes over: this one has crashed
    woken = restored(kept, site.host.journal)
    names = [pod["metadata"]["name"] for pod in woken.simulation.store.list("pods", "default")]
    assert names == [f"pod-{number}" for number in range(5)]
    assert set(woken.session.files) == {f"pod-{number}.yaml" for number in range(5)}
    assert woken.pace.rate == 4
    assert woken.session.history[-1] == "kubectl create -f pod-4.yaml"
    twin = (
        live.simulation.branch(woken.simulation.now) if woken.simulation.now < live.simulation.now else live.simulation
    )
    assert woken.simulation.digest() == twin.digest()
    acknowledged = next(frame["id"] for frame in socket.frames if frame["type"] == "ack" and not frame["result"])
    assert woken.session.answered.get(acknowledged) is not None  # sent again, it is not done again


async def test_after_a_crash_the_terminal_is_what_it_was_and_so_are_the_marks(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    lines = ["NS=dev", "alias k=kubectl", "hi() { echo hi $1; }", "mkdir work", "echo ls > run.sh", "chmod +x run.sh"]
    config = "kubectl config set-context --current --namespace=dev"
    for line in (*lines, "cd work", "kubectl create namespace dev", config, "why nothing"):
        await socket.run(line)
    client = Client(live.record.token)
    assert (await client.ask("POST", CONFIGMAPS, config_map("by-a-client")))[0] == 201
    await socket.ask("fault", fault="node.stop", node="minikube")
    await socket.say("terminal", line="kubectl wait --for=delete namespace/dev")
    await socket.until(lambda frame: frame["type"] == "output" and frame["line"].startswith("kubectl wait"))
    await live.drained()
    woken = restored(await site.taken(live.id), site.host.journal)
    assert woken.session.shell.dump() == live.session.shell.dump()
    assert woken.session.transcript.text() == live.session.transcript.text()
    assert list(woken.marks) == list(live.marks)
    assert [mark["kind"] for mark in woken.marks] == ["command", "command", "failure"]
    assert "$ kubectl wait" in woken.session.transcript.text()


async def test_a_fork_survives_a_crash(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    await make_pod(socket, "first")
    at = live.simulation.now
    await socket.ask("clock", until=at + 5_000_000)
    await socket.until(lambda frame: live.simulation.now >= at + 5_000_000)
    await make_pod(socket, "undone")
    await socket.ask("fork", at=at + 1)
    await make_pod(socket, "after")
    woken = restored(await site.taken(live.id), site.host.journal)
    assert [pod["metadata"]["name"] for pod in woken.simulation.store.list("pods", "default")] == ["after", "first"]
    assert woken.branch == {"id": 1, "of": 0, "at": at + 1}
    assert woken.simulation.digest() == live.simulation.digest()


async def test_the_past_before_a_sleep_can_still_be_forked(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    await make_pod(socket, "first")
    at = live.simulation.now
    await socket.ask("clock", until=at + 5_000_000)
    await socket.until(lambda frame: live.simulation.now >= at + 5_000_000)
    await make_pod(socket, "second")
    await socket.close()
    await site.host.sleep(live)
    again = await site.socket(live.id)
    await make_pod(again, "third")
    mark = len(again.frames)
    assert (await again.ask("fork", at=at + 1))["type"] == "ack"
    snapshot = await again.since(mark, lambda frame: frame["type"] == "snapshot")
    assert [o["name"] for o in snapshot["objects"] if o["kind"] == "Pod" and o["namespace"] == "default"] == ["first"]


async def test_the_journal_of_a_cluster_that_stays_awake_is_kept_short(site, monkeypatch):
    from tutorial.live import cluster as module
    from tutorial.live.models import Journal

    monkeypatch.setattr(module, "KEEP_EVERY", 10)
    live = await site.cluster()
    socket = await site.socket(live.id)
    for number in range(20):
        await socket.ask("file", name=f"f{number}.yaml", content="x")
    await make_pod(socket, "web")
    await live.drained()
    rows = Journal.objects.filter(cluster_id=live.id)
    await until(lambda: site.host.journal.run(lambda: rows.count() < 20))
    woken = restored(await site.taken(live.id), site.host.journal)
    assert len(woken.session.files) == 21
    assert [pod["metadata"]["name"] for pod in woken.simulation.store.list("pods", "default")] == ["web"]


async def test_the_journal_stays_short_however_often_the_server_crashes(site, monkeypatch):
    from tutorial.live import cluster as module
    from tutorial.live.models import Journal

    monkeypatch.setattr(module, "KEEP_EVERY", 4)
    live = await site.cluster()
    for number in range(8):
        woken = await site.host.get(live.id)
        socket = await site.socket(live.id)
        for name in "abc":
            await socket.ask("file", name=f"{name}{number}.yaml", content="x")
        await woken.drained()
        woken.wanted()
        await asyncio.sleep(0.1)
        site.host.failed(woken, RuntimeError("killed"))
    assert await site.host.journal.run(lambda: Journal.objects.filter(cluster_id=live.id).count()) < 16
    assert len((await site.host.get(live.id)).session.files) == 24


async def test_checks_that_speak_of_history_remember_it_through_a_sleep(site):
    from tutorial.lessons.document import Check, Lesson

    words = {"ko": "말", "en": "words"}
    deleted = 'history.exists(h, h.kind == "Pod" && h.verb == "delete" && h.command.startsWith("kubectl delete"))'
    goal = Check("again", f'{deleted} && pods.exists(p, p.name == "new")', words)
    guard = Check("kept", '!history.exists(h, h.name == "never")', words)
    lesson = Lesson("memory", goals=[goal], guards=[guard])
    live = await site.cluster(lesson)
    socket = await site.socket(live.id)
    await make_pod(socket, "old")
    await socket.run("kubectl delete pod old --wait=false")
    await socket.close()
    await site.host.sleep(live)
    record = await site.record(live.id)
    kept = await site.taken(record.id)
    kept.lesson = lesson  # the sample has no published version
    woken = restored(kept, site.host.journal)
    woken.session.foreground.start("x", "kubectl run new --image=nginx")
    woken.session.foreground.work()
    woken.collect()
    assert woken.session.solved
