"""FlowSchemas: what is dangling, what comes back, and which one a request falls under."""

import pytest

from cluster.api.request import Request
from cluster.kinds.rules.flows import LEVELS, SCHEMAS
from tests.cluster.controllers.scene import Scene
from tests.cluster.kinds.test_flowcontrol import GROUP, JANE, limited, schema

ROOT = f"/apis/{GROUP}/v1"


@pytest.fixture
def scene():
    return Scene()


def asked(scene, method, path, body=None, user=None):
    credentials = {"impersonate": {"user": user[0], "groups": list(user[1:])}} if user else {}
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    return scene.cluster.request(Request(method, path, body=body, content_type=kind, credentials=credentials))


def flow(scene, path, *user):
    headers = asked(scene, "GET", path, user=user).headers
    schemas = {obj["metadata"]["uid"]: obj["metadata"]["name"] for obj in scene.store.list(SCHEMAS)}
    levels = {obj["metadata"]["uid"]: obj["metadata"]["name"] for obj in scene.store.list(LEVELS)}
    return schemas[headers["X-Kubernetes-PF-FlowSchema-UID"]], levels[headers["X-Kubernetes-PF-PriorityLevel-UID"]]


def condition(scene, name):
    return scene.store.get(SCHEMAS, "", name)["status"]["conditions"][0]


@pytest.mark.parametrize(
    ("path", "user", "expected"),
    [
        ("/api/v1/nodes", (), ("exempt", "exempt")),
        ("/livez", ("system:anonymous", "system:unauthenticated"), ("probes", "exempt")),
        ("/api/v1/nodes/minikube", ("system:node:minikube", "system:nodes"), ("system-node-high", "node-high")),
        ("/api/v1/pods", ("system:node:minikube", "system:nodes"), ("system-nodes", "system")),
        ("/api/v1/namespaces/kube-system/configmaps/x", ("system:kube-scheduler",),
         ("system-leader-election", "leader-election")),
        ("/api/v1/pods", ("system:kube-scheduler",), ("kube-scheduler", "workload-high")),
        ("/api/v1/pods", ("system:serviceaccount:kube-system:x", "system:serviceaccounts"),
         ("kube-system-service-accounts", "workload-high")),
        ("/api/v1/pods", ("system:serviceaccount:default:x", "system:serviceaccounts"),
         ("service-accounts", "workload-low")),
        ("/api/v1/pods", ("jane", "system:authenticated"), ("global-default", "global-default")),
    ],
)  # fmt: skip
def test_a_request_falls_under_the_first_schema_that_fits(scene, path, user, expected):
    assert flow(scene, path, *user) == expected


def test_a_schema_of_ones_own_comes_first_once_its_level_is_there(scene):
    made = schema("jane", matchingPrecedence=50, priorityLevelConfiguration={"name": "mine"})
    assert asked(scene, "POST", f"{ROOT}/flowschemas", made).code == 201
    scene.wait(1)
    told = condition(scene, "jane")
    assert (told["status"], told["reason"]) == ("True", "NotFound")
    assert told["message"].endswith('object named "mine" but there is no such object')
    assert flow(scene, "/api/v1/namespaces/default/pods", "jane", "system:authenticated")[0] == "global-default"
    assert asked(scene, "POST", f"{ROOT}/prioritylevelconfigurations", limited()).code == 201
    scene.wait(1)
    assert condition(scene, "jane")["status"] == "False"
    assert flow(scene, "/api/v1/namespaces/default/pods", "jane", "system:authenticated") == ("jane", "mine")
    assert JANE["user"]["name"] == "jane"


def test_the_servers_own_come_back_unless_somebody_took_them_over(scene):
    assert asked(scene, "DELETE", f"{ROOT}/flowschemas/probes").code == 200
    patch = {"spec": {"matchingPrecedence": 777}}
    assert asked(scene, "PATCH", f"{ROOT}/flowschemas/global-default", patch).code == 200
    annotations = {"metadata": {"annotations": {"apf.kubernetes.io/autoupdate-spec": "false"}}}
    assert asked(scene, "PATCH", f"{ROOT}/flowschemas/service-accounts", {**annotations, **patch}).code == 200
    refused = asked(scene, "PATCH", f"{ROOT}/flowschemas/catch-all", patch)
    assert (refused.code, "spec of 'catch-all' must equal the fixed value" in refused.body["message"]) == (422, True)
    scene.wait(61)
    found = {obj["metadata"]["name"]: obj["spec"]["matchingPrecedence"] for obj in scene.store.list(SCHEMAS)}
    assert (found["probes"], found["global-default"], found["service-accounts"]) == (2, 9900, 777)


def test_the_table_is_in_the_order_in_which_they_are_tried(scene):
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    rows = scene.cluster.request(Request("GET", f"{ROOT}/flowschemas", accept=accept)).body["rows"]
    assert [row["cells"][0] for row in rows][:3] == ["exempt", "probes", "system-leader-election"]
    assert {row["cells"][5] for row in rows} == {"False"}


def test_an_update_of_the_status_changes_nothing_else(scene):
    condition = {"type": "Tried", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}
    patch = {"metadata": {"annotations": {"a": "b"}}, "spec": {}, "status": {"conditions": [condition]}}
    answer = asked(scene, "PATCH", f"{ROOT}/flowschemas/probes/status", patch)
    assert (answer.code, answer.body["status"]["conditions"][0]["type"]) == (200, "Tried")
    assert answer.body["metadata"]["annotations"] == {"apf.kubernetes.io/autoupdate-spec": "true"}
