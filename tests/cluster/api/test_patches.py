"""The four kinds of patches as tables: what was there, the patch, what comes out."""

import pytest

from cluster.api.patches import json as patch_json
from cluster.api.patches import strategic as patch_strategic
from cluster.api.patches.strategic import PatchError
from cluster.api.patches.threeway import three_way_merge, three_way_strategic
from cluster.objects.schema import kind_schema

POD_SPEC = kind_schema("", "v1", "Pod").at("spec")
DEPLOYMENT_SPEC = kind_schema("apps", "v1", "Deployment").at("spec")
METADATA = kind_schema("", "v1", "Pod").at("metadata")
A, B, C = ({"name": name, "image": f"{name}:1"} for name in "abc")


@pytest.mark.parametrize(
    ("schema", "original", "patch", "result"),
    [
        (POD_SPEC, {"containers": [A]}, {"containers": [{"name": "a", "image": "x"}]},
         {"containers": [{"name": "a", "image": "x"}]}),
        (POD_SPEC, {"containers": [A]}, {"containers": [B]}, {"containers": [B, A]}),
        (POD_SPEC, {"readinessGates": [{"conditionType": "a"}]}, {"readinessGates": [{"$patch": "delete"}]},
         {"readinessGates": [{"$patch": "delete"}]}),
        (POD_SPEC, {"containers": [A, B]}, {"containers": [{"name": "a", "$patch": "delete"}]}, {"containers": [B]}),
        (POD_SPEC, {"containers": [A, B]}, {"containers": [C, {"$patch": "replace"}]}, {"containers": [C]}),
        (POD_SPEC, {"containers": [A, B]}, {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}]},
         {"containers": [B, A]}),
        (POD_SPEC, {"containers": [A, B]},
         {"$setElementOrder/containers": [{"name": "c"}, {"name": "b"}], "containers": [C]},
         {"containers": [C, A, B]}),
        (POD_SPEC, {"nodeSelector": {"a": "1", "b": "2"}}, {"nodeSelector": {"a": None, "c": "3"}},
         {"nodeSelector": {"b": "2", "c": "3"}}),
        (POD_SPEC, {"nodeSelector": {"a": "1"}}, {"nodeSelector": {"$patch": "replace", "b": "2"}},
         {"nodeSelector": {"b": "2"}}),
        (POD_SPEC, {"nodeSelector": {"a": "1"}}, {"nodeSelector": {"$patch": "delete"}}, {"nodeSelector": {}}),
        (POD_SPEC, {"tolerations": [{"key": "a"}]}, {"tolerations": [{"key": "b"}]}, {"tolerations": [{"key": "b"}]}),
        (POD_SPEC, {"hostNetwork": True}, {"hostNetwork": None}, {}),
        (POD_SPEC, {}, {"securityContext": {"runAsUser": 1, "runAsGroup": None}},
         {"securityContext": {"runAsUser": 1}}),
        (METADATA, {"finalizers": ["a", "b"]}, {"finalizers": ["c"]}, {"finalizers": ["c", "a", "b"]}),
        (METADATA, {"finalizers": ["a", "b"]}, {"$deleteFromPrimitiveList/finalizers": ["a"]}, {"finalizers": ["b"]}),
        (DEPLOYMENT_SPEC, {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}},
         {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}, {"strategy": {"type": "Recreate"}}),
    ],
)  # fmt: skip
def test_strategic(schema, original, patch, result):
    before = repr(original)
    assert patch_strategic.apply(original, patch, schema) == result
    assert repr(original) == before


@pytest.mark.parametrize(
    ("schema", "patch", "code", "message"),
    [
        (POD_SPEC, {"containers": [{"image": "x"}]}, 400,
         "map: map[image:x] does not contain declared merge key: name"),
        (POD_SPEC, {"$patch": "burn"}, 400, "unknown patch type: burn in map: map[$patch:burn]"),
        (POD_SPEC, {"$retainKeys": "x"}, 400, "invalid patch format of retainKeys"),
        (POD_SPEC, {"$retainKeys": ["a"], "b": 1}, 422, "patch content doesn't match retainKeys list"),
        (POD_SPEC, {"$setElementOrder/containers": "x"}, 400, "invalid patch format of setElementOrder list"),
        (POD_SPEC, {"containers": [None]}, 400,
         "list element types are not identical: [[map[image:a:1 name:a]] [<nil>]]"),
    ],
)  # fmt: skip
def test_strategic_patches_that_cannot_be_applied(schema, patch, code, message):
    with pytest.raises(PatchError) as error:
        patch_strategic.apply({"containers": [A]}, patch, schema)
    assert (error.value.code, str(error.value)) == (code, message)


@pytest.mark.parametrize(
    ("operations", "result"),
    [
        ([{"op": "add", "path": "/a/-", "value": 3}], {"a": [1, 2, 3], "b/c": {"d": 1}}),
        ([{"op": "add", "path": "/a/0", "value": 0}], {"a": [0, 1, 2], "b/c": {"d": 1}}),
        ([{"op": "remove", "path": "/a/1"}], {"a": [1], "b/c": {"d": 1}}),
        ([{"op": "replace", "path": "/b~1c/d", "value": 5}], {"a": [1, 2], "b/c": {"d": 5}}),
        ([{"op": "move", "from": "/b~1c/d", "path": "/e"}], {"a": [1, 2], "b/c": {}, "e": 1}),
        ([{"op": "copy", "from": "/a", "path": "/e"}], {"a": [1, 2], "b/c": {"d": 1}, "e": [1, 2]}),
        ([{"op": "test", "path": "/a/0", "value": 1}], {"a": [1, 2], "b/c": {"d": 1}}),
    ],
)
def test_json_patch(operations, result):
    document = {"a": [1, 2], "b/c": {"d": 1}}
    assert patch_json.apply(document, operations) == result
    assert document == {"a": [1, 2], "b/c": {"d": 1}}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/nope"},
        {"op": "replace", "path": "/nope", "value": 1},
        {"op": "add", "path": "/no/pe", "value": 1},
        {"op": "add", "path": "/a/9", "value": 1},
        {"op": "add", "path": "/a/x", "value": 1},
        {"op": "test", "path": "/a/0", "value": True},
        {"op": "fly", "path": "/a"},
        {"op": "add"},
        {"op": None, "path": "/a"},
        "text",
    ],
)
def test_json_patches_that_cannot_be_applied(operation):
    with pytest.raises(patch_json.JSONPatchError):
        patch_json.apply({"a": [1]}, [operation])


def test_merge_patch_removes_nulls_at_any_depth():
    assert patch_json.merge({"a": {"b": 1, "c": 2}}, {"a": {"b": None}, "n": {"x": None, "y": 1}}) == {
        "a": {"c": 2},
        "n": {"y": 1},
    }


def applied(original, modified, current, schema=DEPLOYMENT_SPEC):
    patch = three_way_strategic(original, modified, current, schema)
    return patch, patch_strategic.apply(current, patch, schema)


def template(*containers):
    return {"template": {"spec": {"containers": list(containers)}}}


def test_apply_changes_what_the_file_says_and_keeps_what_others_added():
    current = {"replicas": 3, **template({**A, "imagePullPolicy": "Always"}, B), "paused": True}
    patch, result = applied({"replicas": 3, **template(A)}, {"replicas": 5, **template({**A, "image": "a:2"})}, current)
    assert result == {"replicas": 5, **template({**A, "image": "a:2", "imagePullPolicy": "Always"}, B), "paused": True}
    assert patch["replicas"] == 5


def test_apply_removes_what_the_file_had_and_has_no_more():
    _, result = applied({"replicas": 3, **template(A, B)}, template(A), {"replicas": 3, **template(A, B, C)})
    assert result == template(A, C)


def test_apply_of_the_same_file_is_no_patch():
    file = {"replicas": 3, "strategy": {"type": "Recreate"}, **template(A)}
    assert applied(file, file, {**file, "revisionHistoryLimit": 10}) == ({}, {**file, "revisionHistoryLimit": 10})


def test_apply_to_a_change_of_the_strategy_retains_only_its_own_keys():
    current = {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%"}}}
    assert applied({}, {"strategy": {"type": "Recreate"}}, current)[1] == {"strategy": {"type": "Recreate"}}


def test_three_way_json_merge():
    assert three_way_merge({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}}, {"a": {"x": 1, "y": 2}, "b": 1}) == {
        "a": {"x": None, "y": 3}
    }


def test_a_patch_that_adds_nothing_under_an_unknown_name(api):
    """What was not there is not the same as null: it is looked at like anything else."""
    configmaps = "/api/v1/namespaces/default/configmaps"
    api.ok("POST", configmaps, {"metadata": {"name": "a"}})
    add = [{"op": "add", "path": "/status", "value": None}]
    answer = api("PATCH", f"{configmaps}/a", add, content_type="application/json-patch+json")
    assert answer.code == 200 and "status" not in answer.body
    assert "status" not in api.ok("GET", f"{configmaps}/a")
    strict = api("PATCH", f"{configmaps}/a?fieldValidation=Strict", add, content_type="application/json-patch+json")
    assert strict.code == 422 and 'unknown field "status"' in str(strict.body)
