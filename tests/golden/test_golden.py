"""Every recorded case as one test; cases out of scope are counted by `make golden`, not collected here."""

import pytest

from tests.golden.cases import Case, load
from tests.golden.running import FAILED, play, runners
from tests.golden.scope import out_of_scope

CASES = [case for cases in load().values() for case in cases if case.suite in runners() and not out_of_scope(case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.suite}/{case.name}")
def test_the_simulated_cluster_does_what_the_real_one_did(case: Case) -> None:
    result = play(case)
    assert result.outcome != FAILED, "\n".join(result.differences)
