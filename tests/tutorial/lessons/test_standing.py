"""Checks over history: each form by its table, and, whatever happens, incremental says what brute force says."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutorial.lessons.worlds import change, obj, world
from tutorial.lessons.cel import BadExpression
from tutorial.lessons.checks import Monitor
from tutorial.lessons.document import Check, Lesson

WORDS = {"ko": "말", "en": "words"}
READY = "pods.filter(p, p.ready).size()"
OPENS, CLOSES = "nodes.exists(n, n.name == 'open')", "nodes.exists(n, n.name == 'close')"


def pod(name, ready):
    return obj("Pod", name, ready=ready)


def check(says, cel, **more):
    return Check("it", cel, WORDS, says=says, **more)


def story(*steps, guard=None, goal=None):
    """A monitor fed with one change a second: "a+" pod a is ready, "a-" it is not, "a!" it is gone, "open" a node
    of that name comes."""
    monitor = Monitor(Lesson("l", goals=[goal] if goal else [], guards=[guard] if guard else []), world())
    monitor.ask()
    monitor.feed(changes(steps))
    return monitor


def changes(steps):
    made, pods = [], {}
    for at, step in enumerate(steps, start=1):
        name, sign = (step[:-1], step[-1]) if step[-1] in "+-!" else (step, "")
        if not sign:
            one = change("ADDED", obj("Node", name), at)
        else:
            before, now = pods.get(name), pod(name, sign == "+")
            pods[name] = None if sign == "!" else now
            one = change("DELETED" if sign == "!" else "MODIFIED" if before else "ADDED", now, at, before)
        made.append(one._replace(revision=at))
    return made


TWO = {"from": ("since", OPENS), "until": ("until", CLOSES)}
CASES = [
    # says, cel, window, what happens, how it stands, at which second
    ("always", f"{READY} >= 1", "", "", "broken", 0),
    ("always", f"{READY} >= 1", "from", "a- a+ open", "open", None),
    ("always", f"{READY} >= 1", "from", "a- open", "broken", 2),
    ("always", f"{READY} >= 1", "from", "a+ open b+ a- b- a+", "broken", 5),
    ("always", f"{READY} >= 1", "from until", "a+ open close a-", "met", 3),
    ("always", f"{READY} >= 1", "from until", "close a- a+ open", "met", 4),  # nothing lies between the two
    ("never", f"{READY} == 2", "", "a+ b+ a-", "broken", 2),
    ("never", f"{READY} == 2", "until", "a+ close b+", "met", 2),
    ("sometime", f"{READY} == 2", "", "a+ b+ a-", "met", 2),
    ("sometime", f"{READY} == 2", "from", "a+ b+ a- open", "open", None),
    ("sometime", f"{READY} == 2", "from", "a+ b+ open a-", "met", 3),
    ("sometime", f"{READY} == 2", "until", "a+ close b+", "broken", 2),
    ("before", f"{READY} == 2", "", "a+ b+", "met", 2),
    ("before", f"{READY} == 1", "", "a+", "broken", 1),  # both at one moment: neither is before
    ("before", f"{READY} == 2", "from", "a+ open b+", "met", 3),
    ("before", f"{READY} == 2", "from", "a+ b+ open", "broken", 3),
    ("before", f"{READY} == 2", "until", "a+ close b+", "broken", 2),
]


@pytest.mark.parametrize(("says", "cel", "window", "steps", "state", "at"), CASES)
def test_every_form_is_decided_at_its_moment_and_stays_so(says, cel, window, steps, state, at):
    bounds = dict(TWO[name] for name in window.split())
    first = f"{READY} == 1" if says == "before" else ""
    for kind in ("goal", "guard"):
        told = story(*steps.split(), **{kind: check(says, cel, first=first, **bounds)}).report("en")[0]
        assert (told["state"], told["at"]) == (state, None if at is None else at * 1_000_000)
        assert told["met"] == (state == "met" if kind == "goal" else state != "broken")


@pytest.mark.parametrize(("apart", "state"), [(3, "met"), (3.5, "broken")])
def test_so_many_seconds_must_lie_between_the_first_and_then(apart, state):
    guard = check("before", f"{READY} == 2", first=f"{READY} == 1", apart=apart)
    assert story("a+", "c-", "d-", "b+", guard=guard).standing("it").state == state


def test_what_broke_it_is_told_with_its_detail_as_it_was_then():
    guard = check("always", f"{READY} >= 1", since=OPENS, detail="string(pods.size()) + ' pods'")
    told = story("a+", "b-", "open", "a-", "c-", "d-", guard=guard).report("en")[0]
    assert told["detail"] == "2 pods"
    about = {"kind": "Pod", "name": "a", "namespace": "default", "uid": ""}
    assert told["moment"] == {
        "time": 4_000_000,
        "revision": 4,
        "op": "MODIFIED",
        "actor": "kubectl",
        "reason": None,
        "object": about,
        "command": "",
        "input": None,
    }


def test_what_a_strict_check_cannot_tell_is_the_authors_mistake_and_elsewhere_a_no():
    assert "index" in story("open", guard=check("always", "pods[0].ready")).errors["it"].lower()
    assert "index" in story("open", guard=check("never", "pods[0].ready")).errors["it"].lower()
    for one in (check("sometime", "pods[0].ready", until=CLOSES), check("always", "true", since="pods[0].ready")):
        assert not story("open", guard=one).errors
    for says in ("never", "sometime"):
        wrong = check(says, "pods.exists(p, p.name + 1 == p.name)", until=CLOSES)
        assert "No matching overloads" in story("a+", guard=wrong).errors["it"]


@pytest.mark.parametrize(
    ("one", "place"),
    [
        (check("always", "pods."), "it: "),
        (check("sometime", "true", since="pods."), "it.from: "),
        (check("sometime", "true", until="pods."), "it.until: "),
        (check("before", "true", first="pods."), "it.before.first: "),
        (check("before", "pods.", first="true"), "it.before.then: "),
        (check("", "true", detail="pods.size()"), "it.detail: it gives int; it must give string"),
    ],
)
def test_an_expression_that_is_wrong_is_named_by_its_place(one, place):
    with pytest.raises(BadExpression, match=place):
        story(goal=one)


# -- incremental is brute force ----------------------------------------------------------------------------------------

STEPS = st.lists(
    st.sampled_from(["a+", "a-", "b+", "b-", "c+", "a!", "b!", "open", "close", "other"]), min_size=1, max_size=14
)
FORMS = st.sampled_from([("always", f"{READY} >= 1"), ("never", f"{READY} == 2"), ("sometime", f"{READY} == 2")])
ORDERS = st.tuples(st.just("before"), st.sampled_from([f"{READY} == 2", "pods.size() == 0", f"{READY} == 1"]))
CHECKS = st.builds(
    lambda form, since, until, apart: check(
        *form, first=f"{READY} == 1" if form[0] == "before" else "", apart=apart, since=since, until=until
    ),
    FORMS | ORDERS,
    st.sampled_from(["", OPENS]),
    st.sampled_from(["", CLOSES]),
    st.sampled_from([0, 2, 3.5]),
)


def brute(one, steps):
    """(state, second): every expression asked of every moment anew, then the forms by their words."""
    from tutorial.lessons.cel import compiled

    truth = {name: [] for name in ("cel", "first", "since", "until")}
    for count in range(len(steps) + 1):
        then = world()
        for each in changes(steps)[:count]:
            then.apply(each)
        for name, said in truth.items():
            source = getattr(one, name)
            said.append(bool(source) and compiled(source).evaluate(then).holds)
    start = truth["since"].index(True) if True in truth["since"] else None if one.since else 0
    if start is None:
        return "open", None
    end = next((at for at in range(start, len(truth["cel"])) if truth["until"][at]), None)
    for at in range(start, len(truth["cel"]) if end is None else end):
        holds = truth["cel"][at]
        if one.says == "before" and holds:
            first = next((at for at in range(start, at) if truth["first"][at]), None)
            return "met" if first is not None and at - first >= one.apart else "broken", at
        if one.says in ("sometime", "never") and holds or one.says == "always" and not holds:
            return "met" if one.says == "sometime" else "broken", at
    return ("open", None) if end is None else ("met" if one.says in ("always", "never") else "broken", end)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(CHECKS, STEPS)
def test_asked_change_by_change_it_says_what_all_of_history_says(one, steps):
    told = story(*steps, guard=one).report("en")[0]
    state, second = brute(one, steps)
    assert (told["state"], told["at"]) == (state, None if second is None else second * 1_000_000)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(CHECKS, STEPS, st.data())
def test_sleep_a_fork_and_another_rhythm_change_nothing(one, steps, data):
    whole = story(*steps, guard=one)
    at = data.draw(st.integers(0, len(steps)))
    early = story(*steps[:at], guard=one)
    lesson, fed = Lesson("l", guards=[one]), changes(steps)
    woken = Monitor(lesson, early.world, json.loads(json.dumps(early.dump())))
    woken.feed(fed[at:])
    assert woken.dump() == whole.dump()  # in two batches, with a sleep between them
    forked = Monitor(lesson, world(), whole.dump())
    forked.cut(at * 1_000_000, at)
    assert forked.dump() == story(*steps[:at], guard=one).dump()
