"""Whatever a client sends, the server answers with a Status and keeps its invariants; it never raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster.api.request import Request
from cluster.kinds import KINDS
from cluster.simulation import Simulation

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["web", "a", "A_b", "..", "x" * 300, "p%2Fq", "ü", "kubernetes", "default", "<script>"])
FIELDS = [
    "metadata", "spec", "status", "data", "name", "namespace", "labels", "annotations", "ownerReferences", "finalizers",
    "replicas", "selector", "matchLabels", "matchExpressions", "template", "containers", "image", "ports",
    "containerPort",
    "strategy", "rollingUpdate", "maxSurge", "type", "resourceVersion", "uid", "generateName", "hard", "clusterIP",
    "env",
    "volumes", "tolerations", "affinity", "resources", "requests", "cpu", "$patch", "$retainKeys",
    "$setElementOrder/containers",
    "managedFields", "deletionTimestamp", "apiVersion", "kind", "nodeName", "subsets", "addresses", "involvedObject",
]  # fmt: skip
BODIES = st.recursive(
    JSON | NAMES | st.sampled_from(["apps/v1", "v1", "100m", "25%", "Always", "80", "TCP"]),
    lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=25,
)
PATHS = [
    "/", "/api", "/apis", "/apis/apps/v1", "/version", "/healthz", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1",
    "/apis/nope/v1/x", "/api/v1/namespaces/default", "//", "/api/v1/namespaces//pods", "/apis/apps/v1/namespaces",
]  # fmt: skip
QUERIES = st.dictionaries(
    st.sampled_from([
        "labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "resourceVersionMatch", "watch",
        "sendInitialEvents", "allowWatchBookmarks", "dryRun", "fieldManager", "fieldValidation", "force",
        "includeObject",
        "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "timeoutSeconds", "container", "pretty",
    ]),
    st.text(max_size=10) | st.sampled_from(["1", "0", "-1", "true", "All", "Strict", "a=b", "a in (b", "Exact"]),
    max_size=3,
)  # fmt: skip
TYPES = st.sampled_from([
    "application/json", "application/yaml", "application/merge-patch+json", "application/json-patch+json",
    "application/strategic-merge-patch+json", "application/apply-patch+yaml", "text/plain", "",
    "application/vnd.kubernetes.protobuf",
])  # fmt: skip
ACCEPTS = st.sampled_from([
    "application/json", "*/*", "", "application/yaml", "text/html", "application/json;as=Table;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
])  # fmt: skip


@st.composite
def paths(draw: st.DrawFn) -> str:
    if draw(st.booleans()) and draw(st.booleans()):
        return draw(st.sampled_from(PATHS) | st.text(max_size=20))
    kind = draw(st.sampled_from(KINDS.all))
    root = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    namespace = draw(st.sampled_from(["/namespaces/default", "", "/namespaces/missing"])) if kind.namespaced else ""
    name = draw(st.just("") | NAMES.map(lambda text: f"/{text}"))
    subresources = ["", "/status", "/scale", "/binding", "/eviction", "/log", "/nope"]
    return f"{root}{namespace}/{kind.plural}{name}{draw(st.sampled_from(subresources)) if name else ''}"


@pytest.fixture(scope="module")
def cluster() -> Simulation:
    """One cluster that everything is thrown at."""
    simulation = Simulation(seed=3, nodes=0, guard=True)
    for body in (
        {"kind": "Namespace", "metadata": {"name": "default"}},
        {"kind": "ServiceAccount", "metadata": {"name": "default"}},
        {"kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}},
        {"kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "1"}},
    ):
        plural = f"{body['kind'].lower()}s"
        root = "/api/v1" if body["kind"] == "Namespace" else "/api/v1/namespaces/default"
        assert simulation.request(Request("POST", f"{root}/{plural}", body=body)).code in (201, 409)
    return simulation


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"]),
    path=paths(), query=QUERIES, body=BODIES, raw=st.booleans(), content_type=TYPES, accept=ACCEPTS,
)  # fmt: skip
def test_every_request_is_answered(cluster, method, path, query, body, raw, content_type, accept):
    sent = json.dumps(body).encode() if raw else body
    answer = cluster.request(Request(method, path, query, sent, content_type, accept), actor="fuzz")
    if answer.watch is not None:
        assert isinstance(answer.watch.poll(), list)
        return
    assert 200 <= answer.code < 600
    if isinstance(answer.body, dict) and answer.body.get("kind") == "Status" and answer.code >= 400:
        assert answer.body["code"] == answer.code and answer.body["status"] == "Failure" and answer.body["message"]
        assert answer.code != 500, answer.body
    check_invariants(cluster)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=60), content_type=TYPES, method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]))
def test_every_body_is_answered(cluster, body, content_type, method):
    path = "/api/v1/namespaces/default/configmaps" + ("" if method == "POST" else "/missing")
    answer = cluster.request(Request(method, path, body=body, content_type=content_type), actor="fuzz")
    assert answer.code in (201, 400, 404, 409, 413, 415, 422)


def check_invariants(cluster: Simulation) -> None:
    uids = set()
    for resource in cluster.store.resources():
        for obj in cluster.store.list(resource):
            metadata = obj["metadata"]
            assert metadata["name"] and metadata["uid"] not in uids
            uids.add(metadata["uid"])


DEEP = "[" * 100_000
HUGE = json.dumps({"kind": "ConfigMap", "data": {"a": "x" * (4 << 20)}}).encode()


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (HUGE, "application/json", 413),
        (DEEP.encode(), "application/json", 400),
        (DEEP.encode(), "application/yaml", 400),
        (('{"metadata":' + '{"a":' * 400 + "1" + "}" * 401).encode(), "application/json", 400),
        (b'{"metadata":{"name":"' + b"9" * 5000 + b'"}}', "application/json", 422),
        (b'{"data":{"a":' + b"9" * 5000 + b"}}", "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"a: &a [*a, *a]", "application/yaml", 400),
        (b"kind: [unclosed", "application/yaml", 400),
    ],
    ids=[
        "huge",
        "deep json",
        "deep yaml",
        "deep objects",
        "long name",
        "long number",
        "no utf-8",
        "alias bomb",
        "yaml",
    ],
)
def test_bad_bodies_earn_their_status(cluster, body, content_type, code):
    path = "/api/v1/namespaces/default/configmaps"
    answer = cluster.request(Request("POST", path, body=body, content_type=content_type), actor="fuzz")
    assert answer.code == code, answer.body


def test_a_deep_patch_of_parsed_json_is_refused_not_crashed(cluster):
    body: dict = {}
    for _ in range(2000):
        body = {"a": body}
    collection = "/api/v1/namespaces/default/configmaps"
    cluster.request(Request("POST", collection, body={"metadata": {"name": "deep"}}), actor="fuzz")
    path = f"{collection}/deep"
    for content_type in ("application/merge-patch+json", "application/strategic-merge-patch+json"):
        answer = cluster.request(Request("PATCH", path, body=body, content_type=content_type), actor="fuzz")
        assert answer.code == 400


def test_malformed_names_and_groups(cluster):
    for path in ("/apis/../v1/pods", "/api/v1/namespaces/default/pods/web/../../x", "/api/v1/%00"):
        assert cluster.request(Request("GET", path)).code == 404
    answer = cluster.request(Request("GET", "/api/v1/namespaces/default/pods/.."))
    assert (answer.code, answer.body["message"]) == (400, "Name parameter invalid: \"..\": may not be '..'")
    assert cluster.request(Request("GET", "/api/v1/namespaces/../pods")).code == 400


@pytest.mark.parametrize("options", [{"preconditions": "x"}, {"gracePeriodSeconds": "soon"}, {"orphanDependents": []}])
def test_options_of_a_deletion_are_decoded(cluster, options):
    """Found by the generated requests: they were taken as they came."""
    body = {"kind": "DeleteOptions", "apiVersion": "v1", **options}
    for path in ("/api/v1/namespaces/default/configmaps/a", "/api/v1/namespaces/default/configmaps"):
        answer = cluster.request(Request("DELETE", path, body=json.dumps(body).encode()))
        assert answer.code == 400, answer.body
        message = 'DeleteOptions in version "v1" cannot be handled as a DeleteOptions: json: cannot unmarshal '
        assert answer.body["message"].startswith(message)
