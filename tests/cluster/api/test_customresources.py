"""Custom resources: served as soon as their definition is, decoded, defaulted and checked by its schema."""

from __future__ import annotations

import pytest

from cluster.simulation import Simulation
from tests.cluster.api.crds import CRDS, GROUP, SPEC, crd, install, path, version, widget

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


def conditions(api, name="widgets.stable.example.com"):
    status = api.ok("GET", f"{CRDS}/{name}")["status"]
    return {each["type"]: (each["status"], each["reason"]) for each in status["conditions"] or ()}


def test_a_definition_is_served_a_moment_later(api):
    made = api.ok("POST", CRDS, crd())
    assert made["status"] == {
        "conditions": None,
        "acceptedNames": {"plural": "", "kind": ""},
        "storedVersions": ["v1"],
    }
    assert made["spec"]["names"]["listKind"] == "WidgetList" and made["spec"]["conversion"] == {"strategy": "None"}
    assert api("POST", path(), widget()).code == 404
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert conditions(api) == {
        "NamesAccepted": ("True", "NoConflicts"),
        "Established": ("True", "InitialNamesAccepted"),
    }
    assert api("POST", path(), widget()).code == 201
    listed = api.ok("GET", f"{GROUP}/v1")["resources"]
    assert [(each["name"], each["kind"]) for each in listed] == [("widgets", "Widget"), ("widgets/status", "Widget")]
    assert listed[0]["shortNames"] == ["wd"] and listed[0]["categories"] == ["toys"]


def test_clusters_do_not_know_each_others_kinds(api):
    install(api, crd())
    assert "stable.example.com" not in str(Simulation(seed=1, nodes=0).api.kinds.by_path)


def test_a_restored_cluster_and_a_branch_serve_the_same(api):
    install(api, crd())
    api.ok("POST", path(), widget())
    cluster = api.cluster
    for twin in (Simulation.restore(cluster.snapshot()), cluster.branch(), cluster.branch(at=cluster.now - 1)):
        assert ("stable.example.com", "v1", "widgets") in twin.api.kinds.by_path
    assert Simulation.restore(cluster.snapshot()).digest() == cluster.digest()


def test_unknown_fields_are_pruned_and_told(api):
    install(api, crd())
    sent = widget(bogus=1, any={"deep": {"er": 1}})
    sent["metadata"]["nope"] = "x"
    answer = api("POST", f"{path()}?fieldValidation=Warn", sent)
    assert answer.warnings == ['unknown field "metadata.nope"', 'unknown field "spec.bogus"']
    assert answer.body["spec"] == {"size": 1, "color": "red", "any": {"deep": {"er": 1}}}
    strict = api("POST", f"{path()}?fieldValidation=Strict", sent)
    assert (strict.code, strict.body["message"]) == (
        400,
        'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "metadata.nope", '
        'unknown field "spec.bogus"',
    )


@pytest.mark.parametrize(
    "spec, message",
    [
        ({"size": 0}, "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"),
        ({"size": 11}, "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10"),
        ({"size": "1"}, 'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'),
        ({"size": None}, "spec.size: Required value"),
        ({"color": "green"}, 'spec.color: Unsupported value: "green": supported values: "red", "blue"'),
        (
            {"parts": [{"name": "a"}, {"name": "a"}]},
            'spec.parts[1]: Duplicate value: {"name":"a"}',
        ),
        (
            {"port": True},
            'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
        ),
    ],
)
def test_what_the_schema_does_not_let_through(api, spec, message):
    install(api, crd())
    answer = api("POST", path(), widget(**spec))
    assert (answer.code, answer.body["message"]) == (422, f'Widget.stable.example.com "a" is invalid: {message}')


def test_nulls_stay_only_where_they_may(api):
    install(api, crd())
    made = api.ok("POST", path(), widget(note=None, port=None, color=None))
    assert made["spec"] == {"size": 1, "note": None, "color": "red"}


def test_what_a_schema_demands_later_is_not_held_against_what_is_there(api):
    install(api, crd())
    api.ok("POST", path(), widget(size=9))
    stricter = {**SPEC, "properties": {**SPEC["properties"], "size": {"type": "integer", "maximum": 5}}}
    api.ok("PATCH", f"{CRDS}/widgets.stable.example.com",
           {"spec": {"versions": [version(spec=stricter, subresources={"status": {}})]}})  # fmt: skip
    assert api("PATCH", path(name="a"), {"spec": {"color": "blue"}}).code == 200
    assert api("PATCH", path(name="a"), {"spec": {"size": 8}}).code == 422
    assert api("POST", path(), widget("b", size=9)).code == 422


def test_a_later_default_is_seen_at_once(api):
    install(api, crd())
    api.ok("POST", path(), widget())
    more = {**SPEC, "properties": {**SPEC["properties"], "speed": {"type": "integer", "default": 3}}}
    api.ok("PATCH", f"{CRDS}/widgets.stable.example.com",
           {"spec": {"versions": [version(spec=more, subresources={"status": {}})]}})  # fmt: skip
    assert api.ok("GET", path(name="a"))["spec"]["speed"] == 3


def test_generations_count_all_but_metadata_and_status(api):
    install(api, crd())
    api.ok("POST", path(), {**widget(), "status": {"ready": 7}})
    assert "status" not in api.ok("GET", path(name="a"))
    labelled = api.ok("PATCH", path(name="a"), {"metadata": {"labels": {"x": "y"}}})
    assert labelled["metadata"]["generation"] == 1
    assert api.ok("PATCH", path(name="a"), {"spec": {"size": 2}})["metadata"]["generation"] == 2
    told = api.ok("PATCH", f"{path(name='a')}/status", {"status": {"ready": 1}, "spec": {"size": 5}})
    assert told["metadata"]["generation"] == 2 and told["status"] == {"ready": 1} and told["spec"]["size"] == 2


def test_strategic_patches_are_refused(api):
    install(api, crd())
    api.ok("POST", path(), widget())
    answer = api("PATCH", path(name="a"), {}, content_type="application/strategic-merge-patch+json")
    assert answer.code == 415
    assert answer.body["message"].endswith(
        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
    )


def test_apply_merges_lists_by_the_keys_of_the_schema(api):
    install(api, crd())

    def apply(manager, name):
        sent = {**widget(parts=[{"name": name, "count": 1}]), "metadata": {"name": "a"}}
        return api("PATCH", f"{path(name='a')}?fieldManager={manager}", sent,
                   content_type="application/apply-patch+yaml")  # fmt: skip

    assert apply("one", "wheel").code == 201
    assert [part["name"] for part in apply("two", "bell").body["spec"]["parts"]] == ["wheel", "bell"]
    refused = api("PATCH", f"{path(name='a')}?fieldManager=one", {**widget(zzz=1), "metadata": {"name": "a"}},
                  content_type="application/apply-patch+yaml")  # fmt: skip
    assert refused.body["message"].endswith(".spec.zzz: field not declared in schema")


def test_scale_acts_on_the_paths_of_the_definition(api):
    scale = {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.ready",
             "labelSelectorPath": ".status.selector"}  # fmt: skip
    install(api, crd(version(subresources={"status": {}, "scale": scale})))
    api.ok("POST", path(), widget())
    api.ok("PATCH", f"{path(name='a')}/status", {"status": {"ready": 1, "selector": "a=b"}})
    found = api.ok("GET", f"{path(name='a')}/scale")
    assert (found["spec"], found["status"]) == ({"replicas": 1}, {"replicas": 1, "selector": "a=b"})
    api.ok("PUT", f"{path(name='a')}/scale", {**found, "spec": {"replicas": 4}})
    assert api.ok("GET", path(name="a"))["spec"]["size"] == 4
    assert api("PUT", f"{path(name='a')}/scale", {**found, "metadata": {"name": "a", "namespace": "default"},
                                                  "spec": {"replicas": 40}}).code == 422  # fmt: skip


def test_columns_come_from_the_definition(api):
    columns = [
        {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
        {"name": "Part", "type": "string", "jsonPath": ".spec.parts[0].name", "priority": 1, "description": "First."},
        {"name": "Made", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
    ]
    install(api, crd(version(additionalPrinterColumns=columns)))
    api.ok("POST", path(), widget(parts=[{"name": "wheel"}]))
    api.ok("POST", path(), widget("b"))
    table = api.ok("GET", path(), accept=TABLE)
    assert [row["cells"] for row in table["rows"]] == [["a", 1, "wheel", "0s"], ["b", 1, None, "0s"]]
    told = [(each["name"], each["priority"], each["description"]) for each in table["columnDefinitions"]]
    assert told[1] == ("Size", 0, "Custom resource definition column (in JSONPath format): .spec.size")
    assert told[2] == ("Part", 1, "First.")


def test_versions_share_their_objects(api):
    install(api, crd(version(), version("v2"), version("v1beta1", deprecated=True)))
    api.ok("POST", path(), widget())
    assert api.ok("GET", path("v2", "a"))["apiVersion"] == "stable.example.com/v2"
    old = api("GET", path("v1beta1", "a"))
    assert old.warnings == ["stable.example.com/v1beta1 Widget is deprecated; use stable.example.com/v2 Widget"]
    group = api.ok("GET", GROUP)
    assert [each["version"] for each in group["versions"]] == ["v2", "v1", "v1beta1"]
    watch = api.watch(f"{path('v2')}?watch=1")
    api.ok("PATCH", path(name="a"), {"spec": {"size": 3}})
    assert [event["object"]["apiVersion"] for event in watch.poll()] == ["stable.example.com/v2"] * 2


def test_fields_that_a_definition_names_can_be_selected(api):
    install(api, crd(version(selectableFields=[{"jsonPath": ".spec.color"}])))
    api.ok("POST", path(), widget())
    api.ok("POST", path(), widget("b", color="blue"))
    found = api.ok("GET", f"{path()}?fieldSelector=spec.color=blue")["items"]
    assert [each["metadata"]["name"] for each in found] == ["b"]
    assert api("GET", f"{path()}?fieldSelector=spec.size=1").body["message"] == ("field label not supported: spec.size")


def test_instances_go_with_their_definition(api):
    install(api, crd())
    held = widget("held")
    held["metadata"]["finalizers"] = ["example.com/hold"]
    api.ok("POST", path(), widget())
    api.ok("POST", path(), held)
    ending = api.ok("DELETE", f"{CRDS}/widgets.stable.example.com")
    assert ending["metadata"]["finalizers"] == ["customresourcecleanup.apiextensions.k8s.io"]
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert [each["metadata"]["name"] for each in api.ok("GET", path())["items"]] == ["held"]
    assert conditions(api)["Terminating"] == ("True", "InstanceDeletionInProgress")
    assert "while custom resource definition is terminating" in api("POST", path(), widget("late")).body["message"]
    api.ok("PATCH", path(name="held"), {"metadata": {"finalizers": None}})
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert api("GET", f"{CRDS}/widgets.stable.example.com").code == 404
    assert api("GET", path()).code == 404


def test_names_are_given_once(api):
    install(api, crd())
    install(api, crd(names={"plural": "gadgets", "kind": "Gadget", "shortNames": ["wd"]}))
    told = api.ok("GET", f"{CRDS}/gadgets.stable.example.com")["status"]
    assert [(c["type"], c["status"], c["reason"], c["message"]) for c in told["conditions"]] == [
        ("NamesAccepted", "False", "ShortNamesConflict", '"wd" is already in use'),
        ("Established", "False", "NotAccepted", "not all names are accepted"),
    ]
    api.ok("DELETE", f"{CRDS}/widgets.stable.example.com")
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert conditions(api, "gadgets.stable.example.com")["Established"][0] == "True"


def test_owners_and_quotas_know_custom_resources(api):
    install(api, crd())
    owner = api.ok("POST", path(), widget())
    reference = {"apiVersion": "stable.example.com/v1", "kind": "Widget", "name": "a", "uid": owner["metadata"]["uid"]}
    child = {"metadata": {"name": "child", "ownerReferences": [reference]}}
    api.ok("POST", "/api/v1/namespaces/default/configmaps", child)
    api.ok("POST", "/api/v1/namespaces/default/resourcequotas",
           {"metadata": {"name": "q"}, "spec": {"hard": {"count/widgets.stable.example.com": "1"}}})  # fmt: skip
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert "exceeded quota: q" in api("POST", path(), widget("b")).body["message"]
    api.ok("DELETE", path(name="a"))
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert api("GET", "/api/v1/namespaces/default/configmaps/child").code == 404
    assert api("POST", path(), widget("b")).code == 201


def test_a_namespace_takes_them_along(api):
    install(api, crd())
    api.ok("POST", "/api/v1/namespaces", {"metadata": {"name": "shop"}})
    api.ok("POST", f"{GROUP}/v1/namespaces/shop/widgets", widget())
    api.ok("DELETE", "/api/v1/namespaces/shop")
    api.cluster.run_until(api.cluster.now + 2_000_000)
    assert api("GET", "/api/v1/namespaces/shop").code == 404
    assert api.ok("GET", f"{GROUP}/v1/widgets")["items"] == []


def test_openapi_publishes_the_schema(api):
    install(api, crd())
    place = api.ok("GET", "/openapi/v3")["paths"]["apis/stable.example.com/v1"]["serverRelativeURL"]
    found = api.ok("GET", place.partition("?")[0])["components"]["schemas"]["com.example.stable.v1.Widget"]
    assert found["properties"]["spec"]["properties"]["size"]["maximum"] == 10
    assert found["properties"]["spec"]["properties"]["port"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    old = api.ok("GET", "/openapi/v2")["definitions"]["com.example.stable.v1.Widget"]["properties"]["spec"]
    assert "type" not in old["properties"]["any"] and "type" not in old["properties"]["note"]
    api.ok("PATCH", f"{CRDS}/widgets.stable.example.com", [{"op": "add", "path": "/spec/versions/0/schema/"
           "openAPIV3Schema/properties/spec/properties/more", "value": {"type": "string"}}],
           content_type="application/json-patch+json")  # fmt: skip
    later = api.ok("GET", "/openapi/v3")["paths"]["apis/stable.example.com/v1"]["serverRelativeURL"]
    assert later != place


def test_the_status_of_a_definition_is_a_clients_to_write(api):
    """As e2e's "getting/updating/patching custom resource definition status sub-resource works"."""
    install(api, crd())
    name = "widgets.stable.example.com"
    read = api.ok("GET", f"{CRDS}/{name}/status")
    more = [*read["status"]["conditions"], {"type": "E2E", "status": "True", "reason": "r", "message": "set by a test"}]
    api.ok("PUT", f"{CRDS}/{name}/status", {**read, "status": {**read["status"], "conditions": more}})
    assert ("E2E", ("True", "r")) in conditions(api).items()
    change = {"status": {"conditions": [{"message": "patched"}]}}
    patched = api("PATCH", f"{CRDS}/{name}/status", change, content_type="application/merge-patch+json")
    assert patched.body["status"]["conditions"] == [
        {"type": "", "status": "", "message": "patched", "lastTransitionTime": None}
    ]
    api.cluster.run_until(api.cluster.now + 1_000_000)
    assert api.ok("GET", f"{CRDS}/{name}")["status"]["acceptedNames"]["kind"] == "Widget"
    bare = {**crd(), "metadata": {"name": name}}
    assert (
        "metadata.resourceVersion: Invalid value: 0: must be specified for an update"
        in api("PUT", f"{CRDS}/{name}/status", bare).body["message"]
    )
    bare["metadata"]["resourceVersion"] = api.ok("GET", f"{CRDS}/{name}")["metadata"]["resourceVersion"]
    assert api.ok("PUT", f"{CRDS}/{name}/status", bare)["status"]["conditions"] is None


def test_a_conversion_webhook_cannot_be_reached(api):
    service = {"name": "hooks", "namespace": "tools", "path": "/convert"}
    webhook = {"conversionReviewVersions": ["v1"], "clientConfig": {"service": service}}
    conversion = {"strategy": "Webhook", "webhook": webhook}
    install(api, crd(version("v1"), version("v2", storage=False), conversion=conversion))
    api.ok("GET", path("v2"))
    api.ok("POST", path("v1"), widget("a"))
    api.ok("GET", path("v1", "a"))
    told = 'failed: Post "https://hooks.tools.svc:443/convert?timeout=30s": service "hooks" not found'
    for method, where, body, version_ in (
        ("GET", path("v2", "a"), None, "v1"),
        ("GET", path("v2"), None, "v1"),
        ("DELETE", path("v2", "a"), None, "v1"),
        ("POST", path("v2"), widget("b", "v2"), "v2"),
    ):
        refused = api(method, where, body)
        expected = f"conversion webhook for stable.example.com/{version_}, Kind=Widget {told}"
        assert (refused.code, refused.body["message"]) == (500, expected)


def test_an_update_says_which_version_it_changes(api):
    install(api, crd())
    made = api.ok("POST", path(), widget())
    assert "status" not in str(made["metadata"].get("managedFields"))
    refused = api("PUT", path(name="a"), widget())
    assert (refused.code, refused.body["message"]) == (
        422,
        'Widget.stable.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: '
        "must be specified for an update",
    )
    none = api("GET", path(name="a") + "/scale")
    assert (none.code, none.body["message"]) == (404, 'widgets.stable.example.com "a" not found')


def test_an_autoscaler_scales_them(api):
    paths = {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.ready"}
    scale = {**paths, "labelSelectorPath": ".status.selector"}
    install(api, crd(version(subresources={"status": {}, "scale": scale})))
    api.ok("POST", path(), widget("a", size=1))
    target = {"apiVersion": "stable.example.com/v1", "kind": "Widget", "name": "a"}
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}
    spec = {"scaleTargetRef": target, "minReplicas": 3, "maxReplicas": 5, "metrics": [cpu]}
    where = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
    api.ok("POST", where, {"metadata": {"name": "h"}, "spec": spec})

    def active() -> str:
        api.cluster.run_until(api.cluster.now + 60_000_000)
        conditions = api.ok("GET", f"{where}/h")["status"]["conditions"]
        return next(each["reason"] for each in conditions if each["type"] == "ScalingActive")

    assert active() == "InvalidSelector" and api.ok("GET", path(name="a"))["spec"]["size"] == 3
    status = {"status": {"selector": "app=web", "ready": 3}}
    api("PATCH", path(name="a") + "/status", status, content_type="application/merge-patch+json")
    assert active() == "FailedGetResourceMetric"
