"""Who asks, and whether they may: tokens, impersonation, RBAC, reviews."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import pytest

from cluster.api.access import keys
from tests.cluster.api.conftest import CONFIGMAPS, PODS, configmap, pod

RBAC = "/apis/rbac.authorization.k8s.io/v1"
ROLES, BINDINGS = f"{RBAC}/namespaces/default/roles", f"{RBAC}/namespaces/default/rolebindings"
ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts"
AUTH, ASK = "/apis/authentication.k8s.io/v1", "/apis/authorization.k8s.io/v1"
GROUP = "rbac.authorization.k8s.io"
HERE, EVERYWHERE = 'in the namespace "default"', "at the cluster scope"


def acting(name: str, *groups: str) -> dict:
    return {"credentials": {"impersonate": {"user": name, "groups": list(groups)}}}


def role(name: str, verbs: str, *resources: str, **more) -> dict:
    rule = {"verbs": verbs.split(","), "apiGroups": [""], "resources": list(resources), **more}
    return {"metadata": {"name": name}, "rules": [rule]}


def binding(name: str, role: str, *users: str, kind: str = "Role") -> dict:
    subjects = [{"kind": "User", "name": user, "apiGroup": GROUP} for user in users]
    return {"metadata": {"name": name}, "roleRef": {"kind": kind, "name": role}, "subjects": subjects}


def allow(api, user: str, verbs: str, *resources: str, **more) -> None:
    api.ok("POST", ROLES, role(f"for-{user}", verbs, *resources, **more))
    api.ok("POST", BINDINGS, binding(f"for-{user}", f"for-{user}", user))


def claims(token: str) -> dict:
    body = token.split(".")[1]
    return json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@pytest.mark.parametrize(
    "method, path, what, verb, resource, group, where",
    [
        ("GET", PODS, "pods", "list", "pods", "", HERE),
        ("GET", f"{PODS}/web", 'pods "web"', "get", "pods", "", HERE),
        ("GET", f"{PODS}/web/log", 'pods "web"', "get", "pods/log", "", HERE),
        ("GET", f"{PODS}?watch=1", "pods", "watch", "pods", "", HERE),
        ("DELETE", PODS, "pods", "deletecollection", "pods", "", HERE),
        ("GET", "/api/v1/nodes", "nodes", "list", "nodes", "", EVERYWHERE),
        ("GET", "/apis/apps/v1/deployments", "deployments.apps", "list", "deployments", "apps", EVERYWHERE),
        (
            *("PUT", "/api/v1/namespaces/x/finalize", 'namespaces "x"', "update"),
            *("namespaces/finalize", "", 'in the namespace "x"'),
        ),
        ("GET", "/apis/none.io/v1/nothings", "nothings.none.io", "list", "nothings", "none.io", EVERYWHERE),
    ],
)
def test_who_may_nothing_is_told_so(api, method, path, what, verb, resource, group, where):
    answer = api(method, path, **acting("jane"))
    told = f'User "jane" cannot {verb} resource "{resource}" in API group "{group}" {where}'
    assert (answer.code, answer.body["reason"]) == (403, "Forbidden")
    assert answer.body["message"] == f"{what} is forbidden: {told}"


def test_a_path_that_is_no_resource(api):
    assert api("GET", "/metrics", **acting("jane")).body["message"] == (
        'forbidden: User "jane" cannot get path "/metrics"'
    )


def test_a_role_allows_what_it_says_and_no_more(api):
    allow(api, "jane", "get,list", "pods", "pods/log")
    assert api("GET", PODS, **acting("jane")).code == 200
    assert api("GET", f"{PODS}/web", **acting("jane")).code == 404
    assert api("GET", "/api/v1/pods", **acting("jane")).code == 403
    assert api("POST", PODS, pod(), **acting("jane")).code == 403
    assert api("GET", PODS, **acting("joe")).code == 403


def test_a_role_may_name_the_objects(api):
    allow(api, "jane", "get,list", "configmaps", resourceNames=["a"])
    api.ok("POST", CONFIGMAPS, configmap("a"))
    assert api("GET", f"{CONFIGMAPS}/a", **acting("jane")).code == 200
    assert api("GET", f"{CONFIGMAPS}/b", **acting("jane")).code == 403
    assert api("GET", CONFIGMAPS, **acting("jane")).code == 403
    assert api("GET", f"{CONFIGMAPS}?fieldSelector=metadata.name%3Da", **acting("jane")).code in (200, 403)


def test_a_binding_to_nothing_is_told(api):
    api.ok("POST", BINDINGS, binding("b", "ghost", "jane"))
    told = api("GET", PODS, **acting("jane")).body["message"]
    assert told.endswith(': RBAC: role.rbac.authorization.k8s.io "ghost" not found')


def test_impersonating_must_be_allowed(api):
    allow(api, "boss", "impersonate", "users")
    token_less = acting("jane")["credentials"]
    assert api("GET", "/version", credentials=token_less).code == 403  # no default roles in this bare cluster
    api.ok("POST", ACCOUNTS, {"metadata": {"name": "bot"}})
    token = api.ok("POST", f"{ACCOUNTS}/bot/token", {"spec": {}})["status"]["token"]
    answer = api("GET", PODS, credentials={"token": token, "impersonate": {"user": "jane"}})
    assert answer.body["message"] == (
        'users "jane" is forbidden: User "system:serviceaccount:default:bot" cannot impersonate resource "users" in '
        'API group "" at the cluster scope'
    )


def test_a_token_says_who_asks(api):
    account = api.ok("POST", ACCOUNTS, {"metadata": {"name": "bot"}})
    made = api.ok("POST", f"{ACCOUNTS}/bot/token", {"spec": {"expirationSeconds": 600}})
    token = made["status"]["token"]
    told = claims(token)
    assert told["sub"] == "system:serviceaccount:default:bot" and told["exp"] - told["iat"] == 600
    assert told["kubernetes.io"]["serviceaccount"] == {"name": "bot", "uid": account["metadata"]["uid"]}
    body, _, signature = token.rpartition(".")
    raw = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    keys.key(keys.ACCOUNTS).public_key().verify(raw, body.encode(), padding.PKCS1v15(), hashes.SHA256())
    api.ok("POST", ROLES, role("r", "list", "pods"))
    subject = {"kind": "ServiceAccount", "name": "bot", "namespace": "default"}
    api.ok("POST", BINDINGS, {**binding("r", "r"), "subjects": [subject]})
    assert api("GET", PODS, credentials={"token": token}).code == 200
    assert api("GET", CONFIGMAPS, credentials={"token": token}).code == 403
    review = api.ok("POST", f"{AUTH}/tokenreviews", {"spec": {"token": token}})
    assert review["status"]["authenticated"] and review["status"]["user"]["uid"] == account["metadata"]["uid"]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "no token at all", "ey.ey.ey"])
def test_a_bad_token_is_refused(api, token):
    answer = api("GET", PODS, credentials={"token": token})
    assert (answer.code, answer.body["message"], answer.body["reason"]) == (401, "Unauthorized", "Unauthorized")


def test_a_token_ends_with_its_time_its_account_and_what_it_is_bound_to(api):
    api.ok("POST", ACCOUNTS, {"metadata": {"name": "bot"}})
    api.ok("POST", PODS, pod(schedulerName="me", serviceAccountName="bot"))
    bound = {"boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": "web"}}
    token = api.ok("POST", f"{ACCOUNTS}/bot/token", {"spec": bound})["status"]["token"]
    assert claims(token)["kubernetes.io"]["pod"]["name"] == "web"
    assert api("GET", PODS, credentials={"token": token}).code == 403
    api.ok("DELETE", f"{PODS}/web")
    assert api("GET", PODS, credentials={"token": token}).code == 401
    token = api.ok("POST", f"{ACCOUNTS}/bot/token", {"spec": {}})["status"]["token"]
    api.cluster.run_until(api.cluster.now + 3_601_000_000)
    assert api("GET", PODS, credentials={"token": token}).code == 401


def test_reviews_answer_and_store_nothing(api):
    allow(api, "jane", "get", "pods")
    before, inputs = api.cluster.digest(), len(api.cluster.inputs)
    asked = {"resourceAttributes": {"verb": "get", "resource": "pods", "namespace": "default"}}
    status = api.ok("POST", f"{ASK}/subjectaccessreviews", {"spec": {**asked, "user": "jane"}})["status"]
    assert status == {
        "allowed": True,
        "reason": 'RBAC: allowed by RoleBinding "for-jane/default" of Role "for-jane" to User "jane"',
    }
    assert api.ok("POST", f"{ASK}/selfsubjectaccessreviews", {"spec": asked})["status"] == {"allowed": True}
    local = f"{ASK}/namespaces/default/localsubjectaccessreviews"
    assert api.ok("POST", local, {"spec": {**asked, "user": "joe"}})["status"] == {"allowed": False}
    user = api.ok("POST", f"{AUTH}/selfsubjectreviews", {})["status"]["userInfo"]
    assert (user["username"], user["groups"]) == ("minikube-user", ["system:masters", "system:authenticated"])
    assert (api.cluster.digest(), len(api.cluster.inputs)) == (before, inputs)


def test_the_rules_of_oneself(api):
    allow(api, "jane", "get", "pods")
    rules = f"{ASK}/selfsubjectrulesreviews"
    api.ok(
        "POST",
        f"{RBAC}/clusterroles",
        role("ask", "create", "selfsubjectrulesreviews", apiGroups=["authorization.k8s.io"]),
    )
    api.ok("POST", f"{RBAC}/clusterrolebindings", binding("ask", "ask", "jane", kind="ClusterRole"))
    status = api.ok("POST", rules, {"spec": {"namespace": "default"}}, **acting("jane"))["status"]
    assert {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]} in status["resourceRules"]
    assert status["incomplete"] is False


@pytest.mark.parametrize(
    "body, message",
    [
        (
            {"spec": {}},
            'SubjectAccessReview.authorization.k8s.io "" is invalid: [spec.resourceAttributes: Invalid value: "null": '
            "exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "
            '"": at least one of user or group must be specified]',
        ),
    ],
)
def test_a_review_says_who_and_what(api, body, message):
    answer = api("POST", f"{ASK}/subjectaccessreviews", body)
    assert (answer.code, answer.body["message"]) == (422, message)


def test_nobody_grants_what_they_do_not_hold(api):
    allow(api, "amy", "get,create,update,patch", "pods")
    limited = {"verbs": ["create", "update", "get"], "apiGroups": [GROUP], "resources": ["roles", "rolebindings"]}
    api.ok("POST", ROLES, {"metadata": {"name": "rbac"}, "rules": [limited]})
    api.ok("POST", BINDINGS, binding("rbac", "rbac", "amy"))
    assert api("POST", ROLES, role("mine", "get", "pods"), **acting("amy")).code == 201
    refused = api("POST", ROLES, role("more", "get,list", "secrets"), **acting("amy"))
    assert refused.body["message"] == (
        'roles.rbac.authorization.k8s.io "more" is forbidden: user "amy" (groups=["system:authenticated"]) is '
        "attempting to grant RBAC permissions not currently held:\n"
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}'
    )
    assert api("POST", BINDINGS, binding("b", "mine", "joe"), **acting("amy")).code == 201
    api.ok("POST", ROLES, role("secret", "get", "secrets"))
    assert api("POST", BINDINGS, binding("c", "secret", "joe"), **acting("amy")).code == 403
    api.ok(
        "POST",
        ROLES,
        {"metadata": {"name": "bind"}, "rules": [{**limited, "verbs": ["bind", "escalate"], "resources": ["roles"]}]},
    )
    api.ok("POST", BINDINGS, binding("bind", "bind", "amy"))
    assert api("POST", BINDINGS, binding("c", "secret", "joe"), **acting("amy")).code == 201
    assert api("POST", ROLES, role("more", "get,list", "secrets"), **acting("amy")).code == 201


def test_inputs_remember_who_asked(api):
    allow(api, "jane", "create", "configmaps")
    api.ok("POST", CONFIGMAPS, configmap("a"), **acting("jane"))
    api("POST", CONFIGMAPS, configmap("b"), **acting("joe"))
    assert api.cluster.branch(at=api.cluster.now).digest() == api.cluster.digest()
    assert api.cluster._replayed(api.cluster.now).digest() == api.cluster.digest()
