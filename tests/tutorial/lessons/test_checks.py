"""Goals that stay reached, guards that name the first moment that broke them."""

import pytest

from tests.tutorial.lessons.worlds import change, obj, world
from tutorial.lessons.cel import BadExpression
from tutorial.lessons.checks import Monitor
from tutorial.lessons.document import Check, Lesson

WORDS = {"ko": "말", "en": "words"}


def lesson(goals=(), guards=()):
    return Lesson(
        "l",
        goals=[Check(id_, cel, WORDS, detail) for id_, cel, detail in goals],
        guards=[Check(id_, cel, WORDS) for id_, cel in guards],
    )


def pod(name, ready):
    return obj("Pod", name, ready=ready)


def test_a_goal_that_was_reached_stays_reached():
    monitor = Monitor(lesson([("one", "pods.size() == 1", "")]), world())
    assert monitor.feed([change("ADDED", pod("a", True), 1)])
    assert monitor.solved
    monitor.feed([change("ADDED", pod("b", True), 2)])
    assert monitor.met == {"one": 1_000_000}


def test_a_guard_names_the_first_moment_that_broke_it_even_within_one_batch():
    guarded = lesson([("two", "pods.size() == 9", "")], [("serving", "pods.filter(p, p.ready).size() >= 1")])
    monitor = Monitor(guarded, world(pod("a", True)))
    monitor.ask()
    monitor.feed(
        [
            change("MODIFIED", pod("a", False), 3, pod("a", True)),
            change("MODIFIED", pod("a", True), 4, pod("a", False)),
            change("MODIFIED", pod("a", False), 5, pod("a", True)),
        ]
    )
    assert monitor.broken == {"serving": 3_000_000}
    line = next(line for line in monitor.report("en") if line["id"] == "serving")
    told = {"id": "serving", "kind": "guard", "met": False, "text": "words", "detail": None, "at": 3_000_000}
    assert {key: line[key] for key in told} == told
    assert line["state"] == "broken"
    assert line["moment"]["object"]["name"] == "a"


def test_a_broken_guard_keeps_the_lesson_from_being_solved():
    monitor = Monitor(lesson([("any", "pods.size() > 0", "")], [("none", "pods.size() == 0")]), world())
    monitor.ask()
    monitor.feed([change("ADDED", pod("a", True), 1)])
    assert monitor.met
    assert not monitor.solved


def test_what_is_missing_is_told_until_the_goal_is_reached():
    monitor = Monitor(lesson([("three", "pods.size() == 3", 'string(pods.size()) + " / 3"')]), world(pod("a", True)))
    assert monitor.report("ko")[0]["detail"] == "1 / 3"
    monitor.feed([change("ADDED", pod("b", True)), change("ADDED", pod("c", True))])
    assert monitor.report("ko")[0]["detail"] is None


def test_only_what_a_change_concerns_is_asked_again():
    monitor = Monitor(lesson([("node", "nodes.size() == 0", "")]), world())
    monitor.feed([change("ADDED", pod("a", True))])
    assert not monitor.met  # a pod says nothing about nodes: asked when a node changes, or by ask()
    monitor.ask()
    assert monitor.met


def test_state_survives_sleep():
    one = lesson([("a", "pods.size() == 1", ""), ("b", "pods.size() == 2", "")])
    monitor = Monitor(one, world())
    monitor.feed([change("ADDED", pod("a", True), 1)])
    again = Monitor(one, world(pod("a", True)), monitor.dump())
    again.feed([change("ADDED", pod("b", True), 2)])
    assert again.solved
    assert again.met == {"a": 1_000_000, "b": 2_000_000}


def test_mistakes_of_the_author_are_told():
    with pytest.raises(BadExpression, match="three: 1:6"):
        Monitor(lesson([("three", "pods.", "")]), world())
    monitor = Monitor(lesson([], [("first", "pods[0].ready")]), world())
    monitor.ask()
    assert "index" in monitor.errors["first"].lower()  # a guard that cannot be told is the author's mistake
    assert not monitor.broken
