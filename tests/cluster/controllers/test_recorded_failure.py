"""What a real control plane did when a node fell silent: golden suite tour, node-failure."""

from tests.golden import nodefailure
from tests.golden.cases import load
from tests.golden.rewriting import rewrite
from tests.golden.rules import all_rules


def test_the_recorded_failure():
    (case,) = [case for case in load()["tour"] if "shots" in case.expect]
    assert nodefailure.run(rewrite(case, all_rules())[0]) == []
