"""The conversation of upstream's "should support … API operations" and "should manage the lifecycle of …" specs, for
every kind: discovery, create, get, list, watch, patch, update, status, delete, delete of a collection.

Source: https://github.com/kubernetes/kubernetes/blob/v1.35.0/test/conformance/testdata/conformance.yaml
"""

from __future__ import annotations

import pytest

from cluster.api.request import Request
from cluster.kinds import KINDS
from cluster.simulation import Simulation
from tests.conformance.bodies import SUBJECTS, Subject

MERGE, STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"
JSON_PATCH, APPLY = "application/json-patch+json", "application/apply-patch+yaml"
SPECIAL = {"special-label": "e2e"}
GOING_S = 60


@pytest.fixture(scope="module")
def origin():
    simulation = Simulation(nodes=1, guard=True)
    simulation.run_until(20_000_000)
    return simulation


@pytest.fixture
def ask(origin):
    cluster = origin.branch()

    def ask(method, path, body=None, query=None, kind="application/json", code=0):
        answer = cluster.request(Request(method, path, query or {}, body, kind), actor="e2e")
        assert answer.code == code if code else answer.code < 300, (method, path, answer.code, answer.body)
        return answer.body

    ask.cluster = cluster
    return ask


def body_of(subject: Subject, name: str) -> dict:
    kept = {} if subject.kind != "CertificateSigningRequest" else {"spec": signing_request()}
    metadata = {"name": name, "labels": SPECIAL}
    return {"apiVersion": subject.version, "kind": subject.kind, "metadata": metadata, **subject.body, **kept}


def signing_request() -> dict:
    import base64

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.derive_private_key(7, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "e2e-csr")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    text = base64.b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()
    return {"request": text, "signerName": "example.com/e2e", "usages": ["digital signature", "key encipherment"]}


def ids(subject: Subject) -> str:
    return f"{subject.version}/{subject.plural}"


def test_every_kind_that_is_stored_is_here():
    here = {(subject.version, subject.plural) for subject in SUBJECTS}
    stored = {(k.api_version, k.plural) for k in KINDS.stored if {"create", "deletecollection"} <= set(k.verbs)}
    assert stored - here <= {("v1", "bindings")}


@pytest.mark.parametrize("subject", SUBJECTS, ids=ids)
def test_the_life_of_an_object(ask, subject):
    group, _, version = subject.version.rpartition("/")
    root = f"/apis/{subject.version}" if group else "/api/v1"
    found = {each["name"]: each for each in ask("GET", root)["resources"]}
    wanted = {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"}
    if subject.plural == "namespaces":
        wanted -= {"deletecollection"}
    assert wanted <= set(found[subject.plural]["verbs"])
    assert (f"{subject.plural}/status" in found) == (subject.status is not None)

    name, query = subject.name, {"labelSelector": "special-label=e2e"}
    one = f"{subject.path}/{name}"
    before = ask("GET", subject.path, query=query)["metadata"]["resourceVersion"]
    made = ask("POST", subject.path, body_of(subject, name), code=201)
    assert made["metadata"]["uid"] and made["metadata"]["creationTimestamp"]
    assert made["kind"] == subject.kind and made["apiVersion"] == subject.version
    assert ask("POST", subject.path, body_of(subject, name), code=409)["reason"] == "AlreadyExists"
    assert ask("GET", one)["metadata"]["uid"] == made["metadata"]["uid"]
    for where in (subject.path, subject.everywhere):
        listed = ask("GET", where, query=query)
        assert [item["metadata"]["name"] for item in listed["items"]] == [name]
        assert listed["kind"] == f"{subject.kind}List" or subject.kind == "Endpoints"

    for kind, patch, key in (
        (MERGE, {"metadata": {"annotations": {"merged": "true"}}}, "merged"),
        (STRATEGIC, {"metadata": {"annotations": {"strategic": "true"}}}, "strategic"),
        (JSON_PATCH, [{"op": "add", "path": "/metadata/annotations/json", "value": "true"}], "json"),
    ):
        assert ask("PATCH", one, patch, kind=kind)["metadata"]["annotations"][key] == "true"
    current = ask("GET", one)
    metadata = {**current["metadata"], "annotations": {**current["metadata"]["annotations"], "updated": "true"}}
    updated = ask("PUT", one, {**current, "metadata": metadata})
    assert {"merged", "strategic", "json", "updated"} <= set(updated["metadata"]["annotations"])
    stale = {**metadata, "resourceVersion": made["metadata"]["resourceVersion"], "annotations": {"late": "yes"}}
    assert ask("PUT", one, {**current, "metadata": stale}, code=409)["reason"] == "Conflict"
    applied = {"apiVersion": subject.version, "kind": subject.kind, "metadata": {"annotations": {"applied": "true"}}}
    told = ask("PATCH", one, applied, {"fieldManager": "e2e"}, APPLY)
    assert told["metadata"]["annotations"]["applied"] == "true"

    types = [event["type"] for event in events(ask, subject, before, query)]
    assert types[0] == "ADDED" and set(types[1:]) == {"MODIFIED"} and len(types) >= 5

    ask("DELETE", one, {"gracePeriodSeconds": 0} if subject.kind == "Pod" else None)
    gone(ask, subject)
    assert "DELETED" in [event["type"] for event in events(ask, subject, before, query)]
    ask("DELETE", one, code=404)


@pytest.mark.parametrize("subject", [s for s in SUBJECTS if s.status is not None], ids=ids)
def test_the_status_of_an_object(ask, subject):
    one = f"{subject.path}/{subject.name}"
    ask("POST", subject.path, body_of(subject, subject.name))
    ask.cluster.run_until(ask.cluster.now + 2_000_000)
    status = f"{one}/status"
    assert ask("GET", status)["metadata"]["name"] == subject.name
    patched = ask("PATCH", status, {"metadata": {"annotations": {"s": "1"}}, "status": subject.status}, kind=MERGE)
    for field, value in subject.status.items():
        assert _holds(patched["status"].get(field), value), (field, patched["status"])
    current = ask("GET", status)
    again = ask("PUT", status, current)
    assert again["metadata"]["uid"] == current["metadata"]["uid"]
    spec = {key: value for key, value in ask("GET", one).items() if key not in ("status", "metadata")}
    assert spec == {key: value for key, value in patched.items() if key not in ("status", "metadata")}


@pytest.mark.parametrize("subject", [s for s in SUBJECTS if s.plural != "namespaces"], ids=ids)
def test_a_collection_is_deleted_by_its_label(ask, subject):
    ask("POST", subject.path, body_of(subject, subject.name))
    query = {"labelSelector": "special-label=e2e"}
    others = len(ask("GET", subject.path)["items"]) - 1
    assert ask("DELETE", subject.path, {"gracePeriodSeconds": 0}, {"labelSelector": "special-label=none"}) is not None
    assert len(ask("GET", subject.path, query=query)["items"]) == 1
    ask("DELETE", subject.path, {"gracePeriodSeconds": 0, "propagationPolicy": "Background"}, query)
    gone(ask, subject)
    assert len(ask("GET", subject.path)["items"]) == others


def _holds(found: object, wanted: object) -> bool:
    """Whether what was written is there: of conditions those of its types."""
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], dict) and "type" in wanted[0]:
        there = {each["type"]: each for each in found or ()}
        return all(there.get(each["type"], {}).get("status") == each["status"] for each in wanted)
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_holds(found.get(key), value) for key, value in wanted.items())
    return found == wanted or (isinstance(wanted, list) and not wanted and not found)


def events(ask, subject, version, query):
    answer = ask.cluster.request(
        Request("GET", subject.path, {**query, "watch": "true", "resourceVersion": version}), actor="e2e"
    )
    found = answer.watch.poll()
    answer.watch.close()
    return found


def gone(ask, subject):
    for _ in range(GOING_S):
        query = {"labelSelector": "special-label=e2e"}
        if not ask("GET", subject.path, query=query)["items"]:
            return
        ask.cluster.run_until(ask.cluster.now + 1_000_000)
    raise AssertionError(f"{subject.plural} are still there after {GOING_S} s")
