"""From wall time to virtual time."""

import pytest

from tutorial.live.pace import Pace


@pytest.mark.parametrize(
    ("rate", "after", "virtual"), [(1, 2.0, 2_000_000), (0.25, 2.0, 500_000), (100, 0.5, 50_000_000)]
)
def test_virtual_time_follows_the_rate(rate, after, virtual):
    pace = Pace(0, 100.0, rate)
    assert pace.target(100.0 + after) == virtual
    assert pace.wall_of(virtual) == 100.0 + after


def test_a_pause_stands_still_and_waits_for_nothing():
    pace = Pace(5, 100.0)
    pace.change(101.0, 1_000_005, running=False)
    assert pace.target(200.0) == 1_000_005
    assert pace.wall_of(2_000_000) is None
    pace.change(200.0, 1_000_005, running=True)
    assert pace.target(201.0) == 2_000_005


def test_changing_the_rate_never_jumps():
    pace = Pace(0, 0.0)
    pace.change(10.0, 10_000_000, rate=4)
    assert pace.target(10.0) == 10_000_000
    assert pace.target(11.0) == 14_000_000


def test_a_host_clock_that_goes_backwards_does_not_turn_time_back():
    assert Pace(7, 100.0).target(50.0) == 7


def test_a_jump_is_reached_whatever_the_wall_says():
    pace = Pace(0, 0.0, running=False)
    pace.jump = 300_000_000
    assert pace.target(0.1) == 300_000_000
