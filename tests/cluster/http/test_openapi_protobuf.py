"""The document of version 2 as real clients read it: as a protocol buffer."""

from cluster.api.documents.openapi import v2
from cluster.http import openapi_protobuf
from cluster.http.wire import fields
from cluster.kinds import KINDS


def of(data, *numbers):
    """All messages at a path of field numbers."""
    found = [data]
    for number in numbers:
        found = [value for each in found for tag, _, value in fields(each) if tag == number]
    return found


def test_definitions_and_patches_are_written():
    encoded = openapi_protobuf.encode(v2(KINDS))
    assert of(encoded, 1) == [b"2.0"]
    assert b"io.k8s.api.apps.v1.Deployment" in of(encoded, 9, 1, 1)
    spec = next(each for each in of(encoded, 9, 1) if of(each, 1) == [b"io.k8s.api.apps.v1.DeploymentSpec"])
    properties = {of(each, 1)[0]: of(each, 2)[0] for each in of(spec, 2, 25, 1)}
    assert of(properties[b"replicas"], 22, 1) == [b"integer"] and of(properties[b"selector"], 1)
    assert b"fieldValidation" in of(encoded, 8, 2, 2, 8, 8, 1, 2, 3, 4)
