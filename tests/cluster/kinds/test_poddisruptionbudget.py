"""PodDisruptionBudget: validation and rows."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, SELECTOR, completed, metadata, problems

BUDGETS = KINDS.by_resource["poddisruptionbudgets.policy"]


def budget(**spec):
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(),
        "spec": {"selector": SELECTOR, **spec},
    }


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"minAvailable": 0}, []),
        ({"maxUnavailable": "100%", "unhealthyPodEvictionPolicy": "AlwaysAllow"}, []),
        ({"minAvailable": -1}, ["spec.minAvailable: Invalid value: -1: must be greater than or equal to 0"]),
        ({"minAvailable": "101%"}, ['spec.minAvailable: Invalid value: "101%": must not be greater than 100%']),
        ({"unhealthyPodEvictionPolicy": "Never"},
         ['spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", '
          '"IfHealthyBudget"']),
        ({"minAvailable": 1, "maxUnavailable": "50%"},
         ['spec: Invalid value: {"MinAvailable":1,"MaxUnavailable":"50%","Selector":{"matchLabels":{"app":"web"}},'
          '"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set']),
    ],
)  # fmt: skip
def test_what_is_refused(spec, expected):
    assert problems(budget(**spec)) == expected


@pytest.mark.parametrize(
    ("spec", "cells"), [({"minAvailable": "50%"}, ["50%", "N/A"]), ({"maxUnavailable": 0}, ["N/A", "0"])]
)
def test_its_row(spec, cells):
    assert BUDGETS.row(completed(budget(**spec)), NOW) == ["x", *cells, 0, "<unknown>"]
