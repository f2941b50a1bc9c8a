"""Figures for other pages: no cookies, any frame, a file that needs nothing."""

import base64
import json
import re

import pytest

from tutorial.share.figures import figures

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_holds_all_figures_in_its_language(client, language):
    text = client.get(f"/{language}/figures/").content.decode()
    assert text.count("<orrery-figure") == 19
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
