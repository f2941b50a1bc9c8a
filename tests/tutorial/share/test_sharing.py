"""A link to all that has happened: made by the owner, watched by anybody, gone on from, taken back."""

import gzip
import json

import pytest

from tests.tutorial.conftest import LEARNER, NEIGHBOUR
from tests.tutorial.live.test_making import browser
from tests.tutorial.live.test_snapshots import does
from tutorial.lessons.catalogue import published, save_course
from tutorial.lessons.folder import read_course
from tutorial.live import state
from tutorial.share.models import Recording

pytestmark = pytest.mark.asyncio


async def shared(site, lines, **cluster):
    """(the live cluster, the answer) after the owner has typed `lines` and shared it."""
    live = await site.cluster(**cluster)
    socket = await site.socket(live.id)
    for line in lines:
        await socket.run_on(line)
    response = await browser().post(f"/clusters/{live.id}/share/")
    assert response.status_code == 201, response.content
    return live, response.json()


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


async def tape_of(client, key) -> dict:
    response = await client.get(f"/s/{key}/tape.json", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    return json.loads(gzip.decompress(response.content))


async def test_anybody_sees_what_was_typed_and_what_came_of_it(site):
    _, made = await shared(
        site,
        [
            "kubectl create deployment web --image=nginx --replicas=2",
            "kubectl rollout status deployment/web",
            "kubectl get pods",
        ],
    )
    neighbour = browser(NEIGHBOUR)
    page = await neighbour.get(path(made["page"]))
    assert page.status_code == 200
    assert b"orrery-figure" in page.content
    assert b"data-withdraw" not in page.content
    tape = await tape_of(neighbour, made["key"])
    said = "".join(entry["text"] for entry in tape["terminal"])
    assert "$ kubectl create deployment web" in said
    assert said.count("Running") == 2
    assert [mark["text"] for mark in tape["marks"]][0].startswith("kubectl create deployment web")
    assert {change["object"]["kind"] for change in tape["changes"]} >= {"Deployment", "ReplicaSet", "Pod"}


async def test_only_the_owner_shares(site):
    live = await site.cluster()
    response = await browser(NEIGHBOUR).post(f"/clusters/{live.id}/share/")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "no_cluster")


async def test_going_on_from_a_moment_is_a_cluster_that_has_lived_through_exactly_that(site):
    live, made = await shared(
        site,
        [
            "kubectl create deployment web --image=nginx",
            "wait 20s",
            "kubectl scale deployment web --replicas=4",
            "wait 5s",
        ],
    )
    at = next(given.at for given in live.simulation.inputs if "scale" in given.command) - 1
    reader = browser(NEIGHBOUR)
    response = await reader.post(f"/s/{made['key']}/go-on/", {"at": at}, content_type="application/json")
    assert response.status_code == 201
    assert response.json()["url"].endswith("/playground/")
    got = (await reader.post("/clusters/", {}, content_type="application/json")).json()
    twin = await site.host.get(got["id"])
    assert twin.id != live.id
    assert twin.simulation.store.get("deployments.apps", "default", "web")["spec"]["replicas"] == 1
    assert live.simulation.store.get("deployments.apps", "default", "web")["spec"]["replicas"] == 4
    pods = {pod["metadata"]["uid"] for pod in twin.simulation.store.list("pods", "default")}
    assert pods < {pod["metadata"]["uid"] for pod in live.simulation.store.list("pods", "default")}
    socket = await site.socket(got["id"], NEIGHBOUR)
    assert (await socket.run("kubectl get deployment web"))[1] == 0


async def test_going_on_keeps_the_lesson_and_its_files(site):
    from tests.tutorial.conftest import SAMPLE
    from tutorial.lessons.document import Lesson

    await site.host.journal.run(save_course, read_course(SAMPLE))
    version = await site.host.journal.run(published, "sample", "first-pod")
    _, made = await shared(site, ["kubectl apply -f pod.yaml"], lesson=Lesson.load(version.content), version=version)
    reader = browser(NEIGHBOUR)
    tape = await tape_of(reader, made["key"])
    answer = await reader.post(f"/s/{made['key']}/go-on/", {"at": tape["to"]}, content_type="application/json")
    assert answer.json()["url"].endswith("/courses/sample/first-pod/")
    body = {"course": "sample", "lesson": "first-pod"}
    got = (await reader.post("/clusters/", body, content_type="application/json")).json()
    twin = await site.host.get(got["id"])
    assert twin.simulation.store.get("pods", "default", "web") is not None
    assert "pod.yaml" in twin.session.files


async def test_a_link_outlives_its_cluster_and_is_taken_back_by_its_maker_only(site):
    live, made = await shared(site, ["kubectl run web --image=nginx"])
    await site.host.forget(live.id)
    reader = browser(NEIGHBOUR)
    assert (await tape_of(reader, made["key"]))["changes"]
    refused = await reader.post(f"/s/{made['key']}/withdraw/")
    assert refused.status_code == 404
    assert (await reader.get(path(made["page"]))).status_code == 200
    assert (await browser(LEARNER).post(f"/s/{made['key']}/withdraw/")).status_code == 200
    for address in (made["page"], "/s/no-such-key/"):
        gone = await reader.get(path(address) if "://" in address else address)
        assert gone.status_code == 410
        assert b"no longer here" in gone.content
    again = await reader.post(f"/s/{made['key']}/go-on/", {"at": 1}, content_type="application/json")
    assert again.json()["error"]["code"] == "no_recording"


GONE = {"ko": "거두어들였습니다", "en": "taken it back"}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("why", ["withdrawn", "unknown", "damaged"])
async def test_a_link_that_is_gone_answers_kindly_wherever_it_stands(site, language, why):
    _, made = await shared(site, ["kubectl run web --image=nginx"])
    key = made["key"]
    if why == "withdrawn":
        await browser(LEARNER).post(f"/s/{key}/withdraw/")
    elif why == "damaged":
        spoil = Recording.objects.filter(key=key).update
        await site.host.journal.run(lambda: spoil(tape=b"\x1f\x8b rubbish"))
    else:
        key = "no-such-key"
    reader = browser(NEIGHBOUR)
    for part in ("", "orrery.html"):
        page = await reader.get(f"/s/{key}/{part}?lang={language}")
        assert page.status_code == 410
        assert ("이 기록은 이제 볼 수 없습니다" if language == "ko" else "no longer here") in page.content.decode()
    embedded = await reader.get(f"/s/{key}/embed/?lang={language}&theme=dark")
    assert embedded.status_code == 410 and GONE[language] in embedded.content.decode()
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"], "it may stand where the figure stood"
    assert not embedded.cookies
    tape = await reader.get(f"/s/{key}/tape.json?lang={language}")
    assert (tape.status_code, tape.json()["error"]["code"]) == (410, "no_recording")
    assert GONE[language] in tape.json()["error"]["message"]


async def test_what_is_shared_is_whole_though_the_cluster_forgets_its_past_or_is_deleted(site, monkeypatch):
    """Compaction keeps what somebody can still share: a recording is a copy of all that could be seen."""
    monkeypatch.setattr(state, "HISTORY_KEPT", 120)
    monkeypatch.setattr(state, "CHECKPOINT_EVERY", 5)
    live, made = await shared(site, ["kubectl create deployment web --image=nginx --replicas=2"])
    before = await tape_of(browser(), made["key"])
    for number in range(12):
        does(live, f"kubectl create deployment d{number} --image=nginx", 30)
        does(live, f"kubectl delete deployment d{number}", 4_000)
        live.state()
    first = live.recorded_since()
    assert first > before["to"], "the past of the recording is no longer the cluster's own"
    await site.host.forget(live.id)
    assert await tape_of(browser(NEIGHBOUR), made["key"]) == before
    reader = browser(NEIGHBOUR)
    for at in (before["from"], before["to"]):
        answer = await reader.post(f"/s/{made['key']}/go-on/", {"at": at}, content_type="application/json")
        assert answer.status_code == 201, answer.content


async def test_whatever_can_be_looked_at_can_be_gone_on_from_and_shared(site, monkeypatch):
    monkeypatch.setattr(state, "HISTORY_KEPT", 150)
    monkeypatch.setattr(state, "CHECKPOINT_EVERY", 5)
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.ask("clock", running=False)
    for number in range(10):
        does(live, f"kubectl create deployment d{number} --image=nginx", 20)
        does(live, f"kubectl delete deployment d{number}", 4_000)
        live.state()
    first, last = live.recorded_since(), live.simulation.now
    for at in (first, (first + last) // 2, last):
        seen = (await socket.ask("seek", time=at))["result"]["objects"]
        lived = live.simulation.branch(at)
        names = {o["metadata"]["name"] for o in lived.store.list("pods", "default")}
        assert names == {o["name"] for o in seen if o["kind"] == "Pod" and o["namespace"] == "default"}
    assert (await socket.ask("seek", time=first - 1))["code"] == "no_moment"
    response = await browser().post(f"/clusters/{live.id}/share/")
    tape = await tape_of(browser(), response.json()["key"])
    assert tape["from"] <= first and tape["to"] == last
    assert (await socket.ask("fork", at=first))["type"] == "ack"


@pytest.mark.parametrize("at", [-1, 1.5, True, None, "now", 2**70])
async def test_a_moment_that_is_none_is_refused(site, at):
    _, made = await shared(site, ["kubectl run web --image=nginx"])
    response = await browser(NEIGHBOUR).post(f"/s/{made['key']}/go-on/", {"at": at}, content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_field")


async def test_one_browser_shares_so_much_and_no_more(site, settings):
    settings.CLUSTER_LIMITS = {**settings.CLUSTER_LIMITS, "recordings": 1}
    live, _ = await shared(site, ["kubectl run web --image=nginx"])
    response = await browser().post(f"/clusters/{live.id}/share/")
    assert response.json()["error"]["code"] == "too_many_recordings"


async def test_what_the_checks_said_stands_in_the_recording_in_both_languages(site):
    from tests.tutorial.conftest import SAMPLE

    course = read_course(SAMPLE)
    first, rolling = course.lessons
    lines = ["kubectl create -f pod.yaml", "kubectl delete pod web --wait=false"]
    live, made = await shared(site, lines, lesson=first)
    broken = live.session.monitor.broken["never-deleted"]
    tape = await tape_of(browser(NEIGHBOUR), made["key"])
    said = next(check.text for check in first.guards if check.id == "never-deleted")
    marks = [mark for mark in tape["marks"] if mark["kind"] == "failure"]
    assert [(mark["time"], mark["said"]) for mark in marks] == [(broken, said)]
