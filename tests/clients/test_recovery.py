"""Clients that come back after a long time: what they knew is gone, and they start anew."""

import time

import pytest
from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException

from tests.clients.things import configmap
from tests.patience import PATIENCE
from tests.serving import serving

RATE = 1000  # ten minutes pass in less than a second


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served"), nodes=1, rate=RATE) as served:
        yield client.CoreV1Api(config.new_client_from_config(str(served.kubeconfig)))


def forgotten(core, version):
    """Make changes until the server no longer knows what came after `version`; the error that says so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        core.patch_namespaced_config_map("changing", "default", {"data": {"at": str(time.monotonic())}})
        try:
            stream = watch.Watch().stream(
                core.list_namespaced_config_map, "default", resource_version=version, timeout_seconds=1
            )
            next(iter(stream))
        except ApiException as error:
            return error
        time.sleep(0.1)
    raise AssertionError("the server still knows it all")


def test_a_watch_from_too_long_ago_is_gone(core):
    core.create_namespaced_config_map("default", configmap("changing"))
    version = core.list_namespaced_config_map("default").metadata.resource_version
    error = forgotten(core, version)
    assert error.status == 410 and "too old resource version" in str(error.reason)
    again = core.list_namespaced_config_map("default")
    assert "changing" in {each.metadata.name for each in again.items}
    core.patch_namespaced_config_map("changing", "default", {"data": {"at": "last"}})
    since = {"resource_version": again.metadata.resource_version, "timeout_seconds": PATIENCE}
    for event in watch.Watch().stream(core.list_namespaced_config_map, "default", **since):
        assert event["object"].data["at"] == "last"
        break
