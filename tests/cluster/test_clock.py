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


@pytest.mark.parametrize("dues", [(30, 10), (10, 30)])
def test_a_key_stands_in_the_queue_once_at_its_earliest_time_with_all_causes(dues):
    clock = Clock()
    clock.schedule(dues[0], "a", "x", [1])
    clock.schedule(dues[1], "a", "x", [2])
    work = clock.pop()
    assert (work.due, work.causes, clock.pop()) == (10, [1, 2], None)


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
