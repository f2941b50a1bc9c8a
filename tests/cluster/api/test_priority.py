"""PriorityClasses and admission: what pods get from them, one default, the system's own stay."""

from __future__ import annotations

import pytest

from tests.cluster.api.conftest import PODS, pod

CLASSES = "/apis/scheduling.k8s.io/v1/priorityclasses"


def priority_class(name, value, **fields):
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": value,
        **fields,
    }


@pytest.fixture
def classes(api):
    api.ok("POST", CLASSES, priority_class("gentle", 500, preemptionPolicy="Never"))
    api.ok("POST", CLASSES, priority_class("usual", 10, globalDefault=True))
    return api


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, ("usual", 10, "PreemptLowerPriority")),
        ({"priorityClassName": "gentle"}, ("gentle", 500, "Never")),
        (
            {"priorityClassName": "system-node-critical"},
            ("system-node-critical", 2_000_001_000, "PreemptLowerPriority"),
        ),
    ],
)
def test_a_pod_has_what_its_class_says(classes, spec, expected):
    made = classes.ok("POST", PODS, pod(**spec))["spec"]
    assert (made["priorityClassName"], made["priority"], made["preemptionPolicy"]) == expected


def test_one_class_is_the_default(classes):
    why = "PriorityClass usual is already marked as default. Only one default can exist"
    answer = classes("POST", CLASSES, priority_class("second", 20, globalDefault=True))
    expected = f'priorityclasses.scheduling.k8s.io "second" is forbidden: {why}'
    assert (answer.code, answer.body["message"]) == (403, expected)
    answer = classes("PATCH", f"{CLASSES}/gentle", {"globalDefault": True})
    expected = f'priorityclasses.scheduling.k8s.io "gentle" is forbidden: {why}'
    assert (answer.code, answer.body["message"]) == (403, expected)
    assert classes.ok("PATCH", f"{CLASSES}/usual", {"description": "still"})["globalDefault"] is True
    classes.ok("PATCH", f"{CLASSES}/usual", {"globalDefault": False})
    assert classes.ok("POST", PODS, pod())["spec"]["priority"] == 0


def test_the_systems_classes_stay(classes):
    classes.ok("POST", CLASSES, priority_class("system-cluster-critical", 2_000_000_000))
    answer = classes("DELETE", f"{CLASSES}/system-cluster-critical")
    assert (answer.code, answer.body["message"]) == (
        403,
        'priorityclasses.scheduling.k8s.io "system-cluster-critical" is forbidden: this is a system priority class '
        "and cannot be deleted",
    )
    classes.ok("DELETE", f"{CLASSES}/gentle")
