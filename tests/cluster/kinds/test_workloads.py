"""ReplicationController, ReplicaSet and Deployment: defaults, validation, rows."""

import pytest

from tests.cluster.kinds.helpers import (
    CONTAINER,
    NOW,
    TEMPLATE,
    completed,
    kind_of,
    metadata,
    problems,
    update_problems,
    workload,
)

MISMATCH = '{"app":"web"}: `selector` does not match template `labels`'
ALL = ("ReplicationController", "ReplicaSet", "Deployment")


@pytest.mark.parametrize("kind", ALL)
def test_a_minimal_one_is_valid(kind):
    assert problems(workload(kind)) == []


@pytest.mark.parametrize("kind", ALL)
def test_one_replica_unless_said(kind):
    assert completed(workload(kind, {"replicas": None}))["spec"]["replicas"] == 1
    assert completed(workload(kind, {"replicas": 0}))["spec"]["replicas"] == 0


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("policy", ["Never", "OnFailure"])
def test_pods_must_be_restarted(kind, policy):
    template = {**TEMPLATE, "spec": {"containers": [CONTAINER], "restartPolicy": policy}}
    found = problems(workload(kind, {"template": template}))
    assert found == [f'spec.template.spec.restartPolicy: Unsupported value: "{policy}": supported values: "Always"']


@pytest.mark.parametrize("kind", ALL)
def test_an_image_of_a_template_may_have_blanks(kind):
    template = {**TEMPLATE, "spec": {"containers": [{"name": "c", "image": " nginx"}]}}
    assert problems(workload(kind, {"template": template})) == []


@pytest.mark.parametrize("kind", ["ReplicaSet", "Deployment"])
@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (None, ["spec.selector: Required value", f"spec.template.metadata.labels: Invalid value: {MISMATCH}"]),
        ({}, ["spec.selector: Invalid value: {}: empty selector is invalid for deployment"]),
        ({"matchLabels": {"app": "other"}}, [f"spec.template.metadata.labels: Invalid value: {MISMATCH}"]),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, []),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["other"]}]}, []),
        ({"matchExpressions": [{"key": "app", "operator": "Is", "values": ["web"]}]},
         ['spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
          'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Is","values":["web"]}]}: '
          "invalid label selector"]),
    ],
)  # fmt: skip
def test_selectors(kind, selector, expected):
    assert problems(workload(kind, {"selector": selector})) == expected


@pytest.mark.parametrize("kind", ["ReplicaSet", "Deployment"])
def test_a_selector_stays(kind):
    new = workload(kind, {"selector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}})
    assert update_problems(new, workload(kind)) == [
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable'
    ]


def test_a_replication_controller_takes_the_labels_of_its_template():
    made = completed(workload("ReplicationController", {"selector": None}))
    assert made["spec"]["selector"] == made["metadata"]["labels"] == {"app": "web"}


def test_a_replication_controller_without_template():
    given = {
        "apiVersion": "v1",
        "kind": "ReplicationController",
        "metadata": metadata(),
        "spec": {"selector": {"a": "b"}},
    }
    assert problems(given) == ["spec.template: Required value"]


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ({"type": "Rolling"},
         ['spec.strategy: Unsupported value: {"Type":"Rolling","RollingUpdate":null}: supported values: "Recreate", '
          '"RollingUpdate"']),
        ({"type": "Recreate", "rollingUpdate": {}},
         ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"]),
        ({"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}},
         ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0']),
        ({"rollingUpdate": {"maxUnavailable": "101%"}},
         ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%']),
        ({"rollingUpdate": {"maxSurge": "200%"}}, []),
    ],
)  # fmt: skip
def test_strategies(strategy, expected):
    assert problems(workload("Deployment", {"strategy": strategy})) == expected


def test_the_deadline_lies_after_being_ready():
    found = problems(workload("Deployment", {"minReadySeconds": 600}))
    assert found == ["spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds"]


def test_counts_of_a_status():
    old = completed(workload("Deployment"))
    new = {**old, "status": {"replicas": 1, "readyReplicas": 2, "availableReplicas": 3}}
    found = [f"{e.field}: {e.message}" for e in kind_of(old).validate_status_update(new, old)]
    assert found == [
        "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
        "status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas",
        "status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas",
    ]


def test_rows():
    deployment = completed(workload("Deployment", {"replicas": 3}))
    deployment["metadata"] = {**deployment["metadata"], "creationTimestamp": "2020-09-13T12:26:10Z"}
    status = {"replicas": 4, "updatedReplicas": 2, "readyReplicas": 1, "availableReplicas": 1}
    kind = kind_of(deployment)
    assert kind.row({**deployment, "status": status}, NOW) == ["x", "1/3", 2, 1, "30s", "c", "nginx", "app=web"]
    replicas = completed(workload("ReplicaSet"))
    assert kind_of(replicas).row(replicas, NOW) == ["x", 1, 0, 0, "<unknown>", "c", "nginx", "app=web"]


def test_what_a_scale_selects():
    selector = {"matchLabels": {"b": "1"}, "matchExpressions": [{"key": "a", "operator": "In", "values": ["y", "x"]}]}
    for kind, wanted in (("Deployment", "a in (x,y),b=1"), ("ReplicaSet", "a in (x,y),b=1")):
        obj = workload(kind, {"selector": selector})
        assert kind_of(obj).scale_selector(obj) == wanted
