"""Secrets that hold a token of their account."""

from base64 import b64decode

from cluster.api.request import Request
from tests.cluster.controllers.scene import Scene

SECRETS, ACCOUNTS = "/api/v1/namespaces/default/secrets", "/api/v1/namespaces/default/serviceaccounts"


def test_a_token_secret_is_filled_works_and_goes_with_its_account():
    scene = Scene()

    def ask(method, path, body=None, **more):
        answer = scene.cluster.request(Request(method, path, body=body, **more))
        scene.wait(2)
        return answer

    ask("POST", ACCOUNTS, {"metadata": {"name": "bot"}})
    annotations = {"kubernetes.io/service-account.name": "bot"}
    kind = "kubernetes.io/service-account-token"
    ask("POST", SECRETS, {"metadata": {"name": "t", "annotations": annotations}, "type": kind})
    secret = scene.store.get("secrets", "default", "t")
    assert b64decode(secret["data"]["namespace"]) == b"default"
    assert b64decode(secret["data"]["ca.crt"]).startswith(b"-----BEGIN CERTIFICATE-----")
    assert secret["metadata"]["annotations"]["kubernetes.io/service-account.uid"]
    token = b64decode(secret["data"]["token"]).decode()
    assert ask("GET", SECRETS, credentials={"token": token}).code == 403
    scene.wait(10 * 365 * 24 * 3600)
    assert ask("GET", SECRETS, credentials={"token": token}).code == 403  # it never expires
    ask("DELETE", f"{ACCOUNTS}/bot")
    assert scene.store.get("secrets", "default", "t") is None
    assert ask("GET", SECRETS, credentials={"token": token}).code == 401


def test_a_token_secret_of_nobody_is_deleted():
    scene = Scene()
    annotations = {"kubernetes.io/service-account.name": "nobody"}
    body = {"metadata": {"name": "t", "annotations": annotations}, "type": "kubernetes.io/service-account-token"}
    scene.cluster.request(Request("POST", SECRETS, body=body))
    scene.wait(2)
    assert scene.store.get("secrets", "default", "t") is None
