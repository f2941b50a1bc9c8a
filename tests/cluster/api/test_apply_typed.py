"""The words in which server-side apply refuses a configuration that its schema does not fit."""

from __future__ import annotations

import pytest

from tests.cluster.api.conftest import deployment
from tests.cluster.api.crds import crd, install, path, schema, widget

APPLY = "application/apply-patch+yaml"
REFUSED = "failed to create typed patch object (/a; stable.example.com/v1, Kind=Widget): "
SPEC = {
    "type": "object",
    "properties": {
        "size": {"type": "integer"},
        "on": {"type": "boolean"},
        "text": {"type": "string"},
        "any": {"x-kubernetes-preserve-unknown-fields": True},
        "either": {"x-kubernetes-int-or-string": True},
        "template": {
            "type": "object",
            "x-kubernetes-embedded-resource": True,
            "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
        },
        "ports": {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["port", "protocol"],
            "items": {
                "type": "object",
                "required": ["port"],
                "properties": {
                    "port": {"type": "integer"},
                    "protocol": {"type": "string", "default": "TCP"},
                    "name": {"type": "string"},
                },
            },
        },
        "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
    },
}  # fmt: skip


def applied(api, body, query="fieldManager=me"):
    return api("PATCH", f"{path(name='a')}?{query}", body, content_type=APPLY)


@pytest.fixture
def widgets(api):
    install(api, crd(versions=[{"name": "v1", "served": True, "storage": True, "schema": schema(SPEC)}]))
    return api


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"zz": 1}, ".spec.zz: field not declared in schema"),
        ({"size": "x"}, ".spec.size: expected numeric (int or float), got string"),
        ({"on": "x"}, ".spec.on: expected boolean, got &{x}"),
        ({"text": 5}, ".spec.text: expected string, got &value.valueUnstructured{Value:5}"),
        ({"ports": {"a": 1}}, ".spec.ports: expected list, got &{map[a:1]}"),
        ({"template": [1]}, ".spec.template: expected map, got &{[1]}"),
        ({"template": {"metadata": {"q": 1}}}, ".spec.template.metadata.q: field not declared in schema"),
        ({"ports": [{"port": 1}, {"port": 1, "protocol": "TCP"}]},
         '.spec.ports: duplicate entries for key [port=1,protocol="TCP"]'),
        ({"ports": [{"port": 1, "name": 2}]},
         '.spec.ports[port=1,protocol="TCP"].name: expected string, got &value.valueUnstructured{Value:2}'),
        ({"tags": ["a", "a"]}, '.spec.tags: duplicate entries for key [="a"]'),
        ({"size": "x", "text": 5},
         "errors:\n  .spec.size: expected numeric (int or float), got string\n"
         "  .spec.text: expected string, got &value.valueUnstructured{Value:5}"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_schema(widgets, spec, told):
    refused = applied(widgets, widget("a", **{"size": 1, **spec}))
    assert (refused.code, refused.body["message"]) == (400, REFUSED + told)


def test_what_fits_the_schema(widgets):
    spec = {
        "any": {"x": [1, {"y": None}]}, "either": "80%", "size": 1.0, "tags": ["a", "b"],
        "template": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"free": 1}},
        "ports": [{"port": 1}, {"port": 1, "protocol": "UDP"}],
    }  # fmt: skip
    made = applied(widgets, widget("a", **spec))
    assert made.code == 201
    assert [each["protocol"] for each in made.body["spec"]["ports"]] == ["TCP", "UDP"]
    owned = made.body["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]["f:ports"]
    assert set(owned) == {'k:{"port":1,"protocol":"TCP"}', 'k:{"port":1,"protocol":"UDP"}'}
    assert applied(widgets, widget("a", **{**spec, "ports": [*spec["ports"], {"port": 2}]})).code == 200
    other = applied(widgets, widget("a", ports=[{"port": 2, "name": "x"}]), "fieldManager=you")
    assert other.code == 200 and other.body["spec"]["ports"][2] == {"port": 2, "protocol": "TCP", "name": "x"}


def test_built_in_kinds_are_told_the_same(api):
    wanted = {"apiVersion": "apps/v1", "kind": "Deployment", **deployment("a")}
    wanted["spec"]["replicas"] = "3"
    path = "/apis/apps/v1/namespaces/default/deployments/a?fieldManager=me"
    refused = api("PATCH", path, wanted, content_type=APPLY)
    assert refused.body["message"].endswith(
        "Kind=Deployment): .spec.replicas: expected numeric (int or float), got string"
    )


def test_a_key_that_occurs_again(widgets):
    text = "apiVersion: stable.example.com/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  size: 1\n  size: 2\n"
    told = 'line 7: key "size" already set in map'
    refused = applied(widgets, text, "fieldManager=me&fieldValidation=Strict")
    why = f"error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  {told}"
    assert (refused.code, refused.body["message"]) == (400, why)
    warned = applied(widgets, text, "fieldManager=me&fieldValidation=Warn")
    assert (warned.code, warned.warnings, warned.body["spec"]["size"]) == (201, [told], 2)
    assert applied(widgets, text, "fieldManager=me&fieldValidation=Ignore").warnings == []
