"""APIServices come with what is served, and tell whether the server behind them answers."""

import json

import pytest

from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene, deployment
from tests.cluster.kinds.test_apiservice import api_service

RESOURCE = "apiservices.apiregistration.k8s.io"
PATH = "/apis/apiregistration.k8s.io/v1/apiservices"
REGISTERED = api_service(service={"namespace": "default", "name": "wardle"}, insecureSkipTLSVerify=True)
NAME, ROOT = "v1.wardle.example.com", "/apis/wardle.example.com/v1"
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
LISTED = {
    "kind": "APIResourceList",
    "groupVersion": "wardle.example.com/v1",
    "resources": [{"name": "flunders", "kind": "Flunder", "namespaced": True, "verbs": ["get", "list"]}],
}
CONF = """
server { listen 443 ssl; location / { default_type application/json; return 200 '%s'; } }
"""


def asked(scene, method, path, body=None, accept="application/json"):
    return scene.cluster.request(Request(method, path, body=body, accept=accept))


def condition(scene, name=NAME):
    return scene.store.get(RESOURCE, "", name)["status"]["conditions"][0]


def service(port=443):
    spec = {"selector": {"app": "wardle"}, "ports": [{"port": port, "targetPort": 443}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "wardle"}, "spec": spec}


def test_every_version_that_is_built_in_is_registered():
    scene = Scene()
    found = {obj["metadata"]["name"]: obj for obj in scene.store.list(RESOURCE)}
    assert found["v1."]["spec"] == {"version": "v1", "groupPriorityMinimum": 18000, "versionPriority": 1}
    assert found["v2.autoscaling"]["spec"]["versionPriority"] == 30
    assert found["v1.apps"]["metadata"]["labels"] == {"kube-aggregator.kubernetes.io/automanaged": "onstart"}
    assert "v1.apiregistration.k8s.io" not in found
    assert condition(scene, "v1.apps") == {
        "type": "Available",
        "status": "True",
        "lastTransitionTime": "2026-01-01T00:00:00Z",
        "reason": "Local",
        "message": "Local APIServices are always available",
    }


def test_a_definition_is_registered_as_long_as_it_serves():
    scene = Scene()
    names = {"plural": "crontabs", "singular": "crontab", "kind": "CronTab", "listKind": "CronTabList"}
    schema = {"openAPIV3Schema": {"type": "object"}}
    versions = [{"name": word, "served": True, "storage": word == "v1", "schema": schema} for word in ("v1", "v1beta1")]
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "crontabs.stable.example.com"},
        "spec": {"group": "stable.example.com", "scope": "Namespaced", "names": names, "versions": versions},
    }
    root = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    assert asked(scene, "POST", root, crd).code == 201
    scene.wait(2)
    made = scene.store.get(RESOURCE, "", "v1beta1.stable.example.com")
    assert (made["spec"]["groupPriorityMinimum"], made["spec"]["versionPriority"]) == (1000, 100)
    assert made["metadata"]["labels"] == {"kube-aggregator.kubernetes.io/automanaged": "true"}
    asked(scene, "DELETE", f"{PATH}/v1.stable.example.com")
    scene.wait(2)
    assert scene.store.get(RESOURCE, "", "v1.stable.example.com"), "the API server makes it again"
    asked(scene, "DELETE", f"{root}/crontabs.stable.example.com")
    scene.wait(5)
    assert "stable.example.com" not in " ".join(obj["metadata"]["name"] for obj in scene.store.list(RESOURCE))


@pytest.mark.parametrize(
    ("made", "reason", "message"),
    [
        (None, "ServiceNotFound", 'service/wardle in "default" is not present'),
        (service(80), "ServicePortError", 'service/wardle in "default" is not listening on port 443'),
        (service(), "MissingEndpoints",
         'endpointslices for service/wardle in "default" have no addresses with port name ""'),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_and_requests_are_refused(made, reason, message):
    scene = Scene()
    if made:
        scene.create(made)
        scene.wait(2)
    assert asked(scene, "POST", PATH, REGISTERED).code == 201
    scene.wait(2)
    told = condition(scene)
    assert (told["status"], told["reason"], told["message"]) == ("False", reason, message)
    answer = asked(scene, "GET", f"{ROOT}/namespaces/default/flunders")
    assert (answer.code, answer.body) == (503, "service unavailable\n")
    groups = asked(scene, "GET", "/apis").body["groups"]
    assert {group["name"] for group in groups} >= {"apps", "wardle.example.com"}
    stale = asked(scene, "GET", "/apis", accept=AGGREGATED).body["items"][-1]
    assert stale["versions"] == [{"version": "v1", "freshness": "Stale"}]


def test_a_server_that_answers_is_asked():
    scene = Scene()
    scene.create(service())
    made = deployment("wardle", replicas=1, labels={"app": "wardle"})
    written = f"cat > /etc/nginx/conf.d/default.conf <<'E'\n{CONF % json.dumps(LISTED)}E\nexec nginx -g 'daemon off;'"
    made["spec"]["template"]["spec"]["containers"][0]["command"] = ["sh", "-c", written]
    scene.create(made)
    asked(scene, "POST", PATH, REGISTERED)
    scene.wait(60)
    assert condition(scene)["message"] == "all checks passed"
    answer = asked(scene, "GET", f"{ROOT}/namespaces/default/flunders")
    assert (answer.code, json.loads(answer.body)) == (200, LISTED)
    told = asked(scene, "GET", "/apis", accept=AGGREGATED).body["items"][-1]["versions"][0]
    assert told["resources"][0]["responseKind"]["kind"] == "Flunder"
    scene.delete("Deployment", "wardle")
    scene.wait(60)
    assert condition(scene)["reason"] == "MissingEndpoints"


def test_a_server_that_answers_something_else_is_not_available():
    scene = Scene()
    scene.create({**service(), "spec": {"selector": {"app": "wardle"}, "ports": [{"port": 443, "targetPort": 80}]}})
    scene.create(deployment("wardle", replicas=1, labels={"app": "wardle"}))
    asked(scene, "POST", PATH, REGISTERED)
    scene.wait(60)
    told = condition(scene)
    assert told["reason"] == "FailedDiscoveryCheck"
    assert told["message"].endswith("http: server gave HTTP response to HTTPS client")
    scene.cluster.settle()


def test_the_sample_api_server_is_played():
    scene = Scene()
    scene.create({**service(), "spec": {"selector": {"app": "wardle"}, "ports": [{"port": 443}]}})
    image = "registry.k8s.io/e2e-test-images/sample-apiserver:1.33.7"
    made = deployment("wardle", replicas=1, labels={"app": "wardle"})
    made["spec"]["template"]["spec"]["containers"] = [{"name": "server", "image": image}]
    scene.create(made)
    name, root = "v1alpha1.wardle.example.com", "/apis/wardle.example.com/v1alpha1"
    given = api_service(name, version="v1alpha1", service={"namespace": "default", "name": "wardle"})
    assert asked(scene, "POST", PATH, given).code == 201
    assert asked(scene, "GET", f"{root}/namespaces/default/flunders").code == 503
    scene.wait(60)
    flunder = {"apiVersion": "wardle.example.com/v1alpha1", "kind": "Flunder", "metadata": {"name": "one"}}
    assert asked(scene, "POST", f"{root}/namespaces/default/flunders", {**flunder, "spec": {"a": 1}}).code == 201
    listed = asked(scene, "GET", f"{root}/namespaces/default/flunders").body
    assert [(item["metadata"]["name"], item["spec"]) for item in listed["items"]] == [("one", {"a": 1})]
    assert asked(scene, "DELETE", f"{root}/namespaces/default/flunders/one").code == 200
    told = asked(scene, "GET", "/apis", accept=AGGREGATED).body["items"][-1]["versions"][0]
    assert [resource["resource"] for resource in told["resources"]] == ["fischers", "flunders"]
