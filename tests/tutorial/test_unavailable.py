"""Pages while the database is full, read-only, held by somebody, or gone: what can be read is shown; what cannot be
done is said kindly, in the reader's language, with 503."""

import asyncio
import gzip
import json

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils.html import escape

from tests.tutorial.conftest import LEARNER
from tests.tutorial.databases import Disk
from tests.tutorial.test_admin import form_of
from tutorial.lessons.browser import COOKIE
from tutorial.lessons.catalogue import published
from tutorial.lessons.models import Lesson
from tutorial.live.models import Cluster
from tutorial.middleware import EMBEDDED
from tutorial.share.models import Recording
from tutorial.words import say, say_cause

pytestmark = pytest.mark.postgresql

WRITES = {"full": "disk_full", "read_only": "disk_read_only", "held": "database_busy"}
PAGES = [
    "/en/",
    "/ko/courses/sample/first-pod/",
    "/en/courses/sample/first-pod/present/",
    "/en/login/",
    "/en/playground/",
]
PAGES += ["/admin/", "/follow/KEY/", "/s/RECORDING/", "/s/RECORDING/embed/", "/courses/sample/first-pod/embed/"]
DATA = ["/progress/", "/s/RECORDING/tape.json", "/courses/sample/first-pod/tape.json"]
NEEDLESS = ["/en/figures/", "/ko/simulated/", "/figures/home/embed/", "/figures/home/tape.json", "/healthz"]
PASSWORD = {"username": "ada", "password": "difference-engine"}


def shown(code: str, language: str) -> str:
    return escape(say_cause(code, language))


@pytest.fixture
def becomes(transactional_db):
    """`becomes(how)`: what the database under the site is from now on."""
    disk = Disk()
    yield disk.becomes
    disk.becomes("well")
    disk.leave()


@pytest.fixture
def gone(becomes, monkeypatch):
    """Nothing answers where the database was, and files that it was in cannot be opened."""

    def leave() -> None:
        for name, value in {"NAME": "/nowhere/site.sqlite3", "PORT": "1"}.items():
            monkeypatch.setitem(connection.settings_dict, name, value)
        connection.close()

    yield leave
    monkeypatch.undo()
    connection.close()


@pytest.fixture
def anybody(becomes, sample_course):
    """A browser that has a session, as somebody who may see everything; exceptions are answered, as on a real site."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser(**PASSWORD))
    client.cookies[COOKIE] = LEARNER
    version = published("sample", "first-pod")
    Cluster.objects.create(browser=LEARNER, version=version, follow_key="KEY")
    Recording.objects.create(key="RECORDING", tape=gzip.compress(b"{}"), state=b"", version=version, language="en")
    return client


@pytest.mark.parametrize("how", WRITES)
def test_what_needs_no_writing_is_there_while_nothing_can_be_written(anybody, becomes, how):
    becomes(how)
    answers = {path: anybody.get(path).status_code for path in [*PAGES, *DATA, *NEEDLESS]}
    assert answers == dict.fromkeys(answers, 200) | {"/en/login/": 302}  # who is logged in is sent home


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_says_kindly_that_the_database_cannot_be_reached(anybody, gone, language):
    gone()
    for path in PAGES:
        answer = anybody.get(path, {"lang": language}, headers={"accept": "text/html,*/*;q=0.8"})
        text = answer.content.decode()
        assert (path, answer.status_code, answer.headers["Retry-After"]) == (path, 503, "5")
        assert f'<html lang="{language}"' in text and shown("database_gone", language) in text
        assert f'href="{path}?lang={language}"' in text, "it can be tried again"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert set(answer.cookies) <= ({"csrftoken"} if "embed" not in path else set())
        framed = "X-Frame-Options" not in answer.headers and answer.headers["Content-Security-Policy"] == EMBEDDED
        assert framed == ("embed" in path), "a figure is shown in other people's pages"


def test_the_address_and_the_browser_say_the_language(anybody, gone):
    gone()
    assert '<html lang="ko"' in anybody.get("/ko/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="ko"' in anybody.get("/follow/KEY/", headers={"accept-language": "ko"}).content.decode()


def test_scripts_are_answered_in_json(anybody, gone):
    gone()
    for path in DATA:
        answer = anybody.get(path, headers={"accept-language": "ko", "accept": "*/*"})
        assert (path, answer.status_code, answer.headers["Retry-After"]) == (path, 503, "5")
        assert answer.json() == {"error": {"code": "database_gone", "message": say("database_gone", "ko")}}
    assert anybody.get("/en/", headers={"accept": "application/json"}).json()["error"]["code"] == "database_gone"


def test_what_needs_no_database_is_there_without_one(gone, becomes):
    gone()
    answers = {path: Client().get(path).status_code for path in NEEDLESS}
    assert answers == dict.fromkeys(NEEDLESS, 200)


@pytest.mark.parametrize("how", ["read_only", "held"])
def test_nobody_is_logged_in_or_registered_by_half(becomes, how):
    User.objects.create_user(**PASSWORD)
    new = {"username": "grace", "password1": "first-compiler", "password2": "first-compiler"}
    client = Client(raise_request_exception=False)
    becomes(how)
    for address, form in (("/ko/login/", PASSWORD), ("/en/signup/", new)):
        answer = client.post(address, form)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        heading = "보낸 것이 저장되지 않았습니다" if "/ko/" in address else "What you sent was not kept"
        assert heading in answer.content.decode()
        assert "sessionid" not in answer.cookies
    becomes("well")
    assert not User.objects.filter(username="grace").exists()
    assert client.post("/en/signup/", new).status_code == 302
    assert Client().post("/ko/login/", PASSWORD).headers["Location"] == "/ko/"


@pytest.mark.parametrize("how", WRITES)
def test_an_author_is_told_that_a_lesson_was_not_saved_and_can_send_it_again(anybody, becomes, how):
    lesson = Lesson.objects.get(slug="first-pod")
    address = reverse("admin:lessons_lesson_change", args=[lesson.pk])
    form = {**form_of(anybody, lesson), "intro_en": "word " * 80_000}
    becomes(how)
    answer = anybody.post(address, form)
    assert answer.status_code == 503 and shown(WRITES[how], "en") in answer.content.decode()
    becomes("well")
    before = lesson.intro_en
    lesson.refresh_from_db()
    assert lesson.intro_en == before
    assert anybody.post(address, form).status_code == 302
    lesson.refresh_from_db()
    assert lesson.intro_en.startswith("word word")


@pytest.mark.parametrize("how", ["read_only", "held"])
def test_a_session_that_cannot_be_saved_is_no_mistake_of_the_readers(anybody, becomes, settings, how):
    """Django says "bad request" of it, when the view has long answered."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    becomes(how)
    answer = anybody.get("/en/")
    assert answer.status_code == 503 and shown(WRITES[how], "en") in answer.content.decode()
    becomes("well")
    assert anybody.get("/en/").status_code == 200


def test_our_own_mistakes_stay_500(anybody, monkeypatch):
    monkeypatch.setattr("tutorial.lessons.pages.courses", lambda request: 1 // 0)
    answer = anybody.get("/en/")
    assert answer.status_code == 500 and "The server made a mistake" in answer.content.decode()


async def test_making_a_cluster_is_refused_in_json(site, gone):
    client = AsyncClient()
    client.cookies[COOKIE] = LEARNER
    await asyncio.to_thread(gone)
    answer = await client.post("/clusters/", {"lang": "ko"}, content_type="application/json")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert json.loads(answer.content) == {"error": {"code": "database_gone", "message": say("database_gone", "ko")}}
