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
    client.post("/admin/login/", {"username": "ada", "password": "difference-engine"})  # not staff: logged in by nobody
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.browser = LEARNER
    progress.merge(None, request, user)
    assert {name for name, said in progress.of_learner("", user).items() if said["solved"]} == {
        "sample/first-pod",
        "sample/rolling",
    }
    assert progress.of_learner(LEARNER, None) == {}


@pytest.mark.parametrize("cookie", ["", "short", "x" * 44, "<script>" + "x" * 35])
def test_cookies_that_we_did_not_make_are_nobody(client, lessons, cookie):
    client.cookies[COOKIE] = cookie
    assert client.get("/progress/").json() == {"lessons": {}}
