"""The token that every pod is given, and what it opens."""

import json
from base64 import urlsafe_b64decode

import pytest

from tests.cluster.kubelet.volumes.scene import Volumes

PLACE = "/var/run/secrets/kubernetes.io/serviceaccount"


@pytest.fixture
def scene() -> Volumes:
    return Volumes(nodes=1)


def claims(token: str) -> dict:
    body = token.split(".")[1]
    return json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_every_pod_has_a_token_a_certificate_and_its_namespace(scene):
    scene.pod("p")
    scene.wait(10)
    assert scene.run("p", f"ls {PLACE}; cat {PLACE}/namespace") == "ca.crt\nnamespace\ntoken\ndefault"
    assert scene.run("p", f"head -1 {PLACE}/ca.crt") == "-----BEGIN CERTIFICATE-----\n"
    said = claims(scene.run("p", f"cat {PLACE}/token"))
    assert said["sub"] == "system:serviceaccount:default:default"
    assert said["kubernetes.io"]["pod"]["name"] == "p"
    assert said["kubernetes.io"]["node"]["name"] == "minikube"
    assert scene.run("p", f"touch {PLACE}/x") == f"touch: cannot touch '{PLACE}/x': Read-only file system\n"


def test_nothing_of_it_is_worked_out_before_somebody_looks(scene):
    scene.pod("p")
    scene.wait(10)
    (kept,) = scene.cluster.runtime.get("minikube", "pods/default/p")["volumes"].values()
    assert set(kept) == {"token", "account", "machine"}


def test_a_pod_may_refuse_it(scene):
    scene.pod("p", automountServiceAccountToken=False)
    scene.wait(10)
    assert "No such file" in scene.run("p", f"ls {PLACE}")


def test_it_is_replaced_before_it_expires(scene):
    scene.pod("p")
    scene.wait(10)
    first = scene.run("p", f"cat {PLACE}/token")
    scene.wait(2800)
    assert scene.run("p", f"cat {PLACE}/token") == first
    scene.wait(120)
    second = scene.run("p", f"cat {PLACE}/token")
    assert claims(second)["iat"] - claims(first)["iat"] == 3607 * 8 // 10


def test_it_opens_the_api_as_far_as_its_account_may(scene):
    scene.pod("p")
    scene.wait(10)
    ask = f'curl -s --cacert {PLACE}/ca.crt -H "Authorization: Bearer $(cat {PLACE}/token)" https://kubernetes.default.svc'
    said = json.loads(scene.run("p", f"{ask}/api/v1/namespaces/default/pods"))
    assert said["code"] == 403
    assert 'User "system:serviceaccount:default:default" cannot list resource "pods"' in said["message"]
    assert json.loads(scene.run("p", f"{ask}/version"))["major"] == "1"


def test_a_projected_token_has_its_own_audience_time_and_path(scene):
    source = {"serviceAccountToken": {"path": "vault-token", "audience": "vault", "expirationSeconds": 7200}}
    scene.idle("p", {"projected": {"sources": [source]}})
    scene.wait(10)
    said = claims(scene.run("p", "cat /v/vault-token"))
    assert (said["aud"], said["exp"] - said["iat"]) == (["vault"], 7200)


@pytest.mark.parametrize(
    ("context", "mode", "user", "group"),
    [({}, "-rw-r--r--", 0, 0), ({"runAsUser": 1000}, "-rw-------", 1000, 0),
     ({"runAsUser": 1000, "fsGroup": 10000}, "-rw-r-----", 1000, 10000), ({"fsGroup": 10000}, "-rw-r-----", 0, 10000)],
)  # fmt: skip
def test_e2e_should_set_ownership_and_permission_of_the_token(scene, context, mode, user, group):
    """https://github.com/kubernetes/kubernetes/blob/master/test/e2e/auth/service_accounts.go"""
    path = f"{PLACE}/token"
    told = scene.mounttest("p", f"--file_perm={path}", f"--file_owner={path}", securityContext=context)
    assert told == f'perms of file "{path}": {mode}\nowner UID of "{path}": {user}\nowner GID of "{path}": {group}\n'
