"""Every lesson in each language, played to its end by its shown answer."""

from pathlib import Path

import pytest
import yaml

COURSE = Path(__file__).parents[2] / "tutorial/lessons/courses/big-picture"
LESSONS = yaml.safe_load((COURSE / "course.yaml").read_text())["lessons"]
LANGUAGES = ("ko", "en")


def answer_of(lesson):
    structure = yaml.safe_load((COURSE / lesson / "lesson.yaml").read_text())
    answers = {answer["id"]: answer["script"] for answer in structure["answers"]}
    return answers[structure.get("show") or next(iter(answers))]


def title_of(lesson, language):
    return next(yaml.safe_load_all((COURSE / lesson / f"{language}.md").read_text()))["title"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_learner_solves(learner, lesson, language):
    learner.opens_lesson(language, lesson)
    page = learner.page
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".lesson h1").inner_text() == title_of(lesson, language)
    assert page.locator("orrery-checks li.is-met").count() == 0 or page.locator("orrery-checks li.is-unmet").count() > 0
    learner.plays(answer_of(lesson))
    learner.until_solved()
    assert not learner.unmet()
    assert "not simulated" not in learner.screen()
