"""Writes: what the server adds, keeps, refuses and warns of."""

from __future__ import annotations

import pytest

from tests.cluster.api.conftest import CONFIGMAPS, DEPLOYMENTS, PODS, Api, configmap, deployment, pod


def test_unknown_fields_are_warned_of_or_refused_or_ignored(api):
    wrong = {"metadata": {"name": "c", "lables": {}}, "data": {"a": "1"}, "dta": {}}
    answer = api("POST", f"{CONFIGMAPS}?fieldValidation=Strict", wrong)
    assert answer.code == 400
    assert answer.body["message"] == (
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: '
        'unknown field "metadata.lables", unknown field "dta"'
    )
    assert api("POST", f"{CONFIGMAPS}?fieldValidation=Ignore&dryRun=All", wrong).warnings == []
    answer = api("POST", CONFIGMAPS, wrong)
    assert answer.code == 201 and sorted(answer.warnings) == ['unknown field "dta"', 'unknown field "metadata.lables"']
    assert "dta" not in answer.body


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("apps/v1beta2",
         "the API version in the data (apps/v1beta2) does not match the expected API version (apps/v1)"),
        ("apps/v2", 'Deployment in version "v2" cannot be handled as a Deployment: no kind "Deployment" is registered '
                    'for version "apps/v2" in scheme "pkg/api/legacyscheme/scheme.go:30"'),
    ],
)  # fmt: skip
def test_versions_of_the_past_are_known_and_not_served(api, version, message):
    answer = api("POST", DEPLOYMENTS, {**deployment(), "apiVersion": version})
    assert (answer.code, answer.body["message"]) == (400, message)


def test_a_missing_name_is_told_with_the_other_mistakes(api):
    answer = api("POST", PODS, {"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": {"containers": []}})
    fields = [cause["field"] for cause in answer.body["details"]["causes"]]
    assert (answer.code, fields) == (422, ["metadata.name", "spec.containers"])


def test_an_owner_that_is_named_twice_stays_once_with_a_warning(api):
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": "o", "uid": "u1", "controller": True}
    answer = api("POST", CONFIGMAPS, {"metadata": {"name": "c", "ownerReferences": [owner, dict(owner)]}})
    assert (answer.code, answer.body["metadata"]["ownerReferences"]) == (201, [owner])
    assert len(answer.warnings) == 1 and answer.warnings[0].endswith("duplicate UID(s) observed: [u1]")


def test_unknown_fields_of_a_strategic_patch_name_the_patch(api):
    api.ok("POST", DEPLOYMENTS, deployment())
    answer = api("PATCH", f"{DEPLOYMENTS}/web?fieldValidation=Strict", {"spec": {"replica": 1}},
                 content_type="application/strategic-merge-patch+json")  # fmt: skip
    assert (answer.code, answer.body["message"]) == (
        422,
        ' "" is invalid: patch: Invalid value: "map[spec:map[replica:1]]": strict decoding error: unknown field '
        '"spec.replica"',
    )


def test_generation_counts_changes_of_the_spec(api):
    made = api.ok("POST", DEPLOYMENTS, deployment())
    assert made["metadata"]["generation"] == 1
    labelled = api.ok("PATCH", f"{DEPLOYMENTS}/web", {"metadata": {"labels": {"a": "b"}}})
    scaled = api.ok("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"minReadySeconds": 3}})
    assert (labelled["metadata"]["generation"], scaled["metadata"]["generation"]) == (1, 2)


def test_nothing_changes_when_nothing_changes(api):
    made = api.ok("POST", CONFIGMAPS, configmap("c"))
    again = api.ok("PUT", f"{CONFIGMAPS}/c", made)
    assert again["metadata"]["resourceVersion"] == made["metadata"]["resourceVersion"]


def test_some_kinds_are_created_by_put_and_some_want_their_version(api):
    lease = {"metadata": {"name": "l"}, "spec": {"leaseDurationSeconds": 5}}
    path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/l"
    assert api("PUT", path, lease).code == 201
    answer = api("PUT", path, lease)
    assert (answer.code, answer.body["message"]) == (
        422,
        'Lease.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for '
        "an update",
    )
    assert api("PUT", f"{CONFIGMAPS}/new", configmap("new")).code == 404


def test_a_dry_run_changes_nothing(api):
    before = api.cluster.digest()
    for method, path, body in (
        ("POST", CONFIGMAPS, configmap("c")),
        ("POST", CONFIGMAPS, {"metadata": {"generateName": "c-"}}),
        ("POST", PODS, pod()),
        ("DELETE", f"{CONFIGMAPS}/kube-root-ca.crt", None),
        ("PATCH", f"{CONFIGMAPS}/kube-root-ca.crt", {"data": {"x": "y"}}),
    ):
        api.ok(method, f"{path}?dryRun=All", body)
    assert api.cluster.digest() == before


def test_what_a_client_may_not_set_is_the_servers(api):
    sent = {**configmap("c"), "metadata": {"name": "c", "uid": "mine", "generation": 9, "creationTimestamp": None}}
    made = api.ok("POST", CONFIGMAPS, sent)["metadata"]
    assert made["uid"] != "mine" and "generation" not in made and made["creationTimestamp"]


def test_finalizers_hold_what_is_deleted(api):
    api.ok("POST", CONFIGMAPS, {**configmap("c"), "metadata": {"name": "c", "finalizers": ["example.com/x"]}})
    held = api.ok("DELETE", f"{CONFIGMAPS}/c")
    assert held["metadata"]["deletionTimestamp"] and held["metadata"]["deletionGracePeriodSeconds"] == 0
    assert api("POST", CONFIGMAPS, configmap("c")).body["message"].startswith("object is being deleted")
    api.ok("PATCH", f"{CONFIGMAPS}/c", {"metadata": {"finalizers": None}})
    assert api("GET", f"{CONFIGMAPS}/c").code == 404


def test_a_pod_gets_what_admission_adds(api):
    made = api.ok("POST", PODS, pod())["spec"]
    volume = made["volumes"][-1]["name"]
    assert volume.startswith("kube-api-access-") and made["serviceAccountName"] == "default"
    assert made["containers"][0]["volumeMounts"][-1]["name"] == volume
    assert [t["key"] for t in made["tolerations"]] == ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
    assert (made["priority"], made["preemptionPolicy"]) == (0, "PreemptLowerPriority")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"serviceAccountName": "nobody"},
         'pods "web" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found'),
        ({"priorityClassName": "none"}, 'pods "web" is forbidden: no PriorityClass with name none was found'),
        ({"priority": 5},
         'pods "web" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority '
         "admission controller computed 0 from the given PriorityClass name"),
    ],
)  # fmt: skip
def test_what_admission_forbids(api, spec, message):
    answer = api("POST", PODS, pod(**spec))
    assert (answer.code, answer.body["message"]) == (403, message)


def test_pods_from_one_template_share_what_the_server_adds():
    """A template's spec is completed once, however many pods are made of it. (The guard would copy what is shared.)"""
    api = Api(guard=False)
    api.ok("POST", DEPLOYMENTS, deployment(replicas=3))
    api.cluster.run_until(api.cluster.now + 5_000_000)
    pods = api.cluster.store.list("pods")
    assert len(pods) == 3
    assert len({id(each["spec"]["tolerations"][0]) for each in pods}) == 1
    assert len({id(each["spec"]["securityContext"]) for each in pods}) == 1


def test_apply_owns_fields_and_refuses_to_take_others(api):
    apply = {"content_type": "application/apply-patch+yaml"}
    text = b"apiVersion: v1\nkind: ConfigMap\ndata: {a: '1'}\n"
    assert api("PATCH", f"{CONFIGMAPS}/ap?fieldManager=one", text, **apply).code == 201
    other = text.replace(b"'1'", b"'2'")
    answer = api("PATCH", f"{CONFIGMAPS}/ap?fieldManager=two", other, **apply)
    assert (answer.code, answer.body["message"]) == (409, 'Apply failed with 1 conflict: conflict with "one": .data.a')
    forced = api.ok("PATCH", f"{CONFIGMAPS}/ap?fieldManager=two&force=true", other, **apply)
    assert forced["data"] == {"a": "2"}
    assert [entry["manager"] for entry in forced["metadata"]["managedFields"]] == ["two"]


def test_clients_see_which_component_manages_what_no_client_wrote(api):
    api.ok("POST", f"{DEPLOYMENTS}?fieldManager=me", deployment(replicas=1))
    api.cluster.run_until(api.cluster.now + 5_000_000)

    def managers(obj: dict) -> list[tuple]:
        return [(each["manager"], each.get("subresource", "")) for each in obj["metadata"].get("managedFields", [])]

    seen = api.ok("GET", f"{DEPLOYMENTS}/web", user_agent="kubectl/v1.35")
    assert ("kube-controller-manager", "status") in managers(seen) and ("me", "") in managers(seen)
    made = api.ok("GET", PODS, user_agent="kubectl/v1.35")["items"][0]
    assert managers(made) == [("kube-controller-manager", ""), ("kubelet", "status")]
    stored = api.cluster.store.get("deployments.apps", "default", "web")
    assert managers(stored) == [("me", "")]


def test_apply_of_a_deployment_keeps_others_containers_and_removes_its_own(api):
    apply = {"content_type": "application/apply-patch+yaml"}
    base = {"apiVersion": "apps/v1", "kind": "Deployment", **deployment()}
    two = {"name": "b", "image": "redis"}
    base["spec"]["template"]["spec"]["containers"].append(two)
    api.ok("PATCH", f"{DEPLOYMENTS}/web?fieldManager=me", base, **apply)
    api.ok("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"minReadySeconds": 4}})
    base["spec"]["template"]["spec"]["containers"].remove(two)
    applied = api.ok("PATCH", f"{DEPLOYMENTS}/web?fieldManager=me", base, **apply)
    assert [c["name"] for c in applied["spec"]["template"]["spec"]["containers"]] == ["a"]
    assert applied["spec"]["minReadySeconds"] == 4


@pytest.mark.parametrize(("version", "why"), [("word", "invalid syntax"), ("9" * 30, "value out of range")])
def test_a_version_that_cannot_be_read(api, version, why):
    api.ok("POST", CONFIGMAPS, configmap("a"))
    told = f'strconv.ParseUint: parsing "{version}": {why}'
    changed = {**configmap("a"), "metadata": {"name": "a", "resourceVersion": version}}
    for method, body in (("PUT", changed), ("PATCH", {"metadata": {"resourceVersion": version}})):
        refused = api(method, f"{CONFIGMAPS}/a", body)
        assert (refused.code, refused.body["message"], refused.body.get("reason")) == (400, told, None)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "APPLY"])
def test_another_uid_is_another_object(api, method):
    api.ok("POST", CONFIGMAPS, configmap("a"))
    body = {"apiVersion": "v1", "kind": "ConfigMap", **configmap("a")}
    body["metadata"]["uid"] = "z"
    if method == "APPLY":
        kind = "application/apply-patch+yaml"
        refused = api("PATCH", f"{CONFIGMAPS}/a?fieldManager=m", body, content_type=kind)
    else:
        refused = api(method, f"{CONFIGMAPS}/a", body)
    assert refused.code == 409 and "Precondition failed: UID in precondition: z" in refused.body["message"]


def test_options_of_a_deletion_are_nothing_else(api):
    api.ok("POST", CONFIGMAPS, configmap("a"))
    refused = api("DELETE", f"{CONFIGMAPS}/a", {"apiVersion": "v1", "kind": "Pod"})
    assert (refused.code, refused.body["message"]) == (400, "decoded object cannot be converted to DeleteOptions")
    api.ok("DELETE", f"{CONFIGMAPS}/a", {"apiVersion": "apps/v1", "kind": "DeleteOptions"})


def test_what_holds_applied_fields_is_nobodys(api):
    """No component is said to have written `data` of an object that it never saw."""
    body = {"apiVersion": "v1", "kind": "ConfigMap", **configmap("a")}
    kind = "application/apply-patch+yaml"
    api.ok("PATCH", f"{CONFIGMAPS}/a?fieldManager=m", body, content_type=kind)
    shown = api.ok("GET", f"{CONFIGMAPS}/a", user_agent="kubectl/v1.35.2")
    owners = [(each["manager"], each["fieldsV1"]) for each in shown["metadata"]["managedFields"]]
    assert owners == [("m", {"f:data": {"f:a": {}}})]


def test_a_revision_of_thousands_of_digits_stops_no_controller(api):
    """Python reads no such number; Go says that it is out of range, and goes on without."""
    failures: list = []
    api.cluster.workqueue.on_failure = lambda *told: failures.append(told)
    api.ok("POST", DEPLOYMENTS, deployment("web", replicas=1))
    api.cluster.run_until(api.cluster.now + 5_000_000)
    (owned,) = api.cluster.store.list("replicasets.apps", "default")
    path = f"/apis/apps/v1/namespaces/default/replicasets/{owned['metadata']['name']}"
    for text in ("9" * 5000, "\u00b2", "-1"):
        api.ok("PATCH", path, {"metadata": {"annotations": {"deployment.kubernetes.io/revision": text}}})
        api.ok("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"replicas": len(text) % 3 + 1}})
        api.cluster.run_until(api.cluster.now + 5_000_000)
    assert failures == []
    assert api.cluster.store.list("replicasets.apps", "default")[0]["spec"]["replicas"] == 3
    huge = {**configmap("a"), "metadata": {"name": "a", "resourceVersion": "9" * 5000}}
    assert api("POST", CONFIGMAPS, huge).code == 201  # what is no number counts as none
