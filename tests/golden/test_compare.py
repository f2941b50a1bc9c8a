"""The comparison itself: what matches, what is reported."""

import pytest

from tests.golden.cases import Case
from tests.golden.compare import differences, same
from tests.golden.rewriting import Rule, in_text, rewrite
from tests.golden.scope import out_of_scope

UID = "0b53bdb0-9f1e-4a3a-8a3a-6a3a0b53bdb0"


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        ("<uid>", UID, True),
        ("<uid>", "none", False),
        ("web-<hash>-<rand>", "web-7c5ddbdf54-x9x2z", True),
        ("web-<hash:rs1>", "web-7c5ddbdf54", True),
        ("web-<rand>", "web-", False),
        ("<nodePort>", 30080, True),
        ("<none>", "<none>", True),
        ("<none>", "x", False),
        ("<rv>", "12", True),
        ("[<ip>]", "[10.96.0.1]", True),
        (1, 1.0, True),
        (1, True, False),
        ("1", 1, False),
    ],
)
def test_scalars(expected: object, actual: object, equal: bool) -> None:
    assert same(expected, actual) is equal


def test_differences_name_the_place_and_both_values() -> None:
    assert differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": 1}) == [
        "/a/1/b: expected 2, got 3",
        "/c: expected nothing, got 1",
    ]
    assert differences([1], [1, 2]) == [": 1 items expected, got 2; unexpected: [2]"]


def test_unstable_places_and_unexpected_managed_fields_do_not_count() -> None:
    assert differences({"a": 1}, {"a": 2, "b": 3, "managedFields": []}, ignore=("/a", "/b")) == []
    assert differences({"managedFields": [1]}, {}) == ["/managedFields: expected [1], got nothing"]


def test_a_rule_rewrites_by_pattern_and_is_named() -> None:
    rule = Rule("wider", "https://kubernetes.io/", in_text(r"to (\d)", r"from 0 to \1"))
    case, fired = rewrite(Case("s", "c", [], {"message": "Scaled up to 3"}), [rule])
    assert (case.expect, fired) == ({"message": "Scaled up from 0 to 3"}, ["wider"])
    assert rewrite(case.expecting({"message": "no"}), [rule])[1] == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "PodSecurityPolicy", "apiVersion": "policy/v1beta1"}, "kind PodSecurityPolicy"),
        ({"method": "GET", "path": "/apis/policy/v1beta1/x"}, "policy/v1beta1"),
        ({"kubectl": ["get", "pods,psp"]}, "kind PodSecurityPolicy"),
        ({"content": "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\n"}, "kind PodSecurityPolicy"),
        ({"kubectl": ["create", "configmap", "job"]}, None),
        ({"kind": "Pod", "apiVersion": "v1"}, None),
    ],
)
def test_what_needs_something_removed_is_out_of_scope(given: dict, why: str | None) -> None:
    said = out_of_scope(Case("s", "c", [given], {}))
    assert (said is None) if why is None else (said or "").startswith(why)
