import pytest

from cluster.clock import CAUSES_KEPT, Clock


def drain(clock):
    return [(work.due, work.component, work.key) for work in iter(clock.pop, None)]


def test_work_comes_in_order_of_due_time_then_of_asking():
    clock = Clock()
    clock.schedule(20, "a", "x")
    clock.schedule(10, "b", "y")
    clock.schedule(10, "a", "y")
    assert drain(clock) == [(10, "b", "y"), (10, "a", "y"), (20, "a", "x")]
    assert clock.now == 20


def test_a_key_stands_in_the_queue_once_at_its_earliest_time_with_all_that_happened_by_then():
    clock = Clock()
    clock.schedule(10, "a", "x", [1])
    clock.schedule(30, "a", "x", [2])
    work = clock.pop()
    assert (work.due, work.causes, clock.pop()) == (10, [1, 2], None)


@pytest.mark.parametrize("wish_first", [True, False])
def test_what_led_to_a_wish_for_later_is_no_cause_of_what_is_done_earlier(wish_first):
    clock = Clock()
    for wish in (wish_first, not wish_first):
        if wish:
            clock.remind(600, "a", "x", [1])
        else:
            clock.schedule(10, "a", "x", [2])
    assert clock.pop().causes == [2]


def test_a_wish_that_is_repeated_keeps_its_causes_and_a_new_one_has_its_own():
    clock = Clock()
    clock.remind(600, "a", "x", [1])
    for due, cause in ((10, 2), (20, 3)):
        clock.schedule(due, "a", "x", [cause])
        clock = Clock.load(clock.dump())
        assert clock.pop().causes == [cause]
        clock.remind(600, "a", "x", [cause])
    assert clock.pop().causes == [1]
    clock.remind(700, "a", "x", [1])
    clock.schedule(650, "a", "x", [4])
    clock.pop()
    clock.remind(800, "a", "x", [4])
    assert clock.pop().causes == [4]


def test_a_nudge_without_a_cause_has_those_of_what_waited():
    clock = Clock()
    clock.remind(600, "a", "x", [1])
    clock.schedule(10, "a", "x")
    assert clock.pop().causes == [1]


def test_a_moment_that_has_passed_is_refused_by_name():
    clock = Clock(now=5)
    with pytest.raises(ValueError, match=r"due\(=4\) must be >= now\(=5\)"):
        clock.schedule(4, "a", "x")


def test_causes_keep_the_first_and_the_latest():
    clock = Clock()
    for cause in range(1000):
        clock.schedule(10, "a", "x", [cause])
    causes = clock.pop().causes
    assert len(causes) == CAUSES_KEPT
    assert (causes[0], causes[-1]) == (0, 999)


def test_a_loaded_queue_runs_as_the_dumped_one_would_have():
    clock = Clock()
    for due, key in ((30, "c"), (10, "a"), (20, "b"), (5, "c")):
        clock.schedule(due, "controller", key, [due])
    twin = Clock.load(clock.dump())
    assert twin.dump() == clock.dump()
    assert drain(twin) == drain(clock)
