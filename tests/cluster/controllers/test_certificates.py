"""Signing requests, from the request to a certificate that any library reads."""

from base64 import b64decode, b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import NameOID

from cluster.api.access import keys
from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene

PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
RESOURCE = "certificatesigningrequests.certificates.k8s.io"
CLIENT = "kubernetes.io/kube-apiserver-client"


def body(name: str = "jane", signer: str = CLIENT, usages: tuple = ("client auth",), organisation: str = "dev") -> dict:
    subject = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ]
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    text = builder.sign(keys.key(keys.ACCOUNTS), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    spec = {"request": b64encode(text).decode(), "signerName": signer, "usages": list(usages)}
    return {"metadata": {"name": name}, "spec": spec}


class Requests(Scene):
    def ask(self, method: str, path: str, given: dict | None = None, **more):
        return self.cluster.request(Request(method, path, body=given, **more))

    def approve(self, name: str, kind: str = "Approved", **more):
        found = self.ask("GET", f"{PATH}/{name}").body
        condition = {"type": kind, "status": "True", "reason": "Test"}
        answer = self.ask("PUT", f"{PATH}/{name}/approval", {**found, "status": {"conditions": [condition]}}, **more)
        self.wait(1)
        return answer

    def status(self, name: str) -> dict:
        return self.store.get(RESOURCE, "", name)["status"]


@pytest.fixture
def scene() -> Requests:
    return Requests()


def test_an_approved_request_becomes_a_certificate_of_the_clusters_authority(scene):
    made = scene.ask("POST", PATH, body())
    assert (made.code, made.body["spec"]["username"], made.body["status"]) == (201, "minikube-user", {})
    scene.wait(1)
    assert "certificate" not in scene.status("jane")
    assert scene.approve("jane").code == 200
    found = x509.load_pem_x509_certificate(b64decode(scene.status("jane")["certificate"]))
    assert found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "jane"
    authority = x509.load_pem_x509_certificate(keys.authority().encode())
    authority.public_key().verify(
        found.signature, found.tbs_certificate_bytes, padding.PKCS1v15(), found.signature_hash_algorithm
    )
    twin = Requests()
    twin.ask("POST", PATH, body())
    twin.wait(1)
    twin.approve("jane")
    assert twin.status("jane")["certificate"] == scene.status("jane")["certificate"]


def test_what_was_denied_or_is_anothers_stays_unsigned(scene):
    scene.ask("POST", PATH, body("a"))
    scene.ask("POST", PATH, body("b", signer="example.com/own"))
    scene.approve("a", "Denied")
    scene.approve("b")
    assert "certificate" not in scene.status("a") and "certificate" not in scene.status("b")
    refused = scene.approve("a")
    assert refused.code == 422 and 'may not remove a condition of type "Denied"' in refused.body["message"]


def test_usages_that_the_signer_does_not_allow_fail(scene):
    scene.ask("POST", PATH, body(usages=("server auth",)))
    scene.approve("jane")
    assert [each["type"] for each in scene.status("jane")["conditions"]] == ["Approved", "Failed"]


def test_nobody_becomes_a_master_that_way(scene):
    answer = scene.ask("POST", PATH, body(organisation="system:masters"))
    assert answer.code == 403 and "signer with system:masters group is not allowed" in answer.body["message"]


@pytest.mark.parametrize("part", ["", "/approval", "/status"])
def test_every_part_takes_metadata_with_it(scene, part):
    scene.ask("POST", PATH, body())
    found = scene.ask("GET", f"{PATH}/jane").body
    found = {**found, "metadata": {**found["metadata"], "annotations": {"patched": "true"}}}
    answer = scene.ask("PUT", f"{PATH}/jane{part}", found)
    assert answer.body["metadata"]["annotations"] == {"patched": "true"}


def test_approving_needs_the_permission_for_the_signer(scene):
    scene.ask("POST", PATH, body())
    rule = {"verbs": ["update", "get"], "apiGroups": ["certificates.k8s.io"]}
    rule["resources"] = ["certificatesigningrequests", "certificatesigningrequests/approval"]
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    scene.ask("POST", f"{rbac}/clusterroles", {"metadata": {"name": "r"}, "rules": [rule]})
    subject = {"kind": "User", "name": "amy", "apiGroup": "rbac.authorization.k8s.io"}
    binding = {"metadata": {"name": "r"}, "roleRef": {"kind": "ClusterRole", "name": "r"}, "subjects": [subject]}
    scene.ask("POST", f"{rbac}/clusterrolebindings", binding)
    amy = {"credentials": {"impersonate": {"user": "amy"}}}
    refused = scene.approve("jane", **amy)
    assert refused.body["message"] == (
        'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: user not permitted to approve requests '
        f'with signerName "{CLIENT}"'
    )
    signers = {"verbs": ["approve"], "apiGroups": ["certificates.k8s.io"], "resources": ["signers"]}
    signers["resourceNames"] = ["kubernetes.io/*"]
    scene.ask("PUT", f"{rbac}/clusterroles/r", {"metadata": {"name": "r"}, "rules": [rule, signers]})
    assert scene.approve("jane", **amy).code == 200


def test_old_requests_are_cleaned_away(scene):
    scene.ask("POST", PATH, body("decided"))
    scene.ask("POST", PATH, body("open"))
    scene.approve("decided", "Denied")
    scene.wait(3700)
    assert [each["metadata"]["name"] for each in scene.store.list(RESOURCE)] == ["open"]
    scene.wait(24 * 3600)
    assert scene.store.list(RESOURCE) == [] and scene.cluster.next_due is None
