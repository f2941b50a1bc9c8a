"""Nodes that fall silent, come back, or go for good. Source of the times: golden suite tour, node-failure (there with
a grace period of 40 s)."""

from tests.cluster.controllers.scene import Scene, deployment

TOLERATIONS = [
    {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
]
SILENT = "minikube-m02"


def scene_with_a_silent_node(nodes=3):
    scene = Scene(nodes=nodes)
    impatient = deployment("fast", 3)
    impatient["spec"]["template"]["spec"]["tolerations"] = TOLERATIONS
    scene.create(impatient)
    scene.create(deployment("slow", 3))
    scene.wait(30)
    scene.do(fault="node.stop", node=SILENT)
    return scene


def test_the_whole_course_of_a_failure_and_its_end():
    scene = scene_with_a_silent_node()
    start, revision = scene.cluster.now, scene.store.revision
    scene.wait(100)
    at = {}
    for change in scene.store.changes_since(revision):
        if change.resource == "nodes" and change.actor == "node-controller":
            for taint in change.object["spec"].get("taints", ()):
                at.setdefault(taint["effect"], (change.time - start) / 1e6)
            if all(c["status"] == "Unknown" for c in change.object["status"]["conditions"]):
                at.setdefault("Unknown", (change.time - start) / 1e6)
        if change.resource == "pods" and "deletionTimestamp" in change.object["metadata"]:
            at.setdefault("evicted", (change.time - start) / 1e6)
    assert 40 < at["Unknown"] <= 60
    assert at["NoSchedule"] == at["Unknown"]
    assert 4.9 < at["NoExecute"] - at["NoSchedule"] < 5.2
    assert 4.9 < at["evicted"] - at["NoExecute"] < 5.2
    left = [p for p in scene.store.pods_on(SILENT) if p["metadata"]["namespace"] == "default"]
    assert all(not ready(p) for p in left)
    assert any("deletionTimestamp" not in p["metadata"] for p in left)  # those of slow: 300 s

    scene.do(fault="node.start", node=SILENT)
    scene.wait(30)
    node = scene.store.get("nodes", "", SILENT)
    assert "taints" not in node["spec"]
    assert all(c["status"] != "Unknown" for c in node["status"]["conditions"])
    messages = [event["message"] for event in scene.events("TaintManagerEviction")]
    assert any(message.startswith("Cancelling deletion of Pod default/slow-") for message in messages)
    assert all(ready(p) for p in scene.store.list("pods", "default"))


def ready(pod):
    return any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"]["conditions"])


def test_events_of_a_failure():
    scene = scene_with_a_silent_node()
    scene.wait(100)
    assert [e["message"] for e in scene.events("NodeNotReady") if e["involvedObject"]["kind"] == "Node"] == [
        f"Node {SILENT} status is now: NodeNotReady"
    ]
    assert {e["message"] for e in scene.events("NodeNotReady") if e["involvedObject"]["kind"] == "Pod"} == {
        "Node is not ready"
    }
    assert len(scene.events("RegisteredNode")) == 3


def test_cordon_becomes_a_taint_and_uncordon_takes_it_away():
    scene = Scene()
    scene.patch("Node", "minikube", {"spec": {"unschedulable": True}})
    scene.wait(1)
    (taint,) = scene.store.get("nodes", "", "minikube")["spec"]["taints"]
    assert (taint["key"], taint["effect"]) == ("node.kubernetes.io/unschedulable", "NoSchedule")
    said = [change.reason for change in scene.store.history if change.reason and change.reason[0] == "node.taint"]
    assert said[-1] == ("node.taint", {"effect": "NoSchedule", "taint": "unschedulable"})
    scene.patch("Node", "minikube", {"spec": {"unschedulable": None}})
    scene.wait(1)
    assert "taints" not in scene.store.get("nodes", "", "minikube")["spec"]


def test_pods_of_a_node_that_is_gone_are_deleted_after_a_while():
    scene = Scene(nodes=2)
    scene.create(deployment(replicas=4))
    scene.wait(20)
    lost = [p["metadata"]["name"] for p in scene.store.pods_on(SILENT) if p["metadata"]["namespace"] == "default"]
    assert lost
    scene.do(minikube="node delete", name=SILENT)
    scene.wait(20)
    assert set(lost) <= set(scene.names("pods"))
    scene.wait(60)
    assert not set(lost) & set(scene.names("pods"))
    assert len(scene.names("pods")) == 4


def test_an_idle_cluster_of_nodes_has_nothing_to_do():
    scene = Scene(nodes=3)
    scene.wait(4000)
    assert scene.cluster.next_due is None


def test_a_node_that_says_it_is_not_ready_is_tainted_and_told():
    scene = Scene(nodes=2)
    scene.create(deployment(replicas=2))
    scene.wait(20)
    conditions = scene.store.get("nodes", "", SILENT)["status"]["conditions"]
    told = [{**c, "status": "False", "reason": "KubeletNotReady"} if c["type"] == "Ready" else c for c in conditions]
    scene.patch("Node", f"{SILENT}/status", {"status": {"conditions": told}})
    scene.wait(12)
    taints = scene.store.get("nodes", "", SILENT)["spec"]["taints"]
    assert {(t["key"], t["effect"]) for t in taints} == {
        ("node.kubernetes.io/not-ready", "NoSchedule"),
        ("node.kubernetes.io/not-ready", "NoExecute"),
    }
    kinds = [e["involvedObject"]["kind"] for e in scene.events("NodeNotReady")]
    assert kinds.count("Node") == 1
    assert "Pod" in kinds  # they were set not ready; a kubelet that is there may say otherwise


def test_a_node_may_keep_quiet_about_since_when_it_is_not_ready():
    scene = Scene(nodes=2)
    scene.wait(20)
    told = {"type": "Ready", "status": "False", "lastTransitionTime": None}
    scene.patch("Node", f"{SILENT}/status", {"status": {"conditions": [told]}})
    scene.wait(12)
    node = scene.store.get("nodes", "", SILENT)
    assert [c for c in node["status"]["conditions"] if c["type"] == "Ready" and "lastTransitionTime" not in c]
    assert {t["effect"] for t in node["spec"]["taints"]} == {"NoSchedule", "NoExecute"}
