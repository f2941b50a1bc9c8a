"""What the table calls gone is not served."""

from cluster.kinds import KINDS
from tests.golden import scope


def test_no_kind_of_the_table_is_served():
    served = {kind.kind for kind in KINDS.all}
    assert not served & set(scope.KINDS), "served now: take them out of tests/golden/scope.py"


def test_no_removed_version_is_served():
    assert not {kind.api_version for kind in KINDS.all} & set(scope.REMOVED_VERSIONS)
