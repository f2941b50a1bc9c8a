"""POST /clusters/ and the whole object over HTTP."""

import pytest
from django.test import AsyncClient

from tests.patience import until
from tests.tutorial.conftest import LEARNER, NEIGHBOUR
from tutorial.lessons.browser import COOKIE
from tutorial.lessons.catalogue import published, save_course
from tutorial.lessons.folder import read_course

pytestmark = pytest.mark.asyncio


def browser(token: str = LEARNER) -> AsyncClient:
    client = AsyncClient()
    client.cookies[COOKIE] = token
    return client


@pytest.fixture
async def course(site):
    from tests.tutorial.conftest import SAMPLE

    found = read_course(SAMPLE)
    await site.host.journal.run(save_course, found)
    return found


async def make(client, **body):
    return await client.post("/clusters/", body, content_type="application/json")


async def test_a_browser_without_anything_gets_a_cluster_and_a_cookie(site, course):
    client = AsyncClient()
    response = await make(client, course="sample", lesson="first-pod", lang="ko")
    made = response.json()
    assert response.status_code == 201
    assert set(made) == {"id", "token", "socket", "kubeconfig", "follow", "resumed"}
    assert len(made["token"]) >= 32
    token = response.cookies[COOKIE]
    assert token["httponly"]
    assert token["samesite"] == "Lax"
    socket = await site.socket(made["id"], token.value, "lang=ko")
    assert [file["name"] for file in socket.snapshot["files"]] == ["pod.yaml"]
    assert socket.snapshot["checks"][0]["text"] == "파드 web이 준비되었다"
    assert socket.snapshot["checks"][0]["detail"] == "0 / 1"
    assert socket.snapshot["solved"] is False


async def test_coming_back_finds_the_same_cluster_and_a_fresh_one_replaces_it(site, course):
    client = browser()
    first = (await make(client, course="sample", lesson="first-pod")).json()
    again = await make(client, course="sample", lesson="first-pod")
    assert (again.status_code, again.json()["id"], again.json()["resumed"]) == (200, first["id"], True)
    other = (await make(client, course="sample", lesson="rolling")).json()
    assert other["id"] != first["id"]
    fresh = (await make(client, course="sample", lesson="first-pod", fresh=True)).json()
    assert fresh["id"] not in (first["id"], other["id"])
    assert await site.record(first["id"]) is None
    playground = (await make(client)).json()
    assert (await make(client)).json()["id"] == playground["id"]


async def test_a_learner_in_the_middle_stays_on_the_version_they_started(site, course):
    client = browser()
    made = (await make(client, course="sample", lesson="first-pod")).json()
    course.lessons[0].goals[0].text["en"] = "Quite another goal"
    await site.host.journal.run(save_course, course)
    socket = await site.socket(made["id"])
    assert socket.snapshot["checks"][0]["text"] == "Pod web is ready"
    newcomer = (await make(browser(NEIGHBOUR), course="sample", lesson="first-pod")).json()
    assert (await site.socket(newcomer["id"], NEIGHBOUR)).snapshot["checks"][0]["text"] == "Quite another goal"
    version = await site.host.journal.run(published, "sample", "first-pod")
    assert version.number == 2


async def test_solving_is_seen_at_once_and_remembered(site, course):
    client = browser()
    made = (await make(client, course="sample", lesson="first-pod")).json()
    socket = await site.socket(made["id"])
    await socket.ask("clock", rate=8)
    mark = len(socket.frames)
    _, code = await socket.run("kubectl create -f pod.yaml")
    assert code == 0
    solved = await socket.since(mark, lambda frame: frame["type"] == "checks" and frame["solved"])
    assert all(check["met"] for check in solved["checks"])
    wanted = {"sample/first-pod": {"solved": True, "shown": False}}

    async def remembered() -> bool:
        return (await client.get("/progress/")).json()["lessons"] == wanted

    await until(remembered)


async def test_a_broken_guard_names_its_moment_and_a_reset_begins_anew(site, course):
    made = (await make(browser(), course="sample", lesson="first-pod")).json()
    socket = await site.socket(made["id"])
    await socket.run("kubectl create -f pod.yaml")
    mark = len(socket.frames)
    await socket.run("kubectl delete pod web --wait=false")
    broken = await socket.since(mark, lambda frame: frame["type"] == "checks" and not frame["checks"][1]["met"])
    assert broken["checks"][1]["at"] > 0
    mark = len(socket.frames)
    answer = await socket.ask("reset")
    assert answer["type"] == "ack"
    snapshot = await socket.since(mark, lambda frame: frame["type"] == "snapshot")
    assert [check["met"] for check in snapshot["checks"]] == [False, True]
    assert "web" not in [o["name"] for o in snapshot["objects"] if o["kind"] == "Pod"]


async def test_going_back_before_the_moment_mends_a_broken_guard(site, course):
    made = (await make(browser(), course="sample", lesson="first-pod")).json()
    socket = await site.socket(made["id"])
    await socket.ask("clock", running=False)
    await socket.run("kubectl create -f pod.yaml")
    live = await site.host.get(made["id"])
    at = live.simulation.now
    await socket.ask("clock", until=at + 60_000_000)
    await socket.until(lambda frame: live.simulation.now >= at + 60_000_000)
    await socket.run("kubectl delete pod web --wait=false")
    mark = len(socket.frames)
    await socket.ask("fork", at=at + 30_000_000)
    snapshot = await socket.since(mark, lambda frame: frame["type"] == "snapshot")
    assert [check["met"] for check in snapshot["checks"]] == [True, True]


async def test_show_me_gives_the_script_and_does_not_count(site, course):
    client = browser()
    made = (await make(client, course="sample", lesson="first-pod")).json()
    socket = await site.socket(made["id"])
    answer = await socket.ask("show")
    assert answer["result"]["script"] == "kubectl create -f pod.yaml\n"
    await socket.ask("clock", rate=8)
    mark = len(socket.frames)
    await socket.run(answer["result"]["script"].strip())
    await socket.since(mark, lambda frame: frame["type"] == "checks" and frame["solved"])
    assert (await client.get("/progress/")).json()["lessons"] == {"sample/first-pod": {"solved": False, "shown": True}}


async def test_the_whole_object_is_for_those_who_may_see_the_cluster(site, course):
    client = browser()
    made = (await make(client)).json()
    socket = await site.socket(made["id"])
    node = next(o for o in socket.snapshot["objects"] if o["kind"] == "Node")
    path = f"/clusters/{made['id']}/objects/{node['uid']}/"
    whole = (await client.get(path)).json()
    assert set(whole) >= {"yaml", "events", "chain", "verdicts"}
    assert "kind: Node" in whole["yaml"]
    assert (await browser(NEIGHBOUR).get(path)).status_code == 404
    live = await site.host.get(made["id"])
    assert (await browser(NEIGHBOUR).get(f"{path}?key={live.record.follow_key}")).status_code == 200
    assert (await client.get(f"/clusters/{made['id']}/objects/nobody/")).json()["error"]["code"] == "no_object"
    assert (await client.get(f"/clusters/{'0' * 16}/objects/nobody/")).status_code == 404


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("[]", "bad_json", "JSON"),
        ('{"course": "\\ud800", "lesson": "\\u0000"}', "no_lesson", "\ufffd/\ufffd"),
        ("{", "bad_json", "JSON"),
        ('{"course": "sample", "lesson": "nothing", "lang": "ko"}', "no_lesson", "레슨이 없습니다"),
        ('{"course": ["x"], "lesson": {"a": 1}}', "no_lesson", "no such lesson"),
        ('{"course": "' + "x" * 5000 + '"}', "no_lesson", "no such lesson"),
    ],
)
async def test_what_cannot_be_made_is_said(site, course, body, code, words):
    response = await browser().post("/clusters/", body, content_type="application/json")
    error = response.json()["error"]
    assert (error["code"], words in error["message"]) == (code, True)
    assert response.status_code in (400, 404)


async def test_making_needs_the_csrf_token(site, course):
    client = AsyncClient(enforce_csrf_checks=True)
    response = await make(client)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden")


async def test_clusters_cannot_be_made_without_end(site, course):
    from tutorial.live.limits import Bucket

    site.host._creations = Bucket(rate=0.001, burst=2)
    codes = [(await make(browser(letter * 43))).status_code for letter in "abc"]
    assert codes == [201, 201, 503]


async def test_a_full_server_says_so(site, course, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "clusters": 1}
    first = (await make(browser())).json()
    await site.socket(first["id"])
    response = await make(browser(NEIGHBOUR), lang="ko")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "too_many_clusters")


async def test_a_browser_keeps_only_so_many_clusters(site, course, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "per_browser": 2}
    client = browser()
    first = (await make(client)).json()
    await make(client, course="sample", lesson="first-pod")
    await make(client, course="sample", lesson="rolling")
    assert await site.record(first["id"]) is None


async def test_a_cluster_that_cannot_be_read_is_replaced_by_a_new_one(site, course):
    from tutorial.live.models import Snapshot

    client = browser()
    first = (await make(client, course="sample", lesson="first-pod")).json()
    await site.host.sleep(await site.host.get(first["id"]))
    damage = Snapshot.objects.filter(cluster_id=first["id"]).update
    await site.host.journal.run(damage, data=b"rubbish")
    response = await make(client, course="sample", lesson="first-pod")
    assert response.status_code == 201
    assert response.json()["id"] != first["id"]
    assert (await make(client, course="sample", lesson="first-pod")).json()["id"] == response.json()["id"]
    assert await site.record(first["id"]) is not None
