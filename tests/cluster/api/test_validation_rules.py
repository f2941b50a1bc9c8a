"""x-kubernetes-validations: rules in CEL. Among the cases: those of Kubernetes' conformance, crd_validation_rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.api.crds import CRDS, SPEC, crd, install, path, schema, version, widget

PREFIX = "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule"


def ruled(*rules: dict, **properties: Any) -> dict:
    spec = {**SPEC, "properties": {**SPEC["properties"], **properties}, "x-kubernetes-validations": list(rules)}
    return crd(version(spec=spec, subresources={"status": {}}))


def refused(api, *spec_rules, **properties):
    answer = api("POST", CRDS, ruled(*spec_rules, **properties))
    assert answer.code == 422
    return answer.body["message"]


def test_a_rule_holds_or_the_object_is_refused(api):
    install(api, ruled({"rule": "self.size < 5", "message": "too large"}))
    assert api("POST", path(), widget(size=4)).code == 201
    answer = api("POST", path(), widget("b", size=6))
    assert answer.body["message"] == 'Widget.stable.example.com "b" is invalid: spec: Invalid value: too large'


def test_a_rule_of_a_field_shows_its_value(api):
    install(api, ruled(size={"type": "integer", "x-kubernetes-validations": [{"rule": "self % 2 == 0"}]}))
    answer = api("POST", path(), widget(size=3))
    assert "spec.size: Invalid value: 3: failed rule: self % 2 == 0" in answer.body["message"]


def test_messages_may_be_expressions_and_point_elsewhere(api):
    rule = {"rule": "self.size < 5", "messageExpression": "'%s is too many'.format([string(self.size)])",
            "fieldPath": ".size", "reason": "FieldValueForbidden"}  # fmt: skip
    install(api, ruled(rule))
    answer = api("POST", path(), widget(size=6))
    assert answer.body["details"]["causes"] == [
        {"reason": "FieldValueForbidden", "message": "Forbidden: 6 is too many", "field": "spec.size"}
    ]


def test_transition_rules_compare_with_what_was(api):
    install(api, ruled({"rule": "self.size >= oldSelf.size", "message": "may only grow"}))
    api.ok("POST", path(), widget(size=4))
    assert api("PATCH", path(name="a"), {"spec": {"size": 5}}).code == 200
    assert "may only grow" in api("PATCH", path(name="a"), {"spec": {"size": 2}}).body["message"]


def test_items_of_maps_are_compared_with_those_of_the_same_key(api):
    parts = {**SPEC["properties"]["parts"], "maxItems": 10}
    parts["items"] = {**parts["items"], "x-kubernetes-validations": [{"rule": "self.count == oldSelf.count"}]}
    install(api, ruled(parts=parts))
    api.ok("POST", path(), widget(parts=[{"name": "x", "count": 1}]))
    moved = [{"name": "new", "count": 9}, {"name": "x", "count": 1}]
    assert api("PATCH", path(name="a"), {"spec": {"parts": moved}}).code == 200
    assert api("PATCH", path(name="a"), {"spec": {"parts": [{"name": "x", "count": 2}]}}).code == 422


def test_optional_old_self_is_there_from_the_beginning(api):
    rule = {"rule": "oldSelf.hasValue() || self.size == 1", "optionalOldSelf": True, "message": "begin small"}
    install(api, ruled(rule))
    assert "begin small" in api("POST", path(), widget(size=2)).body["message"]
    api.ok("POST", path(), widget(size=1))
    assert api("PATCH", path(name="a"), {"spec": {"size": 2}}).code == 200


def test_what_broke_a_rule_before_is_borne_with(api):
    install(api, crd())
    api.ok("POST", path(), widget(size=9))
    rules = [{"rule": "self < 5"}]
    spec = {
        **SPEC,
        "properties": {**SPEC["properties"], "size": {"type": "integer", "x-kubernetes-validations": rules}},
    }
    api.ok("PATCH", f"{CRDS}/widgets.stable.example.com",
           {"spec": {"versions": [version(spec=spec, subresources={"status": {}})]}})  # fmt: skip
    assert api("PATCH", path(name="a"), {"spec": {"color": "blue"}}).code == 200
    assert api("PATCH", path(name="a"), {"spec": {"size": 8}}).code == 422


def test_rules_wait_until_the_schema_is_kept(api):
    install(api, ruled({"rule": "self.size < 5"}))
    message = api("POST", path(), widget(size="x")).body["message"]
    assert (
        '<nil>: Invalid value: "null": some validation rules were not checked because the object was invalid' in message
    )


@pytest.mark.parametrize(
    "rule, told",
    [
        ("self.nope == 1", "compilation failed: ERROR: <input>:1:5: undefined field 'nope'"),
        ("self = 1", "compilation failed: ERROR: <input>:1:6: Syntax error: token recognition error at: '= '"),
        ("self.size", "cel expression must evaluate to a bool"),
        ("self.parts.all(x, self.parts.all(y, x.name == y.name || x == y))",
         "exceeds budget by factor of more than 100x"),
    ],
)  # fmt: skip
def test_rules_that_do_not_compile_or_cost_too_much(api, rule, told):
    message = refused(api, {"rule": rule})
    assert f"{PREFIX}: " in message and told in message


def test_an_error_at_runtime_names_the_rule(api):
    install(api, ruled({"rule": "self.parts[3].name == 'x'"}))
    message = api("POST", path(), widget(parts=[])).body["message"]
    assert 'spec: Invalid value: "object": index out of bounds: 3 evaluating rule: self.parts[3].name' in message


def test_old_self_cannot_be_used_where_nothing_can_be_compared(api):
    items = {"type": "integer", "x-kubernetes-validations": [{"rule": "self >= oldSelf"}]}
    message = refused(api, numbers={"type": "array", "maxItems": 5, "items": items})
    assert "oldSelf cannot be used on the uncorrelatable portion of the schema" in message


def test_the_root_knows_its_name(api):
    definition = crd(version(subresources={"status": {}}))
    rules = [{"rule": "self.metadata.name.startsWith('w-')", "message": "must begin with w-"}]
    definition["spec"]["versions"][0]["schema"] = schema(**{"x-kubernetes-validations": rules})
    install(api, definition)
    assert api("POST", path(), widget("w-1")).code == 201
    assert api("POST", path(), widget("x-1")).body["message"].endswith("<nil>: Invalid value: must begin with w-")


def test_a_rule_about_the_old_value_is_asked_of_what_does_not_change_too(api):
    rule = {"rule": "!oldSelf.hasValue()", "message": "oldSelf must be null", "optionalOldSelf": True}
    note = {"type": "string", "x-kubernetes-validations": [rule]}
    install(api, crd(version(spec={"type": "object", "properties": {"note": note}})))
    sent = {**widget(), "spec": {"note": "x"}}
    where, how = f"{path(name='a')}?fieldManager=me", "application/apply-patch+yaml"
    assert api("PATCH", where, sent, content_type=how).code == 201
    for value in ("y", "x"):
        refused = api("PATCH", where, {**sent, "spec": {"note": value}}, content_type=how)
        assert "oldSelf must be null" in refused.body["message"]
