"""Admission and conversion webhooks that are really asked: agnhost answers in a pod behind a Service.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
"""

import pytest

from cluster.api.request import Request
from tests.cluster.network.scene import Scene

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.57"
BUNDLE = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"
CONFIGMAPS, PODS = "/api/v1/namespaces/default/configmaps", "/api/v1/namespaces/default/pods"
VALIDATING = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
MUTATING = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"


def server(scene, name, *args):
    labels = {"app": name}
    scene.pod(name, AGNHOST, labels, container={"args": [*args, "--port=8444"]})
    spec = {"selector": labels, "ports": [{"port": 443, "targetPort": 8444}]}
    scene.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec})


@pytest.fixture(scope="module")
def origin():
    scene = Scene(1)
    server(scene, "hooks", "webhook")
    server(scene, "converter", "crd-conversion-webhook")
    scene.wait(20)
    return scene.cluster


@pytest.fixture
def ask(origin):
    cluster = origin.branch()

    def ask(method, path, body=None, query=None, kind="application/json"):
        response = cluster.request(Request(method, path, query or {}, body, kind))
        ask.warnings = response.warnings
        return response.code, response.body

    ask.cluster = cluster
    return ask


def hook(path, resource="configmaps", operations=("CREATE",), service="hooks", **more):
    rule = {"operations": list(operations), "apiGroups": ["*"], "apiVersions": ["*"], "resources": [resource]}
    config = {"service": {"name": service, "namespace": "default", "path": path}, "caBundle": BUNDLE}
    return {
        "name": "hook.example.com", "rules": [rule], "clientConfig": config, "sideEffects": "None",
        "admissionReviewVersions": ["v1"], **more,
    }  # fmt: skip


def register(ask, where, *hooks, name="c"):
    kind = "ValidatingWebhookConfiguration" if where == VALIDATING else "MutatingWebhookConfiguration"
    named = [{**each, "name": f"h{n}.example.com"} for n, each in enumerate(hooks)]
    body = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": name},
        "webhooks": named,
    }
    assert ask("POST", where, body)[0] == 201


def configmap(name="a", **data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


MARKED = {"webhook-e2e-test": "webhook-disallow"}


def test_a_validating_webhook_refuses_creating_and_changing(ask):
    register(ask, VALIDATING, hook("/configmaps", operations=("CREATE", "UPDATE", "DELETE")))
    denied = 'admission webhook "h0.example.com" denied the request: the configmap contains unwanted key and value'
    code, body = ask("POST", CONFIGMAPS, configmap(**MARKED))
    assert (code, body["message"], body["reason"]) == (400, denied, "the configmap contains unwanted key and value")
    assert ask("POST", CONFIGMAPS, configmap(fine="yes"))[0] == 201
    code, body = ask("PATCH", f"{CONFIGMAPS}/a", {"data": MARKED}, kind="application/merge-patch+json")
    assert (code, body["message"]) == (400, denied)
    assert ask("GET", f"{CONFIGMAPS}/a")[1]["data"] == {"fine": "yes"}


def test_what_may_not_be_deleted(ask):
    register(ask, VALIDATING, hook("/configmaps", operations=("DELETE",)))
    ask("POST", CONFIGMAPS, configmap(**{"webhook-e2e-test": "webhook-nondeletable"}))
    code, body = ask("DELETE", f"{CONFIGMAPS}/a")
    assert code == 400 and "cannot be deleted because it contains unwanted key" in body["message"]
    assert ask("GET", f"{CONFIGMAPS}/a")[0] == 200


def test_mutating_webhooks_build_on_one_another(ask):
    register(ask, MUTATING, hook("/mutating-configmaps"), hook("/mutating-configmaps"), hook("/add-label"))
    code, body = ask("POST", CONFIGMAPS, configmap(**{"mutation-start": "yes"}))
    assert code == 201
    assert body["data"] == {"mutation-start": "yes", "mutation-stage-1": "yes", "mutation-stage-2": "yes"}
    assert body["metadata"]["labels"] == {"added-label": "yes"}


@pytest.mark.parametrize("policy, stages", [("Never", 1), ("IfNeeded", 2)])
def test_a_webhook_is_asked_again_where_it_wishes(ask, policy, stages):
    register(ask, MUTATING, hook("/mutating-configmaps", reinvocationPolicy=policy), hook("/add-label"))
    _, body = ask("POST", CONFIGMAPS, configmap(**{"mutation-start": "yes"}))
    assert len([name for name in body["data"] if name.startswith("mutation-stage")]) == stages


def test_what_a_webhook_adds_gets_its_defaults_and_is_validated(ask):
    register(ask, MUTATING, hook("/mutating-pods", "pods"))
    pod = {"metadata": {"name": "webhook-to-be-mutated"}, "spec": {"containers": [{"name": "c", "image": "busybox"}]}}
    code, body = ask("POST", PODS, pod)
    added = body["spec"]["initContainers"][0]
    assert code == 201 and added["name"] == "webhook-added-init-container"
    assert added["terminationMessagePolicy"] == "File" and added["imagePullPolicy"] == "Always"


def test_pods_that_a_controller_makes_are_seen_too(ask):
    register(ask, MUTATING, hook("/add-label", "pods"))
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": labels}, "template": template}
    body = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web"}, "spec": spec}
    assert ask("POST", "/apis/apps/v1/namespaces/default/replicasets", body)[0] == 201
    ask.cluster.run_until(ask.cluster.now + 5_000_000)
    pod = next(p for p in ask.cluster.store.list("pods", "default") if p["metadata"]["name"].startswith("web-"))
    assert pod["metadata"]["labels"]["added-label"] == "yes"


URL = 'Post "https://hooks.default.svc:443{path}?timeout={seconds}s": '


@pytest.mark.parametrize(
    "change, path, why",
    [
        ({"timeoutSeconds": 1}, "/always-allow-delay-5s", URL + "context deadline exceeded"),
        ({"clientConfig": {"service": {"name": "no", "namespace": "default"}, "caBundle": BUNDLE}}, "/",
         'Post "https://no.default.svc:443/?timeout=10s": service "no" not found'),
        ({"clientConfig": {"url": "https://hooks.example.org/x", "caBundle": BUNDLE}}, "/",
         'Post "https://hooks.example.org/x?timeout=10s": dial tcp: lookup hooks.example.org on 192.168.49.1:53: '
         "no such host"),
        ({"clientConfig": {"service": {"name": "hooks", "namespace": "default"}}}, "/",
         URL + "tls: failed to verify certificate: x509: certificate signed by unknown authority"),
        ({}, "/nowhere", "the server could not find the requested resource"),
    ],
)  # fmt: skip
def test_a_webhook_that_fails_refuses_or_is_passed_over(ask, change, path, why):
    register(ask, VALIDATING, {**hook(path), **change})
    code, body = ask("POST", CONFIGMAPS, configmap())
    told = why.format(path=path, seconds=change.get("timeoutSeconds", 10))
    wanted = f'Internal error occurred: failed calling webhook "h0.example.com": failed to call webhook: {told}'
    assert (code, body["message"]) == (500, wanted)
    ask("DELETE", f"{VALIDATING}/c")
    register(ask, VALIDATING, {**hook(path), **change, "failurePolicy": "Ignore"})
    assert ask("POST", CONFIGMAPS, configmap())[0] == 201


def test_webhooks_of_webhooks_are_not_asked(ask):
    register(ask, VALIDATING, hook("/always-deny", "*", ("*",)))
    assert ask("DELETE", f"{VALIDATING}/c")[0] == 200


def test_conditions_and_versions_narrow_what_is_asked(ask):
    condition = {"name": "not-b", "expression": "object.metadata.name != 'b'"}
    register(ask, VALIDATING, hook("/always-deny", matchConditions=[condition]))
    assert ask("POST", CONFIGMAPS, configmap("a"))[0] == 400
    assert ask("POST", CONFIGMAPS, configmap("b"))[0] == 201


def test_a_dry_run_asks_only_who_is_harmless(ask):
    register(ask, MUTATING, hook("/add-label"))
    dry = {"dryRun": "All"}
    assert ask("POST", CONFIGMAPS, configmap(), dry)[1]["metadata"]["labels"] == {"added-label": "yes"}
    assert ask("GET", f"{CONFIGMAPS}/a")[0] == 404
    register(ask, VALIDATING, hook("/configmaps", sideEffects="NoneOnDryRun"))
    assert ask("POST", CONFIGMAPS, configmap(), dry)[0] == 201


def test_attaching_can_be_refused(ask):
    register(ask, VALIDATING, hook("/pods/attach", "pods/attach", ("CONNECT",)))
    pod = {
        "metadata": {"name": "to-be-attached-pod"},
        "spec": {"containers": [{"name": "container1", "image": "nginx"}]},
    }
    ask("POST", PODS, pod)
    ask.cluster.run_until(ask.cluster.now + 20_000_000)
    query = {"stdin": "true", "stdout": "true", "container": "container1"}
    request = Request("GET", f"{PODS}/to-be-attached-pod/attach", query, upgrade=True)
    answer = ask.cluster.request(request)
    assert answer.code == 400 and "attaching to pod 'to-be-attached-pod' is not allowed" in answer.body["message"]


def test_a_converted_resource_in_both_versions(ask):
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    versions = [{"name": n, "served": True, "storage": n == "v1", "schema": schema} for n in ("v1", "v2")]
    service = {"name": "converter", "namespace": "default", "path": "/crdconvert"}
    webhook = {"conversionReviewVersions": ["v1"], "clientConfig": {"service": service, "caBundle": BUNDLE}}
    names = {"plural": "multis", "kind": "Multi", "singular": "multi", "listKind": "MultiList"}
    spec = {
        "group": "stable.example.com", "scope": "Namespaced", "names": names, "versions": versions,
        "conversion": {"strategy": "Webhook", "webhook": webhook},
    }  # fmt: skip
    body = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}
    code, told = ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                  {**body, "metadata": {"name": "multis.stable.example.com"}})  # fmt: skip
    assert code == 201, told
    ask.cluster.run_until(ask.cluster.now + 2_000_000)
    where = "/apis/stable.example.com/{}/namespaces/default/multis"
    first = {"apiVersion": "stable.example.com/v1", "kind": "Multi", "metadata": {"name": "a"}, "hostPort": "x:1"}
    second = {
        "apiVersion": "stable.example.com/v2",
        "kind": "Multi",
        "metadata": {"name": "b"},
        "host": "y",
        "port": "2",
    }
    assert ask("POST", where.format("v1"), first)[1]["hostPort"] == "x:1"
    assert ask("POST", where.format("v2"), second)[1]["port"] == "2"
    assert [each["hostPort"] for each in ask("GET", where.format("v1"))[1]["items"]] == ["x:1", "y:2"]
    assert [(i["host"], i["port"]) for i in ask("GET", where.format("v2"))[1]["items"]] == [("x", "1"), ("y", "2")]
    change = {"host": "z"}
    assert ask("PATCH", where.format("v2") + "/a", change, kind="application/merge-patch+json")[0] == 200
    assert ask("GET", where.format("v1") + "/a")[1]["hostPort"] == "z:1"
