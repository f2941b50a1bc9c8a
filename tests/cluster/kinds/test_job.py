"""What a Job may ask for, what may change, and what its status may say: the server's texts."""

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation

JOBS = "/apis/batch/v1/namespaces/default/jobs"
MORE = "must be greater than or equal to 0"


def job(name="j", **spec):
    pod = {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name},
        "spec": {"template": {"spec": pod}, **spec},
    }


@pytest.fixture(scope="module")
def cluster():
    return Simulation(nodes=1)


def causes(answer):
    assert answer.code == 422, answer.body
    return [(c["field"].removeprefix("spec."), c["message"]) for c in answer.body["details"]["causes"]]


INDEXED = {"completionMode": "Indexed", "completions": 3}
ON_EXIT = {"operator": "In", "values": [1]}


def rules(*given, **more):
    return {**INDEXED, "podFailurePolicy": {"rules": list(given)}, **more}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            {"parallelism": -1, "backoffLimit": -2},
            [("parallelism", f"Invalid value: -1: {MORE}"), ("backoffLimit", f"Invalid value: -2: {MORE}")],
        ),
        (
            {"completionMode": "Indexed", "parallelism": 2},
            [("completions", "Required value: when completion mode is Indexed")],
        ),
        (
            {"completionMode": "Maybe"},
            [("completionMode", 'Unsupported value: "Maybe": supported values: "NonIndexed", "Indexed"')],
        ),
        ({"backoffLimitPerIndex": 1}, [("backoffLimitPerIndex", "Invalid value: 1: requires indexed completion mode")]),
        (
            {**INDEXED, "maxFailedIndexes": 1},
            [("backoffLimitPerIndex", "Required value: when maxFailedIndexes is specified")],
        ),
        (
            {**INDEXED, "backoffLimitPerIndex": 1, "maxFailedIndexes": 4},
            [("maxFailedIndexes", "Invalid value: 4: must be less than or equal to completions")],
        ),
        (
            {"completionMode": "Indexed", "completions": 100_001, "backoffLimitPerIndex": 1},
            [("maxFailedIndexes", "Required value: must be specified when completions is above 100000")],
        ),
        (
            {"managedBy": "me"},
            [("managedBy", 'Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")')],
        ),
        (
            {"podReplacementPolicy": "Always"},
            [
                (
                    "podReplacementPolicy",
                    'Unsupported value: "Always": supported values: "Failed", "TerminatingOrFailed"',
                )
            ],
        ),
        (
            {"successPolicy": {"rules": [{"succeededCount": 1}]}},
            [
                (
                    "successPolicy",
                    'Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: '
                    "requires indexed completion mode",
                )
            ],
        ),
        (
            {**INDEXED, "successPolicy": {"rules": []}},
            [
                (
                    "successPolicy.rules",
                    "Required value: at least one rules must be specified when the successPolicy is specified",
                )
            ],
        ),
        (
            {**INDEXED, "successPolicy": {"rules": [{}]}},
            [
                (
                    "successPolicy.rules[0]",
                    "Required value: at least one of succeededCount or succeededIndexes must be specified",
                )
            ],
        ),
        (
            {**INDEXED, "successPolicy": {"rules": [{"succeededIndexes": "0-3"}]}},
            [
                (
                    "successPolicy.rules[0].succeededIndexes",
                    'Invalid value: "0-3": error parsing succeededIndexes: too large index: "3"',
                )
            ],
        ),
        (
            {**INDEXED, "successPolicy": {"rules": [{"succeededIndexes": "1,0", "succeededCount": 4}]}},
            [
                (
                    "successPolicy.rules[0].succeededIndexes",
                    'Invalid value: "1,0": error parsing succeededIndexes: '
                    "non-increasing order, previous: 1, current: 0",
                ),
                (
                    "successPolicy.rules[0].succeededCount",
                    "Invalid value: 4: must be less than or equal to 3 (the number of specified completions)",
                ),
                (
                    "successPolicy.rules[0].succeededCount",
                    "Invalid value: 4: must be less than or equal to 0 (the number of indexes in the specified "
                    "succeededIndexes field)",
                ),
            ],
        ),
        (
            rules({"action": "FailIndex", "onExitCodes": ON_EXIT}),
            [
                (
                    "podFailurePolicy.rules[0].action",
                    'Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
                )
            ],
        ),
        (
            rules({"action": "Count"}),
            [
                (
                    "podFailurePolicy.rules[0]",
                    "Invalid value: specifying one of OnExitCodes and OnPodConditions is required",
                )
            ],
        ),
        (
            rules({"action": "Count", "onExitCodes": {"operator": "In", "values": [2, 0, 2]}}),
            [
                (
                    "podFailurePolicy.rules[0].onExitCodes.values[1]",
                    "Invalid value: 0: must not be 0 for the In operator",
                ),
                ("podFailurePolicy.rules[0].onExitCodes.values[2]", "Duplicate value: 2"),
                ("podFailurePolicy.rules[0].onExitCodes.values", "Invalid value: [2,0,2]: must be ordered"),
            ],
        ),
        (
            rules({"action": "Count", "onExitCodes": ON_EXIT}, podReplacementPolicy="TerminatingOrFailed"),
            [("podReplacementPolicy", 'Unsupported value: "TerminatingOrFailed": supported values: "Failed"')],
        ),
    ],
)
def test_what_is_refused(cluster, spec, expected):
    assert causes(cluster.request(Request("POST", JOBS, body=job(**spec)))) == expected


def test_the_name_and_the_last_index_make_a_host_name(cluster):
    answer = cluster.request(Request("POST", JOBS, body=job("x" * 62, **INDEXED)))
    detail = f"will not able to create pod with invalid DNS label: {'x' * 62}-2"
    assert causes(answer) == [("metadata.name", f'Invalid value: "{"x" * 62}": {detail}')]


def patched(cluster, made, spec, sub="", kind="application/merge-patch+json"):
    cluster.request(Request("DELETE", f"{JOBS}/j", body={"propagationPolicy": "Background"}))
    assert cluster.request(Request("POST", JOBS, body=made)).code == 201
    return cluster.request(Request("PATCH", f"{JOBS}/j{sub}", body=spec, content_type=kind))


@pytest.mark.parametrize(
    ("before", "change", "field", "message"),
    [
        ({"completions": 3}, {"completions": 4}, "completions", "Invalid value: 4: field is immutable"),
        (
            INDEXED,
            {"completions": 4},
            "completions",
            "Invalid value: 4: can only be modified in tandem with spec.parallelism",
        ),
        ({}, {"completionMode": "Indexed"}, "completionMode", 'Invalid value: "Indexed": field is immutable'),
        ({}, {"managedBy": "example.com/me"}, "managedBy", 'Invalid value: "example.com/me": field is immutable'),
    ],
)
def test_what_may_not_change(cluster, before, change, field, message):
    assert (field, message) in causes(patched(cluster, job(**before), {"spec": change}))


@pytest.mark.parametrize(
    "change", [{"parallelism": 4}, {"suspend": True}, {"backoffLimit": 1}, {"activeDeadlineSeconds": 9}]
)
def test_what_may_change(cluster, change):
    assert patched(cluster, job(), {"spec": change}).code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"metadata": {"labels": {"a": "b"}}}, 200),
        ({"spec": {"nodeSelector": {"disk": "ssd"}, "tolerations": [{"operator": "Exists"}]}}, 200),
        ({"spec": {"affinity": {"nodeAffinity": {}}}}, 200),
        ({"spec": {"priorityClassName": "x"}}, 422),
        ({"spec": {"affinity": {"podAffinity": {}}}}, 422),
    ],
)
def test_a_suspended_job_that_never_started_may_be_placed_otherwise(cluster, change, code):
    assert patched(cluster, job(suspend=True), {"spec": {"template": change}}).code == code


TIME = "2026-01-01T00:00:00Z"
TRUE = {"status": "True"}


@pytest.mark.parametrize(
    ("status", "field", "message"),
    [
        ({"active": -1}, "active", f"Invalid value: -1: {MORE}"),
        ({"ready": 2, "active": 1}, "ready", "Invalid value: 2: cannot set more ready pods than active"),
        (
            {"completionTime": TIME},
            "completionTime",
            f'Invalid value: "{TIME}": cannot set completionTime when there is no Complete=True condition',
        ),
        (
            {"conditions": [{"type": "Failed", **TRUE}], "startTime": TIME},
            "conditions",
            "Invalid value: cannot set Failed=True condition without the FailureTarget=true condition",
        ),
        (
            {"conditions": [{"type": "Complete", **TRUE}, {"type": "SuccessCriteriaMet", **TRUE}], "startTime": TIME},
            "completionTime",
            "Required value: completionTime is required for Complete jobs",
        ),
        (
            {"conditions": [{"type": "FailureTarget", **TRUE}, {"type": "SuccessCriteriaMet", **TRUE}]},
            "conditions",
            "Invalid value: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions",
        ),
        (
            {"conditions": [{"type": "FailureTarget", **TRUE}, {"type": "Failed", **TRUE}]},
            "startTime",
            "Required value: startTime is required for finished job",
        ),
        (
            {"completedIndexes": "1"},
            "completedIndexes",
            'Invalid value: "1": error parsing completedIndexes: too large index: "1"',
        ),
        (
            {"failedIndexes": "0"},
            "failedIndexes",
            'Invalid value: "0": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
        ),
        (
            {"uncountedTerminatedPods": {"failed": ["a", "a"]}},
            "uncountedTerminatedPods.failed[1]",
            'Duplicate value: "a"',
        ),
    ],
)
def test_what_a_status_may_not_say(cluster, status, field, message):
    answer = patched(cluster, job(managedBy="example.com/me"), {"status": status}, "/status")
    assert (f"status.{field}", message) in causes(answer)
