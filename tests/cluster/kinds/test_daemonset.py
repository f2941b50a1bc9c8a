"""DaemonSet and ControllerRevision: defaults, validation, rows."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import (
    CONTAINER,
    NOW,
    TEMPLATE,
    completed,
    metadata,
    problems,
    update_problems,
    workload,
)

GENERATION = "deprecated.daemonset.template.generation"
DAEMON_SETS = KINDS.by_resource["daemonsets.apps"]


def daemon_set(**spec):
    return workload("DaemonSet", {"replicas": None, **spec})


def test_a_minimal_one_is_valid_and_replaces_one_pod_at_a_time():
    assert problems(daemon_set()) == []
    spec = completed(daemon_set())["spec"]
    assert spec["updateStrategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}}
    assert spec["revisionHistoryLimit"] == 10


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"selector": {}},
         ["spec.selector: Invalid value: {}: empty selector is invalid for daemonset"]),
        ({"selector": {"matchLabels": {"app": "other"}}},
         ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`']),
        ({"template": {**TEMPLATE, "spec": {"containers": [CONTAINER], "restartPolicy": "Never"}}},
         ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"']),
        ({"template": {**TEMPLATE, "spec": {"containers": [CONTAINER], "activeDeadlineSeconds": 5}}},
         ["spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported"]),
        ({"updateStrategy": {"type": "Recreate"}},
         ['spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":null}: supported values: '
          '"RollingUpdate", "OnDelete"']),
        ({"updateStrategy": {"type": "OnDelete"}}, []),
        ({"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}},
         ["spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is "
          "non-zero"]),
        ({"updateStrategy": {"rollingUpdate": {"maxSurge": "20%", "maxUnavailable": 0}}}, []),
        ({"updateStrategy": {"rollingUpdate": {"maxUnavailable": 0}}},
         ["spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"]),
        ({"updateStrategy": {"rollingUpdate": {"maxUnavailable": "101%"}}},
         ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%']),
        ({"minReadySeconds": -1},
         ["spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0"]),
    ],
)  # fmt: skip
def test_what_is_refused(spec, expected):
    assert problems(daemon_set(**spec)) == expected


def test_a_selector_stays():
    template = {**TEMPLATE, "metadata": {"labels": {"app": "web", "a": "b"}}}
    new = daemon_set(selector={"matchLabels": {"a": "b"}}, template=template)
    assert update_problems(new, daemon_set()) == [
        'spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: field is immutable'
    ]


def test_the_generation_of_the_template_is_counted_whatever_is_sent():
    old = completed(daemon_set())
    assert old["metadata"]["annotations"] == {GENERATION: "1"}
    same = DAEMON_SETS.prepare_update({**old, "metadata": metadata(annotations={GENERATION: "7"})}, old)
    assert same["metadata"]["annotations"] == {GENERATION: "1"}
    changed = {**old, "spec": {**old["spec"], "template": {**TEMPLATE, "spec": {"containers": []}}}}
    assert DAEMON_SETS.prepare_update(changed, old)["metadata"]["annotations"] == {GENERATION: "2"}
    assert "annotations" not in DAEMON_SETS.bare_metadata(old)


def test_a_row():
    status = {"desiredNumberScheduled": 3, "currentNumberScheduled": 2, "numberReady": 1}
    row = DAEMON_SETS.row({**completed(daemon_set()), "status": status}, NOW)
    assert row == ["x", 3, 2, 1, 0, 0, "<none>", "<unknown>", "c", "nginx", "app=web"]


def revision(**more):
    return {"apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": metadata(), "data": {}, **more}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"revision": 1}, []),
        ({"data": None}, ["data: Required value: data is mandatory"]),
        ({"revision": -1}, ["revision: Invalid value: -1: must be greater than or equal to 0"]),
    ],
)
def test_revisions(more, expected):
    assert problems(revision(**more)) == expected


def test_what_a_revision_keeps_stays():
    assert update_problems(revision(data={"a": 1}), revision()) == ['data: Invalid value: {"a":1}: field is immutable']
