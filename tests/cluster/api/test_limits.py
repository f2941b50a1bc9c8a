"""LimitRanges and RuntimeClasses, as pods meet them."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.cluster.api.conftest import PODS, pod

LIMITS = "/api/v1/namespaces/default/limitranges"
CLASSES = "/apis/node.k8s.io/v1/runtimeclasses"


def limits(**limit) -> dict:
    return {"metadata": {"name": "l"}, "spec": {"limits": [{"type": "Container", **limit}]}}


def asking(requests: dict | None = None, limits: dict | None = None) -> dict:
    resources = {name: value for name, value in (("requests", requests), ("limits", limits)) if value}
    return pod(containers=[{"name": "a", "image": "nginx", "resources": resources}])


def test_what_a_container_does_not_say_is_filled_in(api):
    api.ok("POST", LIMITS, limits(default={"cpu": "200m"}, defaultRequest={"cpu": "100m", "memory": "1Mi"}))
    made = api.ok("POST", PODS, asking(limits={"memory": "5Mi"}))
    assert made["spec"]["containers"][0]["resources"] == {
        "requests": {"memory": "5Mi", "cpu": "100m"},
        "limits": {"memory": "5Mi", "cpu": "200m"},
    }
    assert made["metadata"]["annotations"]["kubernetes.io/limit-ranger"] == (
        "LimitRanger plugin set: cpu request for container a; cpu limit for container a"
    )


def test_defaults_follow_from_bounds(api):
    made = api.ok("POST", LIMITS, limits(max={"cpu": "1"}, min={"memory": "1Mi"}))
    found = made["spec"]["limits"][0]
    assert (found["default"], found["defaultRequest"]) == ({"cpu": "1"}, {"cpu": "1", "memory": "1Mi"})


@pytest.mark.parametrize(
    "limit, asked, why",
    [
        ({"max": {"cpu": "1"}}, {"limits": {"cpu": "2"}}, "maximum cpu usage per Container is 1, but limit is 2"),
        (
            {"min": {"cpu": "100m"}},
            {"requests": {"cpu": "50m"}},
            "minimum cpu usage per Container is 100m, but request is 50m",
        ),
        (
            {"maxLimitRequestRatio": {"cpu": "2"}},
            {"requests": {"cpu": "100m"}, "limits": {"cpu": "300m"}},
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        ),
        (
            {"type": "Pod", "max": {"memory": "1Mi"}},
            {},
            "maximum memory usage per Pod is 1Mi.  No limit is specified",
        ),
    ],
)
def test_what_goes_beyond_is_refused(api, limit, asked, why):
    api.ok("POST", LIMITS, limits(**limit))
    answer = api("POST", PODS, asking(**asked))
    assert (answer.code, answer.body["message"]) == (403, f'pods "web" is forbidden: {why}')


def test_limits_come_before_the_quota(api):
    api.ok("POST", LIMITS, limits(default={"cpu": "200m"}))
    quota = {"metadata": {"name": "q"}, "spec": {"hard": {"requests.cpu": "300m"}}}
    api.ok("POST", "/api/v1/namespaces/default/resourcequotas", quota)
    api.cluster.run_until(api.cluster.now + 1_000_000)
    api.ok("POST", PODS, pod("one"))
    assert "exceeded quota: q, requested: requests.cpu=200m" in api("POST", PODS, pod("two")).body["message"]


def test_a_runtime_class_costs_and_places(api):
    made = {
        "metadata": {"name": "box"},
        "handler": "runsc",
        "overhead": {"podFixed": {"cpu": "100m"}},
        "scheduling": {"nodeSelector": {"box": "yes"}, "tolerations": [{"key": "box", "operator": "Exists"}]},
    }
    api.ok("POST", CLASSES, made)
    spec = api.ok("POST", PODS, pod(runtimeClassName="box"))["spec"]
    assert (spec["overhead"], spec["nodeSelector"]) == ({"cpu": "100m"}, {"box": "yes"})
    assert spec["tolerations"][0]["key"] == "box" or spec["tolerations"][-1]["key"] == "box"
    answer = api("POST", PODS, pod("lost", runtimeClassName="none"))
    assert answer.body["message"] == 'pods "lost" is forbidden: pod rejected: RuntimeClass "none" not found'
    answer = api("POST", PODS, pod("odd", overhead={"cpu": "1"}))
    assert answer.code == 403 and "Pod Overhead set without" in answer.body["message"]


def test_a_limit_range_without_a_name_gets_one(api):
    """As the real server: a UUID, which is no uid of it, also where something else is wrong."""
    first, second = (
        api.ok("POST", LIMITS, {"metadata": given, "spec": {"limits": []}}) for given in ({}, {"name": ""})
    )
    refused = api("POST", LIMITS, {"metadata": {}, "spec": {"limits": [{"type": "nope"}]}})
    assert refused.code == 422
    names = [UUID(made["metadata"]["name"]) for made in (first, second)] + [UUID(refused.body["details"]["name"])]
    assert len(set(names)) == 3 and str(names[0]) != first["metadata"]["uid"]
