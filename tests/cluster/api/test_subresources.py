"""Scale, binding, eviction, log, and quota, which stands behind creation."""

from __future__ import annotations

import pytest

from tests.cluster.api.conftest import CONFIGMAPS, DEPLOYMENTS, PODS, configmap, deployment, pod

EVICTION = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web"}}
BINDING = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "web"}, "target": {"kind": "Node", "name": "n1"}}


def test_scale_shows_and_changes_replicas(api):
    api.ok("POST", DEPLOYMENTS, deployment(paused=True, replicas=2))
    scale = api.ok("GET", f"{DEPLOYMENTS}/web/scale")
    assert (scale["spec"], scale["status"]["selector"]) == ({"replicas": 2}, "app=web")
    api.ok("PUT", f"{DEPLOYMENTS}/web/scale", {**scale, "spec": {"replicas": 4}})
    assert api.ok("GET", f"{DEPLOYMENTS}/web")["spec"]["replicas"] == 4
    stale = api("PUT", f"{DEPLOYMENTS}/web/scale", scale)
    assert (stale.code, stale.body["reason"]) == (409, "Conflict")


@pytest.mark.parametrize("word", ["three", 1.5, -1, None])
def test_scale_takes_only_counts(api, word):
    api.ok("POST", DEPLOYMENTS, deployment(replicas=1))
    answer = api("PATCH", f"{DEPLOYMENTS}/web/scale", {"spec": {"replicas": word}})
    assert answer.code == (200 if word is None else 422)


def test_a_pod_is_bound_once(api):
    api.ok("POST", PODS, pod(schedulerName="me"))
    assert api.ok("POST", f"{PODS}/web/binding", BINDING)["status"] == "Success"
    again = api("POST", f"{PODS}/web/binding", BINDING)
    assert (again.code, again.body["details"]["kind"]) == (409, "pods/binding")
    assert api.ok("GET", f"{PODS}/web")["spec"]["nodeName"] == "n1"


def test_the_old_form_of_binding(api):
    api.ok("POST", PODS, pod(schedulerName="me"))
    assert api.ok("POST", "/api/v1/namespaces/default/bindings", BINDING)["status"] == "Success"
    assert api("POST", "/api/v1/namespaces/default/bindings", {}).code == 400


def test_eviction_deletes_where_no_budget_forbids(api):
    api.ok("POST", PODS, pod(schedulerName="me"))
    assert api.ok("POST", f"{PODS}/web/eviction?dryRun=All", EVICTION)["status"] == "Success"
    assert api("GET", f"{PODS}/web").code == 200
    api.ok("POST", f"{PODS}/web/eviction", EVICTION)
    assert api("GET", f"{PODS}/web").code == 404


def test_log_wants_a_container_where_there_are_several(api):
    spec = {"containers": [{"name": "a", "image": "nginx"}, {"name": "b", "image": "redis"}], "schedulerName": "me"}
    api.ok("POST", PODS, pod(**spec))
    answer = api("GET", f"{PODS}/web/log")
    assert (answer.code, answer.body["message"]) == (
        400,
        "a container name must be specified for pod web, choose one of: [a b]",
    )
    assert api("GET", f"{PODS}/web/log?container=c").code == 400


def test_quota_counts_at_once_and_refuses_the_next(api):
    hard = {"configmaps": "3", "requests.cpu": "1"}
    api.ok("POST", "/api/v1/namespaces/default/resourcequotas", {"metadata": {"name": "q"}, "spec": {"hard": hard}})
    api.cluster.run_until(api.cluster.now + 3_000_000)
    api.ok("POST", CONFIGMAPS, configmap("one"))
    api.ok("POST", CONFIGMAPS, configmap("two"))  # the namespace had one
    answer = api("POST", CONFIGMAPS, configmap("three"))
    assert (answer.code, answer.body["message"]) == (
        403,
        'configmaps "three" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=3, limited: '
        "configmaps=3",
    )
    answer = api("POST", PODS, pod())
    assert answer.body["message"] == 'pods "web" is forbidden: failed quota: q: must specify requests.cpu for: a'
