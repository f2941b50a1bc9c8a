"""DeviceClass, ResourceClaim, ResourceClaimTemplate, ResourceSlice: defaults, validation, updates, rows."""

import pytest

from cluster.kinds import KINDS
from tests.cluster.kinds.helpers import NOW, completed, problems, update_problems

GROUP = "resource.k8s.io"
SLASH = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"


def made(kind, name, spec, namespaced=True, **more):
    metadata = {"name": name, **({"namespace": "default"} if namespaced else {})}
    return {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": metadata, "spec": spec, **more}


def selecting(expression):
    return [{"cel": {"expression": expression}}]


def asking(name="gpu", **exactly):
    return {"name": name, "exactly": {"deviceClassName": "gpu.example.com", **exactly}}


def claim(*requests, name="mine", **devices):
    return made("ResourceClaim", name, {"devices": {"requests": list(requests) or [asking()], **devices}})


def device_class(expression="device.driver == 'gpu.example.com'", **spec):
    return made("DeviceClass", "gpu.example.com", {"selectors": selecting(expression), **spec}, namespaced=False)


def device(name, **told):
    return {"name": name, **told}


def resource_slice(*devices, name="node-gpus", node="minikube", count=1, generation=1, **spec):
    pool = {"name": node or "pool", "generation": generation, "resourceSliceCount": count}
    place = {"nodeName": node} if node else {}
    told = {"driver": "gpu.example.com", "pool": pool, "devices": list(devices), **place, **spec}
    return made("ResourceSlice", name, told, namespaced=False)


def test_one_device_is_asked_for_unless_told_otherwise():
    request = completed(claim())["spec"]["devices"]["requests"][0]["exactly"]
    assert request == {"deviceClassName": "gpu.example.com", "allocationMode": "ExactCount", "count": 1}
    every = completed(claim(asking(allocationMode="All")))["spec"]["devices"]["requests"][0]["exactly"]
    assert "count" not in every


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (claim(), []),
        (claim(asking(selectors=selecting("device.attributes['gpu.example.com'].memory > 3"))), []),
        (claim(asking(selectors=selecting("device.capacity['gpu.example.com'].memory.compareTo(quantity('1Gi')) > 0"))),
         []),
        (claim({"name": "gpu"}),
         ["spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required"]),
        (claim(asking(), asking()), ['spec.devices.requests[1]: Duplicate value: "gpu"']),
        (claim(asking(count=-1)),
         ["spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero"]),
        (claim(asking(allocationMode="All", count=2)),
         ["spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is "
          "'All'"]),
        (claim(asking(allocationMode="Some")),
         ['spec.devices.requests[0].exactly.allocationMode: Unsupported value: "Some": supported values: "All", '
          '"ExactCount"']),
        (claim(asking(deviceClassName="")), ["spec.devices.requests[0].exactly.deviceClassName: Required value"]),
        (claim(asking(selectors=[{}])), ["spec.devices.requests[0].exactly.selectors[0].cel: Required value"]),
        (claim(asking(selectors=selecting("1 + 1"))),
         ['spec.devices.requests[0].exactly.selectors[0].cel.expression: Invalid value: "1 + 1": must evaluate to bool '
          "or the unknown type, not int"]),
        (claim(constraints=[{"requests": ["other"], "matchAttribute": "gpu.example.com/model"}]),
         [f'spec.devices.constraints[0].requests[0]: Invalid value: "other": {SLASH}']),
        (claim(constraints=[{"requests": ["gpu"]}]), ["spec.devices.constraints[0].matchAttribute: Required value"]),
        (claim(constraints=[{"matchAttribute": "model"}]),
         ['spec.devices.constraints[0].matchAttribute: Invalid value: "model": must include a domain']),
        (claim(config=[{"opaque": {"driver": "gpu.example.com"}}]),
         ["spec.devices.config[0].opaque.parameters: Required value"]),
        (device_class(), []),
        (device_class(extendedResourceName="cpu"),
         ['spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name']),
        (resource_slice(device("a")), []),
        (resource_slice(node=None),
         ["spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is "
          "required"]),
        (resource_slice(allNodes=True),
         ['spec: Invalid value: "{`nodeName`, `allNodes`}": exactly one of `nodeName`, `nodeSelector`, `allNodes`, '
          "`perDeviceNodeSelection` is required, but multiple fields are set"]),
        (resource_slice(count=0), ["spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero"]),
        (resource_slice(device("a", attributes={"v": {"version": "1.0"}})),
         ['spec.devices[0].attributes[v].version: Invalid value: "1.0": must be a string compatible with semver.org '
          "spec 2.0.0"]),
        (resource_slice(device("a", attributes={"v": {}})),
         ['spec.devices[0].attributes[v]: Invalid value: "": exactly one value must be specified']),
        (resource_slice(device("a"), device("a")), ['spec.devices[1]: Duplicate value: "a"']),
    ],
)  # fmt: skip
def test_what_is_refused(obj, expected):
    assert problems(obj) == expected


def test_an_expression_that_does_not_compile_says_where():
    (told,) = problems(device_class("device.colour == 'red'"))
    assert told.startswith("spec.selectors[0].cel.expression: Invalid value: \"device.colour == 'red'\": compilation")
    assert "undefined field 'colour'" in told


def test_a_claim_stays_as_it_is():
    (told,) = update_problems(claim(asking(count=2)), claim())
    assert told.startswith("spec: Invalid value: ") and told.endswith(": field is immutable")
    assert update_problems(resource_slice(node="other"), resource_slice()) == [
        'spec.pool.name: Invalid value: "other": field is immutable',
        'spec.nodeName: Invalid value: "other": field is immutable',
    ]


@pytest.mark.parametrize(
    ("status", "deleted", "state"),
    [
        ({}, False, "pending"),
        ({"allocation": {}}, False, "allocated"),
        ({"allocation": {}, "reservedFor": [{}]}, False, "allocated,reserved"),
        ({"allocation": {}}, True, "deleted,allocated"),
        ({}, True, "deleted"),
    ],
)
def test_rows_of_claims(status, deleted, state):
    obj = {**claim(), "status": status}
    obj["metadata"] = {**obj["metadata"], **({"deletionTimestamp": "2020-01-01T00:00:00Z"} if deleted else {})}
    assert KINDS.by_resource[f"resourceclaims.{GROUP}"].row(obj, NOW)[1] == state


def test_rows_of_slices():
    row = KINDS.by_resource[f"resourceslices.{GROUP}"].row(resource_slice(), NOW)
    assert row[1:4] == ["minikube", "gpu.example.com", "minikube"]
