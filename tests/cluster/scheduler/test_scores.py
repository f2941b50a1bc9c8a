"""Which of the feasible nodes is chosen."""

from tests.cluster.scheduler.scene import Scene, node, pod


def scores(scene: Scene, given: dict, plugin: str) -> dict[str, int]:
    return {name: found.get(plugin, 0) for name, found in scene.run(given).scores.items()}


def test_the_emptier_node_is_better():
    scene = Scene(node("n1"), node("n2"), pods=(pod("e", "n1", cpu="2"),))
    given = pod("p", cpu="1")
    found = scores(scene, given, "NodeResourcesFit")
    # cpu (4000-3000)/4000, memory (8Gi-400Mi)/8Gi and so on, each as a whole percentage
    assert found == {"n1": (25 + 95) // 2, "n2": (75 + 97) // 2}
    assert scene.run(given).node == "n2"


def test_like_shares_of_cpu_and_memory_are_better():
    scene = Scene(node("n1"), node("n2"), pods=(pod("e", "n1", cpu="3"),))
    found = scores(scene, pod("p", cpu="1"), "NodeResourcesBalancedAllocation")
    assert found == {"n1": 50, "n2": 87}
    assert scores(scene, pod("p"), "NodeResourcesBalancedAllocation") == {"n1": 0, "n2": 0}  # asks for nothing


def test_preferences_have_their_weights():
    preferred = [
        {"weight": 50, "preference": {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["b"]}]}}
    ]
    given = pod("p", affinity={"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}})
    scene = Scene(node("n1", {"zone": "a"}), node("n2", {"zone": "b"}))
    assert scores(scene, given, "NodeAffinity") == {"n1": 0, "n2": 200}
    taint = {"key": "x", "value": "y", "effect": "PreferNoSchedule"}
    assert scores(Scene(node("n1", taints=[taint]), node("n2")), pod("p"), "TaintToleration") == {"n1": 0, "n2": 300}


def test_preferred_anti_affinity_keeps_apart():
    terms = [
        {
            "weight": 100,
            "podAffinityTerm": {
                "labelSelector": {"matchLabels": {"app": "web"}},
                "topologyKey": "kubernetes.io/hostname",
            },
        }
    ]
    given = pod("p", affinity={"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": terms}})
    scene = Scene(node("n1"), node("n2"), pods=(pod("w", "n1", {"app": "web"}),))
    assert scores(scene, given, "InterPodAffinity") == {"n1": 0, "n2": 200}


def test_a_node_that_has_a_large_image_is_better():
    big = {
        **node("n1"),
        "status": {
            **node("n1")["status"],
            "images": [{"names": ["docker.io/library/mysql:8.0"], "sizeBytes": 600_000_000}],
        },
    }
    scene = Scene(big, node("n2"))
    given = pod("p", containers=[{"name": "c", "image": "mysql:8.0"}])
    assert scores(scene, given, "ImageLocality") == {"n1": 26, "n2": 0}
    assert scene.run(given).node == "n1"


def replica(name: str) -> dict:
    made = pod(name, labels={"app": "web"})
    made["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "web", "uid": "rs", "controller": True}]
    return made


def test_replicas_spread_by_default():
    scene = Scene(node("n1"), node("n2"), node("n3"))
    scene.put("replicasets.apps", {"metadata": {"name": "web", "namespace": "default", "uid": "rs"},
                                   "spec": {"selector": {"matchLabels": {"app": "web"}}}})  # fmt: skip
    assert sorted(scene.place(replica(f"web-{number}")) for number in range(6)) == ["n1", "n1", "n2", "n2", "n3", "n3"]


def test_equal_pods_share_work_and_still_see_what_changed():
    scene = Scene(node("n1", cpu="2"), node("n2", cpu="1"))
    assert [scene.place(pod(f"p{number}", cpu="1")) for number in range(4)] == ["n1", "n2", "n1", None]
    scene.remove("pods", "default", "p2")
    assert scene.place(pod("p5", cpu="1")) == "n1"
    scene.put("nodes", node("n2", cpu="2"))
    assert scene.place(pod("p6", cpu="1")) == "n2"


def test_the_table_of_nodes_is_what_a_rebuilt_one_is():
    from cluster.scheduler.nodes import NodeTable

    scene = Scene(node("n1"), node("n2"))
    for number in range(6):
        scene.place(pod(f"p{number}", cpu="1"))
    scene.remove("pods", "default", "p2")
    followed, rebuilt = scene.scheduling.table, NodeTable(scene.store)
    followed.follow(scene.store)
    for name in rebuilt.names():
        assert {k: v for k, v in followed.nodes[name].requested.items() if v} == rebuilt.nodes[name].requested
        assert set(followed.nodes[name].pods) == set(rebuilt.nodes[name].pods)
