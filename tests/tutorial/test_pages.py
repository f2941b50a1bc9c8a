"""Pages in both languages, for people without an account."""

import json
import re

import pytest

pytestmark = pytest.mark.django_db


def boot_of(response) -> dict:
    found = re.search(r'<script[^>]*id="boot"[^>]*>(.*?)</script>', response.content.decode(), re.S)
    return json.loads(found[1])


def test_the_front_page_goes_to_the_browsers_language(client):
    assert client.get("/", headers={"accept-language": "ko-KR,ko;q=0.9"}).headers["Location"] == "/ko/"
    assert client.get("/", headers={"accept-language": "fr"}).headers["Location"] == "/en/"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_home_starts_the_course_in_one_click(client, sample_course, language):
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    assert f"/{language}/courses/sample/first-pod/" in response.content.decode()
    assert f'lang="{language}"' in response.content.decode()
    tape = client.get(re.search(r'data-tape="([^"]+)"', response.content.decode())[1])
    assert "max-age" in tape.headers["Cache-Control"]
    assert [mark["text"].split()[1] for mark in tape.json()["marks"]] == ["create", "scale", "set", "rollout"]


@pytest.mark.parametrize(("language", "title"), [("ko", "첫 파드"), ("en", "A first pod")])
def test_a_lesson_has_its_words_in_the_pages_language(client, sample_course, language, title):
    response = client.get(f"/{language}/courses/sample/first-pod/")
    boot = boot_of(response)
    lesson = boot["lesson"]
    assert (boot["lang"], boot["mode"], lesson["title"], lesson["number"], lesson["of"]) == (
        language,
        "learn",
        title,
        1,
        2,
    )
    assert lesson["goals"][0]["id"] == "runs"
    assert len(lesson["hints"]) == 3
    assert lesson["next"] == f"/{language}/courses/sample/rolling/"
    assert lesson["previous"] is None
    other = {"ko": "en", "en": "ko"}[language]
    assert boot["urls"]["other_lang"] == f"/{other}/courses/sample/first-pod/"
    assert "kubectl run web" not in response.content.decode()  # no answers in the page
    assert title in response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/ko/courses/sample/first-pod/present/", "/en/simulated/", "/ko/simulated/", "/en/playground/", "/ko/playground/"],
)
def test_other_pages_open(client, sample_course, path):
    response = client.get(path)
    assert response.status_code == 200
    assert boot_of(response)["lang"] == path[1:3]


@pytest.mark.parametrize("path", ["/en/courses/sample/nothing/", "/en/courses/nothing/first-pod/", "/en/nowhere/"])
def test_what_is_not_there_is_a_kind_404(client, sample_course, path):
    assert client.get(path).status_code == 404


def test_the_page_of_what_is_simulated_comes_from_the_kinds_themselves(client):
    from cluster.kinds import KINDS

    text = client.get("/en/simulated/").content.decode()
    assert len(KINDS.all) > 10
    assert all(kind.kind in text for kind in KINDS.all)


@pytest.mark.parametrize("path", ["/en/", "/healthz", "/admin/login/", "/en/nowhere/", "/progress/"])
def test_every_answer_carries_the_content_security_policy(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", ["/en/", "/ko/courses/sample/first-pod/", "/en/simulated/", "/ko/playground/"])
def test_no_page_needs_an_inline_script_or_another_host(client, sample_course, path):
    text = client.get(path).content.decode()
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or "application/json" in tag, tag
    assert not re.findall(r"\son[a-z]+=", text)
    assert not re.findall(r'(?:src|href)="https?://(?!kubernetes\.io|github\.com)[^"]*\.(?:js|css|woff2?)', text)


def test_the_editor_gets_schemas(client):
    schema = client.get("/schema/apps/v1/Deployment/").json()
    root = schema["types"][schema["root"]]
    assert root["fields"]["spec"]["of"] == "v1.DeploymentSpec"
    assert schema["types"]["v1.LabelSelector"]["fields"]["matchLabels"]["of"] == "string"
    assert schema["types"]["v1.Container"]["required"] == ["name"]
    assert "core" not in client.get("/schema/core/v1/Pod/").json()
    assert client.get("/schema/core/v1/Planet/").status_code == 404


def test_health(client):
    assert client.get("/healthz").content == b"ok"
