"""What the conformance suite expects of definitions and their resources (test/e2e/apimachinery of Kubernetes 1.35:
crd_publish_openapi, crd_selectable_fields, custom_resource_definition, field_validation)."""

from __future__ import annotations

import pytest

from tests.cluster.api.crds import CRDS, GROUP, crd, install, path, version, widget

APPLY, JSON_PATCH = "application/apply-patch+yaml", "application/json-patch+json"
OWN = ("metadata", "apiVersion", "kind")
BARS = {
    "type": "object",
    "description": "what there is",
    "properties": {
        "bars": {
            "type": "array",
            "description": "a list",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "a name"},
                    "mood": {"type": "string", "enum": ["Great", "Down"]},
                    "kind": {"type": "string", "pattern": "in-tree|out-of-tree"},
                    "count": {"type": "integer", "format": "int32", "minimum": 1},
                },
            },
        }
    },
}


def definitions(api) -> dict:
    return api.ok("GET", "/openapi/v2")["definitions"]


def name_of(version: str) -> str:
    return f"com.example.stable.{version}.Widget"


def versions(*names: str) -> list[dict]:
    root = {"type": "object", "description": "a thing", "properties": {"spec": BARS}}
    shown = {"schema": {"openAPIV3Schema": root}, "served": True}
    return [{"name": name, "storage": index == 0, **shown} for index, name in enumerate(names)]


def test_the_schema_is_published_as_it_is(api):
    install(api, crd(versions=versions("v2", "v3")))
    for name in ("v2", "v3"):
        found = definitions(api)[name_of(name)]
        assert found["x-kubernetes-group-version-kind"] == [
            {"group": "stable.example.com", "kind": "Widget", "version": name}
        ]
        own = {key: value for key, value in found["properties"].items() if key not in OWN}
        assert (found["type"], found["description"], own) == ("object", "a thing", {"spec": BARS})


def test_without_a_schema_only_an_object_is_published(api):
    free = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    install(api, crd(versions=[{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": free}}]))
    found = definitions(api)[name_of("v1")]
    assert {key: value for key, value in found.items() if not key.startswith("x-")} == {"type": "object"}


def test_a_version_is_renamed(api):
    install(api, crd(versions=versions("v2", "v3")))
    change = [{"op": "test", "path": "/spec/versions/1/name", "value": "v3"},
              {"op": "replace", "path": "/spec/versions/1/name", "value": "v4"}]  # fmt: skip
    place = f"{CRDS}/widgets.stable.example.com"
    assert api("PATCH", place, change, content_type=JSON_PATCH).code == 200
    known = definitions(api)
    assert name_of("v2") in known and name_of("v4") in known and name_of("v3") not in known
    assert api("GET", path("v3")).code == 404 and api("GET", path("v4")).code == 200


def test_a_version_is_no_longer_served(api):
    install(api, crd(versions=versions("v5", "v6alpha1")))
    place = f"{CRDS}/widgets.stable.example.com"
    read = api.ok("GET", place)
    first, second = read["spec"]["versions"]
    changed = {**read, "spec": {**read["spec"], "versions": [first, {**second, "served": False}]}}
    assert api("PUT", place, changed).code == 200
    assert name_of("v5") in definitions(api) and name_of("v6alpha1") not in definitions(api)
    listed = [each["version"] for each in api.ok("GET", GROUP)["versions"]]
    assert listed == ["v5"] and api("GET", f"{GROUP}/v6alpha1").code == 404


def test_definitions_are_deleted_by_their_labels(api):
    for plural in ("apples", "pears"):
        definition = crd(names={"plural": plural, "kind": plural.title(), "shortNames": []})
        definition["metadata"]["labels"] = {"test": "yes"}
        install(api, definition)
    install(api, crd())
    found = api.ok("GET", f"{CRDS}?labelSelector=test=yes")["items"]
    assert [each["metadata"]["name"].split(".")[0] for each in found] == ["apples", "pears"]
    api.ok("DELETE", f"{CRDS}?labelSelector=test=yes")
    api.cluster.run_until(api.cluster.now + 5_000_000)
    left = [each["metadata"]["name"] for each in api.ok("GET", CRDS)["items"]]
    assert left == ["widgets.stable.example.com"]


def test_defaults_come_with_requests_and_from_storage(api):
    install(api, crd(version(spec={"type": "object", "properties": {"a": {"type": "string"}}})))
    bare = {**widget(), "spec": {}}
    api.ok("POST", path(), bare)
    place = f"{CRDS}/widgets.stable.example.com"
    where = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/a/default"
    api("PATCH", place, [{"op": "add", "path": where, "value": "A"}], content_type=JSON_PATCH)
    assert api.ok("GET", path(name="a"))["spec"] == {"a": "A"}
    api.ok("POST", path(), {**bare, "metadata": {"name": "b"}})
    api("PATCH", place, [{"op": "remove", "path": where}], content_type=JSON_PATCH)
    assert api.ok("GET", path(name="a"))["spec"] == {} and api.ok("GET", path(name="b"))["spec"] == {"a": "A"}


def test_watches_and_lists_by_selectable_fields(api):
    fields = {"type": "object", "properties": {"host": {"type": "string"}, "port": {"type": "string"}}}
    told = {"selectableFields": [{"jsonPath": ".spec.host"}, {"jsonPath": ".spec.port"}]}
    install(api, crd(version(spec=fields, **told)))
    one = api.watch(f"{path()}?watch=1&fieldSelector=spec.host=host1")
    both = api.watch(f"{path()}?watch=1&fieldSelector=spec.host=host1,spec.port=80")
    for name, host, port in (("a", "host1", "80"), ("b", "host1", "8080"), ("c", "host2", "80")):
        api.ok("POST", path(), {**widget(name), "spec": {"host": host, "port": port}})
    listed = api.ok("GET", f"{path()}?fieldSelector=spec.host=host1")["items"]
    assert [each["metadata"]["name"] for each in listed] == ["a", "b"]
    api.ok("DELETE", f"{path()}?fieldSelector=spec.host=host1,spec.port=80")
    read = api.ok("GET", path(name="b"))
    api.ok("PUT", path(name="b"), {**read, "spec": {"host": "host2", "port": "8080"}})
    seen = [(event["type"], event["object"]["metadata"]["name"]) for event in one.poll()]
    assert seen == [("ADDED", "a"), ("ADDED", "b"), ("DELETED", "a"), ("DELETED", "b")]
    seen = [(event["type"], event["object"]["metadata"]["name"]) for event in both.poll()]
    assert seen == [("ADDED", "a"), ("DELETED", "a")]


TEXT = """
apiVersion: stable.example.com/v1
kind: Widget
metadata:
  name: a
{meta}  finalizers:
  - test-finalizer
{root}spec:
{spec}  size: 1
"""


@pytest.mark.parametrize(
    ("meta", "root", "spec", "told"),
    [
        ("", "", "", ""),
        ("", "unknownField: unknown\n", "", ".unknownField: field not declared in schema"),
        ("  unknownMeta: x\n", "", "", ".metadata.unknownMeta: field not declared in schema"),
        ("", "", "  color: red\n  color: blue\n", 'line 10: key "color" already set in map'),
    ],
)
def test_applied_fields_are_checked(api, meta, root, spec, told):
    install(api, crd(scope="Cluster"))
    text = TEXT.format(meta=meta, root=root, spec=spec)
    place = f"{GROUP}/v1/widgets/a?fieldManager=me&fieldValidation=Strict"
    answer = api("PATCH", place, text, content_type=APPLY)
    assert answer.code == 201 if not told else told in answer.body["message"]


def test_metadata_of_embedded_objects_is_checked(api):
    template = {"type": "object", "x-kubernetes-embedded-resource": True, "properties": {"spec": {"type": "object"}}}
    spec = {"type": "object", "x-kubernetes-preserve-unknown-fields": True, "properties": {"template": template}}
    install(api, crd(version(spec=spec)))
    inner = {"apiVersion": "foo/v1", "kind": "Sub", "metadata": {"name": "x", "bogus": 1}}
    sent = widget("a", free=1, template=inner)
    answer = api("PATCH", f"{path(name='a')}?fieldManager=me", sent, content_type=APPLY)
    assert ".spec.template.metadata.bogus: field not declared in schema" in answer.body["message"]
    strict = api("POST", f"{path()}?fieldValidation=Strict", sent)
    assert 'strict decoding error: unknown field "spec.template.metadata.bogus"' in strict.body["message"]
