"""A lesson that cannot be trusted does not pass."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tutorial.lessons.document import Check, Question, Script, Start
from tutorial.lessons.folder import read_course, write_course
from tutorial.lessons.prove import prove

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
WORDS = {"ko": "말", "en": "words"}


@pytest.fixture
def lesson():
    return read_course(SAMPLE).lessons[0]


def failures(lesson):
    return " | ".join(prove(lesson, seeds=(0,), profiles=("lesson",)))


@pytest.mark.parametrize("index", [0, 1])
def test_the_sample_lessons_prove_themselves(index):
    assert prove(read_course(SAMPLE).lessons[index]) == []


def test_a_goal_that_is_reached_at_the_start_is_none(lesson):
    lesson.goals.append(Check("empty", "pods.size() == 0", WORDS))
    assert "goal empty is reached before anything was done" in failures(lesson)


def test_an_answer_must_reach_every_goal(lesson):
    lesson.goals.append(Check("two", "pods.size() == 2", WORDS, 'string(pods.size()) + " / 2"'))
    assert "answer from-file does not reach goal two (1 / 2)" in failures(lesson)


def test_an_answer_must_break_no_guard(lesson):
    lesson.guards.append(Check("none", "pods.size() == 0", WORDS))
    lesson.wrong[0] = replace(lesson.wrong[0], breaks=["none"])
    assert "answer from-file breaks guard none at " in failures(lesson)


def test_a_question_whose_answer_does_not_depend_on_the_cluster_is_refused(lesson):
    fields = {"script": "kubectl create -f pod.yaml", "choices": ["0", "1", "4"]}
    lesson.questions.append(Question("typed", "make", WORDS, cel='"4"', **fields))
    assert "question typed: its answer '4' does not depend on the cluster" in failures(lesson)
    lesson.questions[-1] = Question("computed", "make", WORDS, cel="pods.size()", **fields)
    assert failures(lesson) == ""


def test_a_step_s_part_of_the_shown_answer_is_played_by_itself_and_does_something(lesson):
    lesson.answers[0].script = "# step: make\nkubectl create -f pod.yaml\n"
    assert failures(lesson) == ""
    lesson.answers[0].script = "kubectl create -f pod.yaml\n# step: make\ntrue\n"
    assert "the shown answer's part for step make changes nothing and prints nothing" in failures(lesson)
    lesson.answers[0].script = "# step: make\nkubectl create -f pod.yaml\nkubectl get pods --watch-only nobody\n"
    assert "the shown answer stops in its part for step make: `kubectl get pods" in failures(lesson)


def test_a_command_of_an_answer_that_fails_is_named_with_its_words(lesson):
    lesson.answers.append(Script("typo", "kubectl create --f pod.yaml"))
    assert "answer typo stops: `kubectl create --f pod.yaml` ended with 1: error: unknown flag: --f" in failures(lesson)
    lesson.answers[-1] = Script("typo", "! kubectl create -f pod.yaml")
    assert "answer typo stops: `! kubectl create -f pod.yaml` was to fail, but did not" in failures(lesson)


def test_a_wrong_answer_must_fail(lesson):
    lesson.wrong[0] = replace(lesson.wrong[0], script="kubectl run web --image=nginx")
    assert "wrong answer misspelt-image solves the lesson" in failures(lesson)


def test_a_wrong_answer_must_break_what_it_says(lesson):
    lesson.wrong[0] = replace(lesson.wrong[0], breaks=["never-deleted"])
    assert "wrong answer misspelt-image does not break guard never-deleted" in failures(lesson)


def test_a_guard_that_nothing_breaks_proves_nothing(lesson):
    lesson.wrong = lesson.wrong[:1]
    assert "guard never-deleted is broken by no wrong answer" in failures(lesson)


@pytest.mark.parametrize(
    ("field", "cel", "words"),
    [
        ("goals", "pods.", "cel of new: 1:6"),
        ("goals", "pots.size() == 1", "undeclared reference to 'pots'"),
        ("goals", "pods.size()", "it gives int; it must give bool"),
        ("goals", "pods.exists(p, p.name + 1 == p.name)", "cel of new at"),
        ("guards", "pods[0].ready", "cel of new at the start: Index error"),
    ],
)
def test_the_authors_mistakes_in_expressions_are_told(lesson, field, cel, words):
    getattr(lesson, field).append(Check("new", cel, WORDS))
    if field == "guards":
        lesson.wrong[1].breaks.append("new")
    assert words in failures(lesson)


def test_a_start_that_fails_is_told(lesson):
    lesson.start = Start(nodes=1, commands=["kubectl create -f nothing.yaml"])
    assert (
        'start.commands: `kubectl create -f nothing.yaml` ended with 1: error: the path "nothing.yaml" does not exist'
        in failures(lesson)
    )
    lesson.start = Start(nodes=1, objects=[{"apiVersion": "v1", "kind": "Planet", "metadata": {"name": "x"}}])
    assert 'no matches for kind "Planet"' in failures(lesson)


def test_every_word_must_be_there_in_both_languages(lesson):
    del lesson.title["ko"]
    lesson.steps[0].prose["en"] = ""
    lesson.hints["en"] = lesson.hints["en"][:2]
    del lesson.goals[0].text["en"]
    del lesson.wrong[0].because["ko"]
    said = failures(lesson)
    for words in (
        "ko: there is no title (is there a ko.md?)",
        "en: step make has no text",
        "en: there are 2 hints; there must be 3",
        "en: runs has no text",
    ):
        assert words in said
    lesson.title["ko"] = "제목"
    assert "ko: wrong answer misspelt-image does not say because of what" in failures(lesson)


def test_a_crash_loop_does_not_keep_the_prover_for_ever(lesson):
    lesson.wrong[0] = replace(lesson.wrong[0], script="kubectl run web --image=busybox\nkubectl get pods -w")
    assert "stops" in failures(lesson) or failures(lesson) == ""


def run(*arguments) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("prove", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_command_names_each_lesson_and_counts(tmp_path):
    assert run(str(SAMPLE)) == ("proved sample/first-pod\nproved sample/rolling\nproved 2, failed 0\n", 0)
    course = read_course(SAMPLE)
    course.lessons[0].wrong[0] = replace(course.lessons[0].wrong[0], script="kubectl run web --image=nginx")
    write_course(course, tmp_path / "sample")
    (tmp_path / "sample" / "rolling" / "lesson.yaml").write_text("goals: 3")
    text, code = run(str(tmp_path / "sample"))
    assert code == 1
    first, second, last = text.splitlines()
    assert first.startswith("FAILED sample/first-pod: wrong answer misspelt-image solves the lesson")
    assert second.startswith("FAILED sample/rolling: ")
    assert last == "proved 0, failed 2"


def test_a_goal_that_can_be_broken_must_be_broken_by_some_wrong_answer(lesson):
    lesson.goals.append(Check("order", "pods.size() == 1", WORDS, says="before", first="pods.size() == 0"))
    assert "goal order is broken by no wrong answer" in failures(lesson)
    lesson.wrong[0].breaks.append("order")
    assert "wrong answer misspelt-image does not break goal order" in failures(lesson)


@pytest.mark.parametrize(
    ("guard", "why"),
    [
        (Check("idle", "true", WORDS, says="always", since="pods.size() == 9"), "its `from` never holds"),
        (Check("idle", "true", WORDS, says="always", until="pods.size() == 9"), "its `until` never holds"),
        (
            Check("idle", "pods.size() == 9", WORDS, says="before", first="true"),
            "what it waits for never happens",
        ),
    ],
)
def test_a_guard_that_no_answer_puts_to_the_test_guards_nothing(lesson, guard, why):
    lesson.guards.append(guard)
    lesson.wrong[1].breaks.append("idle")
    assert f"guard idle is put to the test by no answer: {why}" in failures(lesson)


def test_the_moment_that_broke_it_is_named_with_what_happened_and_the_command_that_led_to_it(lesson):
    lesson.guards.append(
        Check("none", "pods.size() > 0", WORDS, "'there is ' + pods[0].name", says="never", until="pods.size() > 3")
    )
    lesson.wrong[0].breaks.append("none")
    said = failures(lesson)
    assert "answer from-file breaks guard none at " in said
    assert ": ADDED Pod/web (input.request), after `kubectl create -f pod.yaml`; there is web" in said
