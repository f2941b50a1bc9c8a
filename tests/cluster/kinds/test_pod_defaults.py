"""What is filled in of a pod."""

import pytest

from cluster.kinds.pod.quality import quality_of_service
from cluster.kinds.pod.sources import pull_policy
from tests.cluster.kinds.helpers import completed, pod


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1.9.1", "IfNotPresent"),
        ("registry:5000/a/b", "Always"), ("registry:5000/a/b:1", "IfNotPresent"),
        ("nginx@sha256:" + "0" * 64, "IfNotPresent"), (" nginx", "IfNotPresent"), ("", "IfNotPresent"),
        ("-1", "IfNotPresent"), ("../x", "IfNotPresent"), ("Upper", "IfNotPresent"), ("x" * 256, "IfNotPresent"),
    ],
)  # fmt: skip
def test_pull_policy_follows_the_tag(image, policy):
    assert pull_policy(image) == policy


def test_a_limit_is_also_the_request():
    resources = completed(pod(container={"resources": {"limits": {"cpu": "1", "memory": "1024Mi"}}}))
    container = resources["spec"]["containers"][0]
    assert container["resources"] == {
        "limits": {"cpu": "1", "memory": "1Gi"},
        "requests": {"cpu": "1", "memory": "1Gi"},
    }
    assert resources["status"] == {"phase": "Pending", "qosClass": "Guaranteed"}


def test_amounts_finer_than_a_thousandth_are_rounded_up():
    made = completed(pod(container={"resources": {"requests": {"cpu": "0.1m", "memory": 100}}}))
    assert made["spec"]["containers"][0]["resources"]["requests"] == {"cpu": "1m", "memory": "100"}


def test_host_network_opens_the_ports_of_the_host():
    made = completed(pod({"hostNetwork": True}, {"ports": [{"containerPort": 80}]}))
    assert made["spec"]["containers"][0]["ports"] == [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]


def test_the_old_name_of_the_service_account_still_counts():
    assert completed(pod({"serviceAccount": "builder"}))["spec"]["serviceAccountName"] == "builder"


def test_scheduling_gates_hold_a_pod():
    made = completed(pod({"schedulingGates": [{"name": "example.com/wait"}]}))
    assert made["status"]["conditions"][0]["reason"] == "SchedulingGated"


@pytest.mark.parametrize(
    ("resources", "quality"),
    [
        ([{}], "BestEffort"),
        ([{"requests": {"cpu": "1"}}], "Burstable"),
        ([{"requests": {"cpu": "0"}}], "BestEffort"),
        ([{"requests": {"cpu": "1", "memory": "1"}, "limits": {"cpu": "1", "memory": "1"}}], "Guaranteed"),
        ([{"requests": {"cpu": "1", "memory": "1"}, "limits": {"cpu": "1", "memory": "1"}}, {}], "Burstable"),
        ([{"requests": {"example.com/gpu": "1"}}], "BestEffort"),
    ],
)
def test_quality_of_service(resources, quality):
    assert quality_of_service({"containers": [{"resources": given} for given in resources]}) == quality
