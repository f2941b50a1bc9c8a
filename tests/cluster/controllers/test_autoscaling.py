"""Autoscalers in a cluster: the walkthrough of the documentation, what holds them back, and what idling costs."""

import pytest

from cluster.api.request import Request
from cluster.controllers.autoscaling import RESOURCE, pace, replicas
from cluster.controllers.autoscaling.metrics import MetricsError, Sample
from cluster.objects.times import SECOND
from cluster.simulation import Simulation
from tests.cluster.controllers.scene import deployment, pod
from tests.cluster.kubelet.test_usage import with_metrics_server

NAME = "php-apache"
LOAD = "while sleep 0.01; do wget -q -O- http://php-apache; done"


def share(percent=50, name="cpu"):
    return {
        "type": "Resource",
        "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": percent}},
    }


def autoscaler(*metrics, least=1, most=10, kind="Deployment", target=NAME, **spec):
    reference = {"apiVersion": "apps/v1", "kind": kind, "name": target}
    wanted = {"scaleTargetRef": reference, "minReplicas": least, "maxReplicas": most, "metrics": list(metrics), **spec}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": NAME},
        "spec": wanted,
    }


def web(count=1, requests="200m", limit="500m"):
    made = deployment(NAME, count, {"run": NAME})
    resources = {"limits": {"cpu": limit}, **({"requests": {"cpu": requests}} if requests else {})}
    made["spec"]["template"]["spec"]["containers"][0].update(
        image="registry.k8s.io/hpa-example", ports=[{"containerPort": 80}], resources=resources
    )
    return made


def generator():
    made = pod("load-generator", {"run": "load-generator"}, image="busybox:1.28")
    made["spec"]["containers"][0]["args"] = ["/bin/sh", "-c", LOAD]
    return made


def started(*metrics, count=1, requests="200m", **spec):
    scene = with_metrics_server()
    scene.create(web(count, requests))
    ports = {"ports": [{"port": 80}], "selector": {"run": NAME}}
    scene.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": NAME}, "spec": ports})
    scene.wait(130)
    scene.create(autoscaler(*(metrics or [share()]), **spec))
    scene.wait(60)
    return scene


def load(scene, rate):
    scene.do(load={"kind": "Service", "namespace": "default", "name": NAME, "rate": rate})


def status(scene):
    return scene.store.get(RESOURCE, "default", NAME)["status"]


def size(scene):
    return scene.store.get("deployments.apps", "default", NAME)["spec"]["replicas"]


def sizes(scene):
    """Every size that the Deployment was given, from its first on."""
    asked = [c.object["spec"]["replicas"] for c in scene.store.history if c.resource == "deployments.apps"]
    return [size for at, size in enumerate(asked) if not at or size != asked[at - 1]]


def condition(scene, kind):
    found = next(c for c in status(scene)["conditions"] if c["type"] == kind)
    return found["status"], found["reason"]


def test_the_walkthrough():
    scene = started()
    assert (size(scene), condition(scene, "ScalingActive")) == (1, ("True", "ValidMetricFound"))
    assert status(scene)["currentMetrics"][0]["resource"]["current"]["averageUtilization"] == 0
    scene.create(generator())
    scene.wait(300)
    assert size(scene) == 7
    assert 40 <= status(scene)["currentMetrics"][0]["resource"]["current"]["averageUtilization"] <= 50
    message = "reason: cpu resource utilization (percentage of request) above target"
    assert scene.events("SuccessfulRescale")[0]["message"].endswith(message)
    scene.delete("Pod", "load-generator", gracePeriodSeconds=0)
    scene.wait(240)
    assert size(scene) == 7 and condition(scene, "AbleToScale") == ("True", "ScaleDownStabilized")
    scene.wait(180)
    assert size(scene) == 1 and condition(scene, "ScalingLimited") == ("True", "TooFewReplicas")
    assert scene.events("SuccessfulRescale")[-1]["message"] == "New size: 1; reason: All metrics below target"


def test_a_settled_autoscaler_has_nothing_due():
    scene = started()
    scene.create(generator())
    scene.wait(1200)
    assert scene.cluster.clock.due_at("horizontal-pod-autoscaler", f"default/{NAME}") is None
    scene.wait(3 * 3600)
    before = scene.store.revision
    scene.wait(240 * 3600)
    assert scene.store.revision == before and size(scene) == 7


def test_slices_and_a_restore_change_nothing():
    def digest(cuts, restore):
        scene = started()
        load(scene, 20)
        cluster, start = scene.cluster, scene.cluster.now
        for cut in range(1, cuts + 1):
            cluster.run_until(start + cut * 420 * SECOND // cuts)
            if restore:
                cluster = Simulation.restore(cluster.snapshot())
        return cluster.digest()

    assert digest(1, False) == digest(11, False) == digest(7, True)


def test_never_more_than_the_limit():
    scene = started(most=3)
    load(scene, 200)
    scene.wait(600)
    assert size(scene) == 3 and condition(scene, "ScalingLimited") == ("True", "TooManyReplicas")


def test_too_few_or_too_many_replicas_are_mended_without_metrics():
    scene = started(count=1, least=3)
    assert size(scene) == 3
    assert scene.events("SuccessfulRescale")[0]["message"] == (
        "New size: 3; reason: Current number of replicas below Spec.MinReplicas"
    )
    scene.patch("Deployment", NAME, {"spec": {"replicas": 12}})
    scene.wait(20)
    assert size(scene) == 10


def test_zero_replicas_switch_it_off():
    scene = started()
    scene.patch("Deployment", NAME, {"spec": {"replicas": 0}})
    scene.wait(60)
    assert size(scene) == 0 and condition(scene, "ScalingActive") == ("False", "ScalingDisabled")


def test_the_behavior_limits_the_pace():
    up = {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}
    down = {"stabilizationWindowSeconds": 0, "policies": [{"type": "Percent", "value": 50, "periodSeconds": 60}]}
    scene = started(behavior={"scaleUp": up, "scaleDown": down})
    load(scene, 40)
    scene.wait(400)
    grown = sizes(scene)
    assert grown == list(range(1, grown[-1] + 1)) and len(grown) >= 5
    load(scene, 0)
    scene.wait(600)
    shrunk = sizes(scene)[len(grown) :]
    assert shrunk[0] >= grown[-1] // 2 and shrunk[-1] == 1
    assert condition(scene, "ScalingActive") == ("True", "ValidMetricFound")


def test_a_direction_may_be_disabled():
    scene = started(count=4, behavior={"scaleDown": {"selectPolicy": "Disabled"}})
    scene.wait(900)
    assert size(scene) == 4 and condition(scene, "ScalingLimited") == ("True", "ScaleDownLimit")


PODS = {
    "type": "Pods",
    "pods": {"metric": {"name": "packets"}, "target": {"type": "AverageValue", "averageValue": "1k"}},
}
QUEUE = {
    "type": "External",
    "external": {
        "metric": {"name": "queue", "selector": {"matchLabels": {"q": "a"}}},
        "target": {"type": "AverageValue", "averageValue": "30"},
    },
}
NO_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"


@pytest.mark.parametrize(
    ("metric", "reason", "message"),
    [
        (PODS, "FailedGetPodsMetric", f"unable to get metric packets: {NO_CUSTOM}"),
        (
            QUEUE,
            "FailedGetExternalMetric",
            "unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{q: a,},"
            "MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the "
            "server could not find the requested resource (get queue.external.metrics.k8s.io)",
        ),
        (share(50, "memory"), "FailedGetResourceMetric", None),
    ],
)
def test_metrics_that_are_not_there(metric, reason, message):
    scene = started(metric)
    assert condition(scene, "ScalingActive") == ("False", reason)
    message = message or scene.events(reason)[0]["message"]
    assert scene.events(reason)[0]["message"] == message
    assert scene.events("FailedComputeMetricsReplicas")[0]["message"].startswith(
        "invalid metrics (1 invalid out of 1), first error is: failed to get "
    )
    assert size(scene) == 1 and status(scene)["currentMetrics"] == [{"type": ""}]


def test_one_metric_that_asks_for_more_suffices():
    scene = started(PODS, share())
    load(scene, 30)
    scene.wait(300)
    assert size(scene) > 1 and condition(scene, "ScalingActive") == ("True", "ValidMetricFound")


def test_without_a_request_there_is_no_utilization():
    scene = started(requests="")
    scene.patch(
        "Deployment", NAME, {"spec": {"template": {"spec": {"containers": [{"name": "main", "resources": None}]}}}}
    )
    scene.wait(400)
    assert condition(scene, "ScalingActive") == ("False", "FailedGetResourceMetric")
    assert "missing request for cpu in container main of Pod" in scene.events("FailedGetResourceMetric")[-1]["message"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "none"}, 'deployments.apps "none" not found'),
        ({"kind": "Deploy"}, 'no matches for kind "Deploy" in group "apps"'),
        ({"kind": "DaemonSet"}, "the server could not find the requested resource"),
    ],
)
def test_nothing_to_scale(change, message):
    scene = with_metrics_server()
    scene.create(autoscaler(share(), **change))
    scene.wait(60)
    assert condition(scene, "AbleToScale") == ("False", "FailedGetScale")
    assert scene.events("FailedGetScale")[0]["message"] == message


def test_two_autoscalers_of_the_same_pods_do_nothing():
    scene = started()
    other = autoscaler(share())
    other["metadata"]["name"] = "other"
    scene.create(other)
    load(scene, 30)
    scene.wait(200)
    assert size(scene) == 1 and condition(scene, "ScalingActive") == ("False", "AmbiguousSelector")


def test_without_a_metrics_server_it_waits_and_wakes_when_there_is_one():
    scene = started()
    scene.patch("Deployment", "metrics-server", {"spec": {"replicas": 0}}, "kube-system")
    scene.wait(60)
    assert condition(scene, "ScalingActive") == ("False", "FailedGetResourceMetric")
    scene.patch("Deployment", "metrics-server", {"spec": {"replicas": 1}}, "kube-system")
    scene.wait(90)
    assert condition(scene, "ScalingActive") == ("True", "ValidMetricFound")


def test_both_versions_tell_the_same():
    scene = started(share(), PODS, behavior={"scaleUp": {"stabilizationWindowSeconds": 5}})
    path = f"/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/{NAME}"
    old = scene.cluster.request(Request("GET", path)).body
    assert old["spec"]["targetCPUUtilizationPercentage"] == 50 and "metrics" not in old["spec"]
    notes = old["metadata"]["annotations"]
    assert sorted(note.split("/")[1] for note in notes) == ["behavior", "conditions", "current-metrics", "metrics"]
    before = scene.store.get(RESOURCE, "default", NAME)
    assert scene.cluster.request(Request("PUT", path, body=old)).code == 200
    after = scene.store.get(RESOURCE, "default", NAME)
    kinds = ({m["type"]: m for m in each["spec"]["metrics"]} for each in (before, after))
    assert next(kinds) == next(kinds)
    assert before["spec"]["behavior"] == after["spec"]["behavior"]
    assert "annotations" not in after["metadata"]


def samples(*values):
    return {f"p{at}": Sample(value, 0, 0) for at, value in enumerate(values)}


NEAR = replicas.Tolerance(0.1, 0.1)


@pytest.mark.parametrize(
    ("current", "target", "values", "ready", "unready", "missing", "expected"),
    [
        (3, 30, [300, 500, 700], 3, (), (), 5),  # from upstream's tests: TestReplicaCalcScaleUp
        (3, 30, [300, 500, 700], 2, ("p0",), (), 4),  # ...UnreadyLessScale
        (4, 24, [400, 500, 700], 3, (), ("p3",), 7),
        (5, 50, [100, 300, 500, 250, 250], 5, (), (), 3),  # TestReplicaCalcScaleDown
        (5, 100, [1000, 950, 1050, 1000, 1000], 5, (), (), 5),  # within the tolerance
    ],
)
def test_how_many_replicas_a_share_asks_for(current, target, values, ready, unready, missing, expected):
    requests = {f"p{at}": 1000 for at in range(current)}
    groups = replicas.Groups(ready, set(unready), set(missing), set())
    assert replicas.by_share(current, target, samples(*values), requests, groups, NEAR).replicas == expected


def test_no_metrics_of_pods_that_count():
    groups = replicas.Groups(0, {"p0"}, set(), set())
    with pytest.raises(MetricsError, match="did not receive metrics for targeted pods"):
        replicas.by_amount(1, 100, samples(5), groups, NEAR)


@pytest.mark.parametrize(
    ("policies", "select", "current", "up", "expected"),
    [
        ([("Pods", 4, 60)], "Max", 3, True, 7),
        ([("Percent", 100, 60)], "Max", 3, True, 6),
        ([("Pods", 4, 60), ("Percent", 100, 60)], "Max", 10, True, 20),
        ([("Pods", 4, 60), ("Percent", 100, 60)], "Min", 10, True, 14),
        ([("Pods", 4, 60), ("Percent", 50, 60)], "Max", 10, False, 5),
        ([("Pods", 4, 60), ("Percent", 50, 60)], "Min", 10, False, 6),
        ([("Percent", 10, 60)], "Max", 5, True, 6),  # rounded up, or it would never grow
    ],
)
def test_how_far_policies_let_it_go(policies, select, current, up, expected):
    rules = {
        "selectPolicy": select,
        "policies": [dict(zip(("type", "value", "periodSeconds"), p, strict=True)) for p in policies],
    }
    memory = {"advice": [], "up": [], "down": []}
    behavior = {
        "scaleUp": {"selectPolicy": "Disabled"},
        "scaleDown": {"selectPolicy": "Disabled", "stabilizationWindowSeconds": 0},
    }
    behavior["scaleUp" if up else "scaleDown"] = {"stabilizationWindowSeconds": 0, **rules}
    spec = {"minReplicas": 1, "maxReplicas": 1000, "behavior": behavior}
    found = pace.normalized(spec, memory, current, 1000 if up else 1, 10**9)
    assert found.replicas == expected and found.is_limited
