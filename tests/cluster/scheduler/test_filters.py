"""Which nodes a pod may go to: a table for each filter."""

import pytest

from tests.cluster.scheduler.scene import Scene, node, pod

TAINT = {"key": "team", "value": "a", "effect": "NoSchedule"}
ALL = {"operator": "Exists"}


def feasible(scene: Scene, given: dict) -> list[str]:
    outcome = scene.run(given)
    return sorted(set(scene.scheduling.table.names()) - set(outcome.refusals)) if outcome.rejected is None else []


@pytest.mark.parametrize(
    ("tolerations", "goes"),
    [
        ([], False),
        ([{"key": "team", "operator": "Equal", "value": "a", "effect": "NoSchedule"}], True),
        ([{"key": "team", "value": "a"}], True),  # Equal, any effect
        ([{"key": "team", "operator": "Exists"}], True),
        ([ALL], True),
        ([{"key": "team", "operator": "Equal", "value": "b"}], False),
        ([{"key": "team", "operator": "Exists", "effect": "NoExecute"}], False),
        ([{"operator": "Equal", "value": "a"}], False),  # without key only Exists tolerates
    ],
)
def test_taints(tolerations, goes):
    scene = Scene(node("n1", taints=[TAINT]))
    assert (feasible(scene, pod("p", tolerations=tolerations)) == ["n1"]) is goes


@pytest.mark.parametrize("effect", ["NoSchedule", "NoExecute"])
def test_an_untolerated_taint_is_named_by_no_key(effect):
    scene = Scene(node("n1", taints=[{**TAINT, "effect": effect}]))
    assert scene.reasons(pod("p")) == {"n1": ("node(s) had untolerated taint(s)",)}


def test_a_cordoned_node_takes_only_who_tolerates_it():
    scene = Scene(node("n1", cordoned=True))
    assert scene.reasons(pod("p")) == {"n1": ("node(s) were unschedulable",)}
    assert feasible(scene, pod("p", tolerations=[{"key": "node.kubernetes.io/unschedulable", **ALL}])) == ["n1"]


def affinity(*terms: dict) -> dict:
    required = {"nodeSelectorTerms": list(terms)}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}}


def expression(key: str, operator: str, *values: str) -> dict:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ({"nodeSelector": {"disk": "ssd"}}, ["n2"]),
        ({"nodeSelector": {"disk": "ssd", "zone": "a"}}, []),
        (affinity(expression("zone", "In", "a", "c")), ["n1", "n3"]),
        (affinity(expression("zone", "NotIn", "a")), ["n2", "n3", "n4"]),  # an absent label is not in either
        (affinity(expression("disk", "Exists")), ["n2"]),
        (affinity(expression("disk", "DoesNotExist")), ["n1", "n3", "n4"]),
        (affinity(expression("cores", "Gt", "8")), ["n2"]),
        (affinity(expression("cores", "Lt", "8")), ["n1"]),
        (
            affinity(expression("zone", "In", "a"), expression("zone", "In", "b")),
            ["n1", "n2"],
        ),  # terms are alternatives
        (affinity({"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n4"]}]}), ["n4"]),
        (affinity({}), []),  # an empty term matches nothing
        ({"nodeSelector": {"disk": "ssd"}, **affinity(expression("zone", "In", "a"))}, []),  # both must hold
    ],
)
def test_node_selector_and_affinity(spec, names):
    scene = Scene(
        node("n1", {"zone": "a", "cores": "4"}),
        node("n2", {"zone": "b", "disk": "ssd", "cores": "16"}),
        node("n3", {"zone": "c", "cores": "many"}),
        node("n4"),
    )
    assert feasible(scene, pod("p", **spec)) == names


@pytest.mark.parametrize(
    ("wanted", "reasons", "hopeless"),
    [
        ({"cpu": "1"}, None, False),
        ({"cpu": "2"}, ("Insufficient cpu",), False),  # fits the empty node
        ({"cpu": "5"}, ("Insufficient cpu",), True),
        ({"cpu": "5", "memory": "9Gi"}, ("Insufficient cpu", "Insufficient memory"), True),
        ({"example.com/gpu": "1"}, ("Insufficient example.com/gpu",), True),
    ],
)
def test_resources(wanted, reasons, hopeless):
    scene = Scene(node("n1"), pods=(pod("e", "n1", cpu="3"),))
    containers = [{"name": "c", "image": "x", "resources": {"requests": wanted}}]
    refusal = scene.run(pod("p", containers=containers)).refusals.get("n1")
    assert (refusal.reasons if refusal else None) == reasons
    assert bool(refusal and refusal.hopeless) is hopeless


def test_a_full_node_is_full_until_a_pod_ends():
    scene = Scene(node("n1", pods="1"), pods=(pod("e", "n1"),))
    assert scene.reasons(pod("p")) == {"n1": ("Too many pods",)}
    scene.put("pods", {**pod("e", "n1"), "status": {"phase": "Succeeded"}})
    assert feasible(scene, pod("p")) == ["n1"]


@pytest.mark.parametrize(
    ("containers", "inits", "cpu"),
    [
        (["1", "2"], [], 3000),
        (["1"], [("2", False)], 2000),  # init containers run before: the largest counts
        (["1"], [("2", False), ("500m", False)], 2000),
        (["1"], [("2", True)], 3000),  # a sidecar runs beside
        (["1"], [("2", True), ("3", False)], 5000),
    ],
)
def test_what_a_pod_requests_in_all(containers, inits, cpu):
    from cluster.objects.demand import requests

    spec = {
        "containers": [{"resources": {"requests": {"cpu": amount}}} for amount in containers],
        "initContainers": [
            {"resources": {"requests": {"cpu": amount}}, **({"restartPolicy": "Always"} if sidecar else {})}
            for amount, sidecar in inits
        ],
    }
    assert requests(spec)["cpu"] == cpu


@pytest.mark.parametrize(
    ("there", "wanted", "free"),
    [
        ({"hostPort": 80}, {"hostPort": 80}, False),
        ({"hostPort": 80}, {"hostPort": 81}, True),
        ({"hostPort": 80}, {"hostPort": 80, "protocol": "UDP"}, True),
        ({"hostPort": 80, "hostIP": "10.0.0.1"}, {"hostPort": 80, "hostIP": "10.0.0.2"}, True),
        ({"hostPort": 80, "hostIP": "10.0.0.1"}, {"hostPort": 80}, False),
        ({}, {"hostPort": 80}, True),
    ],
)
def test_host_ports(there, wanted, free):
    def with_port(port: dict) -> list[dict]:
        return [{"name": "c", "image": "x", "ports": [{"containerPort": 80, **port}]}]

    scene = Scene(node("n1"), pods=(pod("e", "n1", containers=with_port(there)),))
    assert (feasible(scene, pod("p", containers=with_port(wanted))) == ["n1"]) is free


def bound_claim(name: str, volume: str) -> dict:
    metadata = {"name": name, "namespace": "default", "annotations": {"pv.kubernetes.io/bind-completed": "yes"}}
    return {"metadata": metadata, "spec": {"volumeName": volume}}


def test_a_claim_that_is_not_there_rejects_the_pod_as_a_whole():
    scene = Scene(node("n1"))
    given = pod("p", volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "nope"}}])
    assert scene.run(given).rejected.reasons == ('persistentvolumeclaim "nope" not found',)
    scene.put("persistentvolumeclaims", bound_claim("nope", "pv"))
    scene.put("persistentvolumes", {"metadata": {"name": "pv"}, "spec": {}})
    assert scene.run(given).node == "n1"


def spread(skew: int = 1, key: str = "zone", when: str = "DoNotSchedule") -> list[dict]:
    return [
        {"maxSkew": skew, "topologyKey": key, "whenUnsatisfiable": when, "labelSelector": {"matchLabels": {"app": "s"}}}
    ]


def test_hard_spreading_counts_the_domains():
    zones = (node("n1", {"zone": "a"}), node("n2", {"zone": "a"}), node("n3", {"zone": "b"}), node("n4"))
    scene = Scene(*zones, pods=(pod("s1", "n1", {"app": "s"}),))
    given = pod("p", labels={"app": "s"}, topologySpreadConstraints=spread())
    assert scene.reasons(given) == {
        "n1": ("node(s) didn't match pod topology spread constraints",),
        "n2": ("node(s) didn't match pod topology spread constraints",),
        "n4": ("node(s) didn't match pod topology spread constraints (missing required label)",),
    }
    assert feasible(scene, pod("p", labels={"app": "s"}, topologySpreadConstraints=spread(skew=2))) == [
        "n1",
        "n2",
        "n3",
    ]
    assert feasible(scene, pod("p", labels={"app": "other"}, topologySpreadConstraints=spread())) == ["n1", "n2", "n3"]


def term(app: str, key: str = "kubernetes.io/hostname", **more) -> list[dict]:
    return [{"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": key, **more}]


def together(app: str, key: str = "kubernetes.io/hostname", **more) -> dict:
    return {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": term(app, key, **more)}}}


def apart(app: str, key: str = "kubernetes.io/hostname") -> dict:
    return {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": term(app, key)}}}


def test_pod_affinity_within_a_topology():
    scene = Scene(
        node("n1", {"zone": "a"}),
        node("n2", {"zone": "b"}),
        node("n3", {"zone": "b"}),
        pods=(pod("db", "n2", {"app": "db"}),),
    )
    assert feasible(scene, pod("p", **together("db"))) == ["n2"]
    assert feasible(scene, pod("p", **together("db", "zone"))) == ["n2", "n3"]
    assert feasible(scene, pod("p", **together("db", namespaces=["elsewhere"]))) == []
    assert set(scene.reasons(pod("p", **together("none"))).values()) == {("node(s) didn't match pod affinity rules",)}


def test_the_first_of_a_group_that_wants_to_be_together_may_go_anywhere():
    scene = Scene(node("n1"), node("n2"))
    assert feasible(scene, pod("p", labels={"app": "g"}, **together("g"))) == ["n1", "n2"]


def test_anti_affinity_holds_both_ways():
    scene = Scene(node("n1"), node("n2"), pods=(pod("w", "n1", {"app": "web"}, **apart("db")),))
    assert scene.reasons(pod("p", labels={"app": "db"})) == {
        "n1": ("node(s) didn't satisfy existing pods anti-affinity rules",)
    }
    assert scene.reasons(pod("p", **apart("web"))) == {"n1": ("node(s) didn't match pod anti-affinity rules",)}
