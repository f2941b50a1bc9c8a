"""Lists: chunks, past revisions, forms."""

from __future__ import annotations

import pytest

from cluster.api.reads.reading import read_token, token
from tests.cluster.api.conftest import CONFIGMAPS, configmap

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
PARTIAL = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"


@pytest.fixture
def five(api):
    for index in range(5):
        api.ok("POST", CONFIGMAPS, configmap(f"p{index}", {"app": "x"}))
    return api


def names(body: dict) -> list[str]:
    return [item["metadata"]["name"] for item in body["items"]]


def test_chunks_show_one_moment_though_the_world_moves_on(five):
    first = five.ok("GET", f"{CONFIGMAPS}?labelSelector=app=x&limit=2")
    five.ok("DELETE", f"{CONFIGMAPS}/p3")
    five.ok("POST", CONFIGMAPS, configmap("p9", {"app": "x"}))
    second = five.ok("GET", f"{CONFIGMAPS}?labelSelector=app=x&limit=2&continue={first['metadata']['continue']}")
    third = five.ok("GET", f"{CONFIGMAPS}?labelSelector=app=x&continue={second['metadata']['continue']}")
    assert names(first) + names(second) + names(third) == ["p0", "p1", "p2", "p3", "p4"]
    assert "remainingItemCount" not in first["metadata"]  # unknown with a selector


def test_a_token_that_is_too_old_offers_an_inconsistent_rest(five):
    first = five.ok("GET", f"{CONFIGMAPS}?labelSelector=app=x&limit=2")
    five.ok("DELETE", f"{CONFIGMAPS}/p3")
    five.cluster.store.compact(five.cluster.store.revision)
    gone = five("GET", f"{CONFIGMAPS}?labelSelector=app=x&continue={first['metadata']['continue']}")
    assert (gone.code, gone.body["reason"]) == (410, "Expired")
    rest = five.ok("GET", f"{CONFIGMAPS}?labelSelector=app=x&continue={gone.body['metadata']['continue']}")
    assert names(rest) == ["p2", "p4"]


def test_an_exact_revision_shows_the_past(five):
    before = five.cluster.store.revision
    five.ok("DELETE", f"{CONFIGMAPS}/p0")
    five.ok("PATCH", f"{CONFIGMAPS}/p1", {"data": {"a": "2"}})
    past = five.ok("GET", f"{CONFIGMAPS}?resourceVersion={before}&resourceVersionMatch=Exact&labelSelector=app=x")
    assert names(past) == ["p0", "p1", "p2", "p3", "p4"]
    assert past["items"][1]["data"] == {"a": "1"}


def test_a_revision_that_is_not_there_yet_times_out(five):
    answer = five("GET", f"{CONFIGMAPS}?resourceVersion=99999")
    assert (answer.code, answer.body["reason"]) == (504, "Timeout")


def test_tables_and_bare_metadata(five):
    table = five.ok("GET", f"{CONFIGMAPS}?labelSelector=app=x", accept=TABLE)
    assert [row["cells"][:2] for row in table["rows"]] == [[f"p{index}", 1] for index in range(5)]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"
    assert five.ok("GET", f"{CONFIGMAPS}?includeObject=Object", accept=TABLE)["rows"][0]["object"]["data"]
    assert five.ok("GET", f"{CONFIGMAPS}?includeObject=None", accept=TABLE)["rows"][0]["object"] is None
    partial = five.ok("GET", CONFIGMAPS, accept=PARTIAL)
    assert partial["kind"] == "PartialObjectMetadataList" and "data" not in partial["items"][0]


def test_columns_are_documented_by_their_fields(api):
    for path in ("/apis/apps/v1/replicasets", "/api/v1/services", "/api/v1/events", "/api/v1/nodes", "/api/v1/pods"):
        columns = api.ok("GET", path, accept=TABLE)["columnDefinitions"]
        told = {column["name"]: column["description"] for column in columns}
        assert told["Name"].startswith("Name must be unique"), path
    columns = api.ok("GET", "/apis/apps/v1/deployments", accept=TABLE)["columnDefinitions"]
    assert [c["description"][:25] for c in columns if c["name"] == "Available"] == ["Total number of available"]


def test_a_form_that_does_not_fit_is_not_acceptable(five):
    one = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
    answer = five("GET", CONFIGMAPS, accept=one)
    told = "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)"
    assert (answer.code, answer.body["message"]) == (406, told)
    assert five.ok("GET", f"{CONFIGMAPS}/p0", accept=one)["kind"] == "PartialObjectMetadata"
    assert five("GET", f"{CONFIGMAPS}/p0", accept=PARTIAL).code == 406


def test_yaml_when_asked_for(five):
    answer = five("GET", f"{CONFIGMAPS}/p0", accept="application/yaml")
    assert answer.content_type == "application/yaml" and answer.body.startswith("apiVersion: v1\ndata:\n")


def test_a_token_holds_what_was_put_in():
    assert read_token(token(7, ("default", "a"))) == (7, ("default", "a"))
