"""Progress without an account, with one, and from the one to the other."""

import pytest
from django.contrib.auth.models import User

from tests.tutorial.conftest import LEARNER, NEIGHBOUR
from tutorial.lessons import progress
from tutorial.lessons.browser import COOKIE
from tutorial.lessons.models import Lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(sample_course):
    return list(Lesson.objects.order_by("position"))


def test_progress_is_kept_for_a_browser(client, lessons):
    client.cookies[COOKIE] = LEARNER
    assert client.get("/progress/").json() == {"lessons": {}}
    progress.note_solved(LEARNER, None, lessons[0])
    assert client.get("/progress/").json()["lessons"] == {"sample/first-pod": {"solved": True, "shown": False}}
    client.cookies[COOKIE] = NEIGHBOUR
    assert client.get("/progress/").json() == {"lessons": {}}


def test_a_shown_answer_does_not_count_until_a_fresh_start(lessons):
    progress.note_shown(LEARNER, None, lessons[0])
    assert progress.note_solved(LEARNER, None, lessons[0]) is False
    progress.note_shown(LEARNER, None, lessons[0], shown=False)
    assert progress.note_solved(LEARNER, None, lessons[0]) is True
    progress.note_shown(LEARNER, None, lessons[0])
    assert progress.of_learner(LEARNER, None)["sample/first-pod"]["solved"] is True  # what was solved stays solved


def test_logging_in_takes_along_what_the_browser_had_solved(client, lessons):
    user = User.objects.create_user("ada", password="difference-engine")
    progress.note_solved("", user, lessons[1])
    progress.note_solved(LEARNER, None, lessons[0])
    progress.note_solved(LEARNER, None, lessons[1])
    client.cookies[COOKIE] = LEARNER
    response = client.post("/en/login/", {"username": "ada", "password": "difference-engine"})
    assert (response.status_code, response.headers["Location"]) == (302, "/en/")
    solved = {name for name, said in client.get("/progress/").json()["lessons"].items() if said["solved"]}
    assert solved == {"sample/first-pod", "sample/rolling"}
    assert progress.of_learner(LEARNER, None) == {}
    client.post("/en/logout/")
    assert client.get("/progress/").json() == {"lessons": {}}


def test_signing_up_takes_a_name_and_a_password(client, lessons):
    client.cookies[COOKIE] = LEARNER
    progress.note_solved(LEARNER, None, lessons[0])
    assert "계정 만들기" in client.get("/ko/signup/").content.decode()
    words = {"username": "grace", "password1": "compiler-1952", "password2": "compiler-1952"}
    assert client.post("/ko/signup/", words).headers["Location"] == "/ko/"
    assert progress.of_learner("", User.objects.get(username="grace"))["sample/first-pod"]["solved"]
    assert client.post("/ko/signup/", {**words, "password2": "x"}).status_code == 200


def test_a_clusters_owner_is_known_by_account_on_another_device(client, lessons):
    from tutorial.live import records
    from tutorial.live.consumer import role_of
    from tutorial.live.models import Cluster

    user = User.objects.create_user("ada", password="difference-engine")
    cluster = Cluster.objects.create(browser=LEARNER, user=user)
    client.post("/en/login/", {"username": "ada", "password": "difference-engine"})
    known = records.signed_in(client.cookies["sessionid"].value)
    assert known == user
    assert role_of(cluster, "", known, {}) == "owner"
    assert role_of(cluster, "", records.signed_in("rubbish"), {}) is None
    assert role_of(cluster, NEIGHBOUR, User.objects.create_user("staff", is_staff=True), {}) == "viewer"


@pytest.mark.parametrize("cookie", ["", "short", "x" * 44, "<script>" + "x" * 35])
def test_cookies_that_we_did_not_make_are_nobody(client, lessons, cookie):
    client.cookies[COOKIE] = cookie
    assert client.get("/progress/").json() == {"lessons": {}}
