"""Admission policies, webhooks and pod security, as requests meet them."""

from __future__ import annotations

import pytest

from tests.cluster.api.conftest import CONFIGMAPS, DEPLOYMENTS, PODS, configmap, deployment, pod

GROUP = "/apis/admissionregistration.k8s.io/v1"
POLICIES, BINDINGS = f"{GROUP}/validatingadmissionpolicies", f"{GROUP}/validatingadmissionpolicybindings"
RULE = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["*"], "resources": ["deployments"]}


def policy(*validations: dict, rules: tuple = (RULE,), **spec) -> dict:
    given = {"matchConstraints": {"resourceRules": list(rules)}, "validations": list(validations), **spec}
    return {"metadata": {"name": "p"}, "spec": given}


def bound(*actions: str, **spec) -> dict:
    return {"metadata": {"name": "b"}, "spec": {"policyName": "p", "validationActions": list(actions), **spec}}


def install(api, given: dict, *actions: str, **spec) -> None:
    api.ok("POST", POLICIES, given)
    api.ok("POST", BINDINGS, bound(*(actions or ("Deny",)), **spec))


def test_a_broken_condition_is_denied_with_its_expression(api):
    install(api, policy({"expression": "object.spec.replicas <= 2"}))
    assert api("POST", DEPLOYMENTS, deployment(replicas=2)).code == 201
    answer = api("POST", DEPLOYMENTS, deployment("many", replicas=3))
    told = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.spec.replicas <= 2"
    assert (answer.code, answer.body["reason"]) == (422, "Invalid")
    assert answer.body["message"] == f'deployments.apps "many" is forbidden: {told}'
    assert answer.body["details"]["causes"] == [{"message": told}]
    assert api("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"replicas": 5}}).code == 422


@pytest.mark.parametrize(
    "validation, code, message",
    [
        ({"expression": "false", "message": " no "}, 422, "no"),
        ({"expression": "false", "reason": "Forbidden"}, 403, "failed expression: false"),
        ({"expression": "false", "messageExpression": "'at ' + object.metadata.name"}, 422, "at web"),
        ({"expression": "false", "message": "m", "messageExpression": "object.nothing"}, 422, "m"),
        (
            {"expression": "object.nothing == 1"},
            422,
            "expression 'object.nothing == 1' resulted in error: no such key: nothing",
        ),
        ({"expression": "request.operation == 'DELETE'"}, 422, "failed expression: request.operation == 'DELETE'"),
        (
            {"expression": "request.userInfo.username == 'x'"},
            422,
            "failed expression: request.userInfo.username == 'x'",
        ),
        ({"expression": "oldObject != null"}, 422, "failed expression: oldObject != null"),
        (
            {"expression": "namespaceObject.metadata.name != 'default'"},
            422,
            "failed expression: namespaceObject.metadata.name != 'default'",
        ),
    ],
)
def test_what_a_validation_says(api, validation, code, message):
    install(api, policy(validation))
    answer = api("POST", DEPLOYMENTS, deployment())
    assert (answer.code, answer.body["message"].partition("denied request: ")[2]) == (code, message)


def test_failures_may_be_ignored_and_conditions_narrow(api):
    install(api, policy({"expression": "object.nothing == 1"}, failurePolicy="Ignore"))
    assert api("POST", DEPLOYMENTS, deployment()).code == 201
    api.ok("DELETE", f"{POLICIES}/p")
    condition = {"name": "mine", "expression": "object.metadata.name == 'mine'"}
    api.ok("POST", POLICIES, policy({"expression": "false"}, matchConditions=[condition]))
    assert api("POST", DEPLOYMENTS, deployment("other")).code == 201
    assert api("POST", DEPLOYMENTS, deployment("mine")).code == 422


def test_variables_are_evaluated_when_they_are_used(api):
    variables = [
        {"name": "broken", "expression": "object.nothing"},
        {"name": "twice", "expression": "object.spec.replicas * 2"},
        {"name": "more", "expression": "variables.twice + 1"},
    ]
    install(api, policy({"expression": "variables.more == 5"}, variables=variables))
    assert api("POST", DEPLOYMENTS, deployment(replicas=2)).code == 201
    assert api("POST", DEPLOYMENTS, deployment("b", replicas=3)).code == 422


def test_a_warning_and_an_audit_let_it_pass(api):
    install(api, policy({"expression": "false"}), "Warn", "Audit")
    answer = api("POST", DEPLOYMENTS, deployment())
    assert answer.code == 201
    assert answer.warnings == [
        "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: false"
    ]


def test_parameters_come_from_objects(api):
    given = policy({"expression": "object.spec.replicas <= int(params.data.most)"},
                   paramKind={"apiVersion": "v1", "kind": "ConfigMap"})  # fmt: skip
    reference = {"name": "limits", "parameterNotFoundAction": "Deny"}
    install(api, given, paramRef=reference)
    answer = api("POST", DEPLOYMENTS, deployment())
    assert "no params found for policy binding with `Deny` parameterNotFoundAction" in answer.body["message"]
    api.ok("POST", CONFIGMAPS, configmap("limits", most="2"))
    assert api("POST", DEPLOYMENTS, deployment(replicas=2)).code == 201
    assert api("POST", DEPLOYMENTS, deployment("b", replicas=3)).code == 422


def test_parameters_may_be_chosen_by_labels_and_all_must_hold(api):
    given = policy({"expression": "object.spec.replicas <= int(params.data.most)"},
                   paramKind={"apiVersion": "v1", "kind": "ConfigMap"})  # fmt: skip
    chosen = {"selector": {"matchLabels": {"for": "web"}}, "parameterNotFoundAction": "Allow"}
    install(api, given, paramRef=chosen)
    assert api("POST", DEPLOYMENTS, deployment("free", replicas=9)).code == 201
    api.ok("POST", CONFIGMAPS, configmap("wide", {"for": "web"}, most="5"))
    api.ok("POST", CONFIGMAPS, configmap("tight", {"for": "web"}, most="2"))
    assert api("POST", DEPLOYMENTS, deployment("a", replicas=3)).code == 422
    assert api("POST", DEPLOYMENTS, deployment("b", replicas=2)).code == 201


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("authorizer.group('').resource('pods').namespace('default').check('get').allowed()", True),
        ("authorizer.group('').resource('pods').namespace('other').check('get').allowed()", False),
        ("authorizer.group('').resource('pods').subresource('log').namespace('default').check('get').allowed()", False),
        ("authorizer.group('').resource('pods').namespace('default').name('x').check('get').reason().contains('RBAC')",
         True),
        ("authorizer.requestResource.check('create').allowed()", True),
        ("authorizer.requestResource.check('delete').allowed()", False),
        ("authorizer.path('/healthz').check('get').allowed()", False),
        ("authorizer.serviceAccount('default', 'robot').group('').resource('pods').namespace('default').check('get')"
         ".allowed()", False),
        ("!authorizer.requestResource.check('create').errored()", True),
    ],
)  # fmt: skip
def test_an_expression_may_ask_what_the_requester_may_do(api, source, allowed):
    rules = [
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["create"]},
    ]
    root = "/apis/rbac.authorization.k8s.io/v1/namespaces/default"
    api.ok("POST", f"{root}/roles", {"metadata": {"name": "r"}, "rules": rules})
    subject = {"kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"}
    role = {"kind": "Role", "name": "r", "apiGroup": "rbac.authorization.k8s.io"}
    api.ok("POST", f"{root}/rolebindings", {"metadata": {"name": "r"}, "roleRef": role, "subjects": [subject]})
    install(api, policy({"expression": source}))
    answer = api("POST", DEPLOYMENTS, deployment(), credentials={"impersonate": {"user": "jane"}})
    assert answer.code == (201 if allowed else 422), answer.body


def status(api):
    api.cluster.run_until(api.cluster.now + 1_000_000)
    return api.ok("GET", f"{POLICIES}/p")["status"]


def test_what_looks_wrong_stands_in_the_status(api):
    validation = {
        "expression": "object.spec.replicas > '1'",
        "messageExpression": "'wants replicas > 1, got ' + object.spec.replicas",
    }
    api.ok("POST", POLICIES, policy(validation, {"expression": "variables.n > 1"}, variables=[
        {"name": "n", "expression": "object.spec.replicas"}]))  # fmt: skip
    told = status(api)
    assert told["observedGeneration"] == 1
    assert told["typeChecking"]["expressionWarnings"] == [
        {
            "fieldRef": "spec.validations[0].expression",
            "warning": "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to "
            "'(int, string)'\n | object.spec.replicas > '1'\n | .....................^\n",
        },
        {
            "fieldRef": "spec.validations[0].messageExpression",
            "warning": "apps/v1, Kind=Deployment: ERROR: <input>:1:28: found no matching overload for '_+_' applied to "
            "'(string, int)'\n | 'wants replicas > 1, got ' + object.spec.replicas\n | ...........................^\n",
        },
    ]
    api.ok("PATCH", f"{POLICIES}/p", {"spec": {"validations": [{"expression": "object.spec.replicas > 1"}]}})
    assert status(api) == {"observedGeneration": 2, "typeChecking": {}}


def test_custom_resources_are_checked_by_their_schema(api):
    spec = {"type": "object", "properties": {"size": {"type": "integer"}}}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    crd = {
        "metadata": {"name": "widgets.x.io"},
        "spec": {
            "group": "x.io",
            "scope": "Namespaced",
            "names": {"plural": "widgets", "kind": "Widget"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
        },
    }
    api.ok("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd)
    api.cluster.run_until(api.cluster.now + 2_000_000)
    rule = {"apiGroups": ["x.io"], "apiVersions": ["v1"], "operations": ["*"], "resources": ["widgets"]}
    api.ok(
        "POST",
        POLICIES,
        policy(
            {"expression": "object.spec.color == 'red'"}, {"expression": "has(object.metadata.labels)"}, rules=(rule,)
        ),
    )
    (warning,) = status(api)["typeChecking"]["expressionWarnings"]
    assert warning["warning"].startswith("x.io/v1, Kind=Widget: ERROR: <input>:1:12: undefined field 'color'")


def test_scaling_is_seen_as_a_scale(api):
    rule = {**RULE, "resources": ["deployments/scale"]}
    install(api, policy({"expression": "request.kind.kind == 'Scale' && object.spec.replicas < 3"}, rules=(rule,)))
    api.ok("POST", DEPLOYMENTS, deployment(replicas=9))
    patch = {"spec": {"replicas": 2}}
    assert api("PATCH", f"{DEPLOYMENTS}/web/scale", patch).code == 200
    answer = api("PATCH", f"{DEPLOYMENTS}/web/scale", {"spec": {"replicas": 3}})
    assert answer.code == 422 and "denied request" in answer.body["message"]
    assert api.ok("GET", f"{DEPLOYMENTS}/web")["spec"]["replicas"] == 2


def test_deletes_are_seen_with_what_goes(api):
    rule = {**RULE, "operations": ["DELETE"]}
    install(api, policy({"expression": "!('keep' in oldObject.metadata.labels)"}, rules=(rule,)))
    made = deployment()
    made["metadata"]["labels"] = {"keep": "yes"}
    api.ok("POST", DEPLOYMENTS, made)
    assert api("DELETE", f"{DEPLOYMENTS}/web").code == 422
    api.ok("PATCH", f"{DEPLOYMENTS}/web", {"metadata": {"labels": {"keep": None, "go": "now"}}})
    assert api("DELETE", f"{DEPLOYMENTS}/web").code == 200


def test_a_policy_also_binds_controllers(api):
    install(api, policy({"expression": "false"}, rules=({**RULE, "apiGroups": [""], "resources": ["pods"]},)))
    api.ok("POST", DEPLOYMENTS, deployment(replicas=1))
    api.cluster.run_until(api.cluster.now + 5_000_000)
    assert api.ok("GET", PODS)["items"] == []


def test_an_unreachable_webhook_fails_what_it_should_see(api):
    hook = {
        "name": "a.b.example.com",
        "clientConfig": {"url": "https://hooks.example.com/x"},
        "rules": [{**RULE, "apiGroups": [""], "resources": ["configmaps"], "operations": ["CREATE"]}],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
    }
    hooks = f"{GROUP}/mutatingwebhookconfigurations"
    made = api.ok("POST", hooks, {"metadata": {"name": "h"}, "webhooks": [hook]})
    assert made["webhooks"][0]["reinvocationPolicy"] == "Never" and made["metadata"]["generation"] == 1
    answer = api("POST", CONFIGMAPS, configmap("a"))
    assert (answer.code, answer.body["reason"]) == (500, "InternalError")
    assert (
        'failed calling webhook "a.b.example.com": failed to call webhook: Post "https://hooks.example.com/x'
        in (answer.body["message"])
    )
    assert api("POST", PODS, pod(schedulerName="me")).code == 201
    api.ok("PUT", f"{hooks}/h", {"metadata": {"name": "h"}, "webhooks": [{**hook, "failurePolicy": "Ignore"}]})
    assert api("POST", CONFIGMAPS, configmap("a")).code == 201


def labelled(api, **labels: str) -> None:
    given = {f"pod-security.kubernetes.io/{mode.replace('_', '-')}": level for mode, level in labels.items()}
    api.ok("PATCH", "/api/v1/namespaces/default", {"metadata": {"labels": given}})


GOOD = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}


@pytest.mark.parametrize(
    "spec, context, told",
    [
        ({}, GOOD, None),
        (
            {"hostNetwork": True, "hostPID": True},
            GOOD,
            "host namespaces (hostNetwork=true, hostPID=true)",
        ),
        (
            {"volumes": [{"name": "h", "hostPath": {"path": "/"}}]},
            GOOD,
            'hostPath volumes (volume "h"), restricted volume types '
            '(volume "h" uses restricted volume type "hostPath")',
        ),
        (
            {},
            {**GOOD, "capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}},
            'unrestricted capabilities (container "a" must not include "NET_ADMIN" '
            "in securityContext.capabilities.add)",
        ),
        ({"securityContext": {"runAsUser": 0}}, GOOD, "runAsUser=0 (pod must not set runAsUser=0)"),
        (
            {},
            {**GOOD, "seccompProfile": {"type": "Unconfined"}},
            'seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
        ),
    ],
)
def test_a_restricted_namespace(api, spec, context, told):
    labelled(api, enforce="restricted")
    containers = [{"name": "a", "image": "nginx", "securityContext": context}]
    answer = api("POST", PODS, pod(containers=containers, **spec))
    if told is None:
        assert answer.code == 201
    else:
        assert answer.body["message"] == f'pods "web" is forbidden: violates PodSecurity "restricted:latest": {told}'


def test_workloads_are_warned_about_and_their_pods_refused(api):
    labelled(api, enforce="baseline", warn="restricted", warn_version="v1.30")
    answer = api("POST", DEPLOYMENTS, deployment())
    assert answer.code == 201 and answer.warnings[0].startswith('would violate PodSecurity "restricted:v1.30": allow')
    privileged = [{"name": "a", "image": "nginx", "securityContext": {"privileged": True}}]
    refused = api("POST", PODS, pod(containers=privileged))
    assert refused.code == 403 and 'privileged (container "a" must not set' in refused.body["message"]


def test_a_namespace_that_becomes_stricter_names_who_offends(api):
    api.ok("POST", PODS, pod(schedulerName="me", hostNetwork=True))
    path = "/api/v1/namespaces/default"
    answer = api("PATCH", path, {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "baseline"}}})
    assert answer.warnings == [
        'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
        "web: host namespaces",
    ]
    wrong = api("PATCH", path, {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "odd"}}})
    assert wrong.code == 422 and "must be one of privileged, baseline, restricted" in wrong.body["message"]
