"""Discovery and OpenAPI: what clients learn before they ask for anything."""

from __future__ import annotations

import pytest

from cluster.api.documents.openapi import v3
from cluster.kinds import KINDS

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


@pytest.mark.parametrize("path", ["/version", "/version/", "/healthz", "/readyz", "/livez", "/readyz/ping", "/"])
def test_what_clients_ask_first(api, path):
    assert api("GET", path).code == 200
    assert api("POST", path).code == 405


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


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()
