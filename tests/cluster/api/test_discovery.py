"""Discovery and OpenAPI: what clients learn before they ask for anything."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from cluster.api.documents.openapi import v3
from cluster.kinds import KINDS
from cluster.objects.yaml import load_document as load

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"


def test_every_kind_is_listed_once_in_both_documents(api):
    legacy = set()
    for kind in KINDS.all:
        path = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
        listed = api.ok("GET", path)["resources"]
        assert [each["kind"] for each in listed if each["name"] == kind.plural] == [kind.kind]
        legacy |= {(path, each["name"]) for each in listed if "/" not in each["name"]}
    core, groups = (api.ok("GET", path, accept=AGGREGATED) for path in ("/api", "/apis"))
    aggregated = {
        (
            f"/apis/{group['metadata']['name']}/{version['version']}" if group["metadata"] else "/api/v1",
            each["resource"],
        )
        for group in (*core["items"], *groups["items"])
        for version in group["versions"]
        for each in version["resources"]
    }
    assert aggregated == legacy


def test_scale_is_of_another_group(api):
    listed = {each["name"]: each for each in api.ok("GET", "/apis/apps/v1")["resources"]}
    assert (listed["deployments/scale"]["group"], listed["deployments/scale"]["kind"]) == ("autoscaling", "Scale")
    assert listed["deployments"]["shortNames"] == ["deploy"] and listed["deployments"]["categories"] == ["all"]


# tried on a real server
@pytest.mark.parametrize(
    "path",
    ["/version", "/version/", "/version//", "/api", "/api/", "/api/v1/", "/api%2Fv1", "/apis/apps", "/apis/apps/v1//"],
)
def test_routes_end_in_any_number_of_slashes_and_are_read(api, path):
    assert api("GET", path).code == 200
    assert [api(method, path).code for method in ("HEAD", "POST", "DELETE")] == [405, 405, 405]


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/apis", "/apis/", "/healthz", "/readyz/ping", "/metrics", "/metrics/slis", "/openapi/v2"],
)
def test_what_stands_beside_the_routes_is_answered_whatever_the_method(api, path):
    assert [api(method, path).code for method in ("GET", "HEAD", "POST")] == [200, 200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "//", "//api", "//api/v1", "//api/v1/pods", "/api/../api", "/./api", "/API", "/Api/v1", "/Version", "/apis//",
        "/apis//apps", "/apis//apps/v1", "/apis//apps/v1/x", "/apis/Apps", "/apis/nope", "/apis/nope/v1/x", "/healthz/",
        "/livez/ping/", "/readyz/?verbose", "/metrics/", "/openapi", "/openapi/", "/openapi/v2/", "/openapi/v3/nope",
        "/nope", "/ui", "/logs", "/index",
    ],
)  # fmt: skip
def test_other_paths_are_not_there(api, path):
    for method in ("GET", "POST"):
        answer = api(method, path)
        if path == "/api/../api":
            assert answer.body["message"] == "the server could not find the requested resource"
        else:
            assert (answer.code, answer.body) == (404, "404 page not found\n")
            assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["/api//v1", "/api/./v1", "/api/v1//pods", "/api/v1/./pods", "/api/v1/../v1/pods", "/api/v1/Pods", "/apis/apps/V1",
     "/api/v9", "/apis/apps/v9/x", "/api/v1/namespaces/default//pods", "/api/v1/namespaces/default/configmaps/a%2Fb"],
)  # fmt: skip
def test_nothing_is_there_under_the_routes(api, path):
    answer = api("GET", path)
    assert (answer.code, answer.body["message"]) == (404, "the server could not find the requested resource")


@pytest.mark.parametrize("path", ["/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1"])
def test_documents_come_as_yaml_too(api, path):
    answer = api("GET", path, accept="application/yaml")
    assert (answer.code, answer.content_type) == (200, "application/yaml")
    assert load(answer.body).value == api.ok("GET", path)
    refused = api("GET", path, accept="text/html")
    own = "only the following media types are accepted: application/json, application/yaml, "
    told = f"{own}application/vnd.kubernetes.protobuf" if path in ("/apis", "/apis/apps") else "406: Not Acceptable"
    assert (refused.code, refused.body["message"], refused.content_type) == (406, told, "application/json")


@pytest.mark.parametrize(
    ("path", "code"),
    [("/version", 406), ("/api/v1/nope", 404), ("/api/v9", 404), ("/api/v1/namespaces/default/configmaps/nope", 404)],
)
def test_who_wants_yaml_gets_errors_as_yaml(api, path, code):
    answer = api("GET", path, accept="application/yaml")
    assert (answer.code, answer.content_type) == (code, "application/yaml")
    status = load(answer.body).value
    assert (status["kind"], status["code"]) == ("Status", code)
    assert api("GET", path, accept="text/html, */*").content_type == "application/json"


def test_every_path_of_the_index_answers(api):
    listed = api.ok("GET", "/")["paths"]
    assert listed == sorted(listed) and len(listed) > 150
    silent = {path: api("GET", path).code for path in listed if api("GET", path).code != 200}
    assert silent == {"/openapi/v3/": 404}  # what stands before the documents' names


def test_tokens_are_proved_by_the_keys_that_the_issuer_tells(api):
    """As a library for OpenID Connect does it: configuration, keys, signature."""
    account = "/api/v1/namespaces/default/serviceaccounts/default/token"
    token = api.ok("POST", account, {"spec": {"audiences": ["me"]}})["status"]["token"]
    told = api.ok("GET", "/.well-known/openid-configuration")
    assert told["jwks_uri"].endswith("/openid/v1/jwks") and told["issuer"].startswith("https://kubernetes.default.svc")
    (key,) = api.ok("GET", "/openid/v1/jwks")["keys"]
    header, claims, signature = token.split(".")
    assert json.loads(decoded(header)) == {"alg": "RS256", "kid": key["kid"]}
    assert json.loads(decoded(claims))["iss"] == told["issuer"]
    numbers = [int.from_bytes(decoded(key[name]), "big") for name in "en"]
    rsa.RSAPublicNumbers(*numbers).public_key().verify(
        decoded(signature), f"{header}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256()
    )


def test_openapi_v3_documents_refer_only_to_what_they_hold(api):
    for place in api.ok("GET", "/openapi/v3")["paths"]:
        document = api.ok("GET", f"/openapi/v3/{place}")
        held = set(document["components"]["schemas"])
        missing = {reference.split("/")[-1] for reference in references(document)} - held
        assert not missing, (place, sorted(missing)[:3])


def test_openapi_says_that_the_server_checks_fields():
    operation = v3(KINDS, "apis/apps/v1")["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"]
    assert "fieldValidation" in [parameter["name"] for parameter in operation["parameters"]]
    assert operation["x-kubernetes-group-version-kind"] == {"group": "apps", "version": "v1", "kind": "Deployment"}


def test_openapi_keeps_merge_keys():
    schemas = v3(KINDS, "api/v1")["components"]["schemas"]
    containers = schemas["io.k8s.api.core.v1.PodSpec"]["properties"]["containers"]
    assert containers["x-kubernetes-patch-merge-key"] == "name" and containers["type"] == "array"


def test_openapi_v2_holds_all_kinds(api):
    document = api.ok("GET", "/openapi/v2")
    assert {"io.k8s.api.core.v1.Pod", "io.k8s.api.apps.v1.Deployment"} <= set(document["definitions"])


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()
