"""APIService: defaults, validation, rows."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, completed, problems

SERVICES = KINDS.by_resource["apiservices.apiregistration.k8s.io"]
SERVICE = {"namespace": "prod", "name": "wardle"}


def api_service(name="v1.wardle.example.com", **spec):
    given = {"group": "wardle.example.com", "version": "v1", "groupPriorityMinimum": 2000, "versionPriority": 200}
    kept = {key: value for key, value in {**given, **spec}.items() if value is not None}
    return {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": name},
        "spec": kept,
    }


def test_the_port_is_that_of_https_unless_told_otherwise():
    assert completed(api_service(service=SERVICE))["spec"]["service"] == {**SERVICE, "port": 443}
    assert completed(api_service(service={**SERVICE, "port": 7443}))["spec"]["service"]["port"] == 7443


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (api_service(), []),
        (api_service(service=SERVICE, insecureSkipTLSVerify=True), []),
        (api_service("v2.wardle.example.com"),
         ['metadata.name: Invalid value: "v2.wardle.example.com": must be `spec.version+"."+spec.group`: '
          '"v1.wardle.example.com"']),
        (api_service("v2.", group=None, version="v2"),
         ["spec.group: Required value: only v1 may have an empty group and it better be legacy kube"]),
        (api_service(groupPriorityMinimum=20001),
         ["spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000"]),
        (api_service(versionPriority=0),
         ["spec.versionPriority: Invalid value: 0: must be positive and less than 1000"]),
        (api_service(insecureSkipTLSVerify=True, caBundle="Y2E="),
         ['spec.caBundle: Invalid value: "2 bytes": local APIServices may not have a caBundle',
          "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify"]),
        (api_service(service={}), ["spec.service.namespace: Required value", "spec.service.name: Required value"]),
        (api_service(service=SERVICE, insecureSkipTLSVerify=True, caBundle="Y2E="),
         ["spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present"]),
    ],
)  # fmt: skip
def test_what_is_refused(obj, expected):
    assert problems(obj) == expected


@pytest.mark.parametrize(
    ("service", "condition", "cells"),
    [
        (None, {"status": "True"}, ["Local", "True"]),
        (SERVICE, None, ["prod/wardle", "Unknown"]),
        (SERVICE, {"status": "False", "reason": "MissingEndpoints"}, ["prod/wardle", "False (MissingEndpoints)"]),
        (SERVICE, {"status": "True", "reason": "Passed"}, ["prod/wardle", "True"]),
    ],
)
def test_rows(service, condition, cells):
    status = {"conditions": [{"type": "Available", **condition}]} if condition else {}
    assert SERVICES.row({**api_service(service=service), "status": status}, NOW)[1:3] == cells
