"""The branch that answers a question, to look at."""

import gzip
import json

import pytest

from tests.tutorial.conftest import NEIGHBOUR
from tests.tutorial.live.test_making import browser
from tests.tutorial.live.test_snapshots import does
from tests.tutorial.share.test_tapes import named, objects_at
from tutorial.lessons.folder import read_lesson
from tutorial.settings import COURSES_DIR

pytestmark = pytest.mark.asyncio


async def learning(site):
    lesson = read_lesson(COURSES_DIR / "big-picture" / "rolling-update")
    return await site.cluster(lesson=lesson)


async def test_the_tape_of_a_branch_stands_at_the_moment_that_shows_the_answer(site):
    live = await learning(site)
    socket = await site.socket(live.id)
    told = (await socket.ask("predict", question="most-pods", choice="3"))["result"]
    await socket.run("kubectl scale deployment myapp-deployment --replicas=1")  # later, and so not in that branch
    inputs = len(live.simulation.inputs)
    response = await browser().get(f"/clusters/{live.id}/questions/most-pods/tape.json?asked={told['asked']}")
    assert response.headers["Cache-Control"] == "no-store"
    tape = json.loads(gzip.decompress(response.content))
    assert (told["answer"], told["right"], told["at"]) == ("4", False, tape["shows"])
    assert len(named(objects_at(tape, tape["shows"]), "Pod")) == 4
    assert len(named(objects_at(tape, tape["shows"] - 1), "Pod")) == 3
    assert len(live.simulation.inputs) == inputs, "only a branch has lived through it"
    images = live.simulation.store.get("deployments.apps", "default", "myapp-deployment")["spec"]["template"]["spec"]
    assert images["containers"][0]["image"] == "nginx"


async def test_what_the_author_did_not_foresee_can_be_answered_too(site):
    live = await learning(site)
    socket = await site.socket(live.id)
    for choice, right in (("4", True), ("", False)):
        told = (await socket.ask("predict", question="most-pods", choice=choice))["result"]
        assert (told["choices"], told["right"]) == (["3", "4", "5", "6"], right)
    does(live, "kubectl scale deployment myapp-deployment --replicas=8", 30)
    for choice, right in (("4", False), ("", True)):
        told = (await socket.ask("predict", question="most-pods", choice=choice))["result"]
        assert (int(told["answer"]) > 9, told["right"]) == (True, right)


async def test_a_question_that_is_none_and_a_cluster_of_somebody_else_are_refused(site):
    live = await learning(site)
    answer = await browser().get(f"/clusters/{live.id}/questions/nothing/tape.json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_field")
    for asked in ("later", "-1", str(10**18)):
        refused = await browser().get(f"/clusters/{live.id}/questions/most-pods/tape.json?asked={asked}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_field")
    other = await browser(NEIGHBOUR).get(f"/clusters/{live.id}/questions/most-pods/tape.json")
    assert (other.status_code, other.json()["error"]["code"]) == (404, "no_cluster")
