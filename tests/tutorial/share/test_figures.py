"""Figures for other pages: no cookies, any frame, a file that needs nothing."""

import base64
import json
import re
from pathlib import Path

import pytest

from tutorial.lessons.catalogue import save_course
from tutorial.lessons.folder import read_course
from tutorial.share.figures import figures, pairs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_holds_all_figures_in_its_language(client, language):
    text = client.get(f"/{language}/figures/").content.decode()
    assert text.count("<orrery-figure") == 19 + len(pairs())
    for figure in figures().values():
        assert figure.title[language] in text


def test_an_embedded_figure_may_stand_anywhere_and_sets_no_cookie(client):
    response = client.get("/figures/scaling/embed/?lang=ko&theme=dark", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200
    assert not response.cookies
    assert "X-Frame-Options" not in response.headers
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    text = response.content.decode()
    assert '<html lang="ko" data-theme="dark">' in text
    assert "여섯 개로 늘리기" in text
    assert not client.get("/figures/scaling/tape.json").cookies


def test_a_lessons_answer_is_a_figure_too(client, sample_course):
    text = client.get("/courses/sample/first-pod/embed/?lang=en").content.decode()
    tape = client.get(re.search(r'data-tape="([^"]+)"', text)[1]).json()
    assert any(change["object"]["name"] == "web" for change in tape["changes"])


STEP = "/courses/big-picture/undo/steps"


@pytest.fixture(scope="module")
def course():
    return Path(__file__).parents[3] / "tutorial" / "lessons" / "courses" / "big-picture"


def test_one_step_of_a_lesson_is_a_figure_too(client, course):
    save_course(read_course(course))
    text = client.get(f"{STEP}/undo/embed/?lang=ko&theme=light").content.decode()
    assert '<html lang="ko" data-theme="light">' in text
    assert "<b>한 걸음 뒤로.</b>" in text
    assert "/ko/courses/big-picture/undo/#step-undo" in text
    tape = client.get(re.search(r'data-tape="([^"]+)"', text)[1]).json()
    assert [mark["text"].split()[2] for mark in tape["marks"]] == ["undo", "status"], "the step's own commands only"
    assert any(change["object"]["kind"] == "Pod" for change in tape["changes"])
    history = client.get(f"{STEP}/numbers/tape.json").json()["terminal"]
    assert any("3         <none>" in said["text"] for said in history), "the steps before it have happened"
    file = client.get(f"{STEP}/undo/orrery.html?lang=en")
    assert 'filename="orrery-step-undo.html"' in file.headers["Content-Disposition"]
    assert "One step back" in file.content.decode()
    for address in ("embed/", "tape.json", "orrery.html"):
        assert client.get(f"{STEP}/nothing/{address}").status_code == 404
    assert client.get("/courses/big-picture/pod/steps/four/embed/").status_code == 404, "nothing is done in it"


def test_the_page_of_a_lesson_offers_the_steps_that_are_figures(client, course):
    save_course(read_course(course))
    text = client.get("/en/courses/big-picture/pod/").content.decode()
    assert re.findall(r'data-share-step="([^"]+)"', text) == ["create"]
    assert "Put this step elsewhere" in text


@pytest.mark.parametrize("address", ["/figures/nothing/embed/", "/figures/nothing/tape.json", "/figures/x/orrery.html"])
def test_a_figure_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_single_file_holds_all_that_it_needs(client):
    response = client.get("/figures/adoption/orrery.html?lang=en")
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.content.decode()
    assert not re.search(r'(?:src|href)="(?!http://testserver/|data:)', text), "nothing is fetched"
    assert "@import" not in text
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', text, re.DOTALL)[1])["imports"]
    for name, address in imports.items():
        module = base64.b64decode(address.split(",")[1]).decode()
        wanted = re.findall(r"""^(?:import|export)\b(?:[^"';]*\bfrom)?\s*["']([^"']+)["']""", module, re.MULTILINE)
        assert set(wanted) <= set(imports), name
        assert not re.search(r"\bimport\(", module), f"{name} would fetch"
    tape = json.loads(re.search(r'id="tape">(.*?)</script>', text, re.DOTALL)[1])
    assert tape == client.get("/figures/adoption/tape.json").json()


def test_a_tape_with_an_end_tag_in_it_does_not_end_the_script(client, monkeypatch):
    from tutorial.share.single import single_file

    tape = json.dumps({"terminal": [{"time": 0, "text": "</script><script>alert(1)</script><!--"}]})
    text = single_file({"title": "</title>", "caption": "", "page": "/"}, tape, "en")
    assert "<script>alert" not in text
    held = re.search(r'id="tape">(.*?)</script>', text, re.DOTALL)[1]
    assert "</script><script>alert(1)</script>" in json.loads(held)["terminal"][0]["text"]


def ready_pods(tape) -> list[tuple[float, int]]:
    """[(seconds after its start, how many pods serve)], as the tape tells."""

    def serves(pod) -> bool:
        return bool(pod.get("ready")) and not pod.get("deleting")

    pods = {
        one["uid"]: serves(one) for one in tape["objects"] if one["kind"] == "Pod" and one["namespace"] == "default"
    }
    counts = [(0.0, sum(pods.values()))]
    for change in tape["changes"]:
        one = change["object"]
        if one["kind"] == "Pod" and one["namespace"] == "default":
            pods[one["uid"]] = change["op"] != "DELETED" and serves(one)
            counts.append(((change["time"] - tape["from"]) / 1e6, sum(pods.values())))
    return counts


def test_two_clusters_beside_each_other_begin_alike_and_part(client):
    tape = client.get("/figures/strategies/tape.json").json()
    other = tape["beside"]
    for field in ("from", "to", "epoch"):
        assert tape[field] == other[field]
    assert [mark["text"] for mark in tape["marks"]] == [mark["text"] for mark in other["marks"]]
    assert [tape["name"]["en"], other["name"]["en"]] == ["RollingUpdate", "Recreate"]
    rolling, recreated = ready_pods(tape), ready_pods(other)
    assert (rolling[0][1], recreated[0][1]) == (3, 3)
    assert min(count for _, count in rolling) == 3, "there is always a pod that serves"
    assert min(count for _, count in recreated) == 0
    assert (rolling[-1][1], recreated[-1][1]) == (3, 3)
    text = client.get("/figures/strategies/orrery.html?lang=ko").content.decode()
    assert "orrery-figure-pair" in base64.b64decode(module(text, "orrery/figure/pair.js")).decode()


def module(text: str, name: str) -> str:
    """The base64 of a module of a single file."""
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', text, re.S)[1])["imports"]
    return imports[name].partition("base64,")[2]
