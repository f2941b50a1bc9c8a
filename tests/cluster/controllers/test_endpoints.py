"""Endpoints and EndpointSlices. Source: the pages named in the modules."""

from tests.cluster.controllers.scene import Scene, deployment, service


def slices(scene, name="web"):
    found = scene.store.list("endpointslices.discovery.k8s.io", "default")
    return [s for s in found if s["metadata"]["labels"]["kubernetes.io/service-name"] == name]


def test_addresses_follow_readiness_and_deletion():
    scene = Scene()
    scene.create(service())
    scene.create(deployment(replicas=2))
    scene.wait(15)
    subset = scene.store.get("endpoints", "default", "web")["subsets"][0]
    assert len(subset["addresses"]) == 2
    assert subset["ports"] == [{"port": 80, "protocol": "TCP"}]
    (only,) = slices(scene)
    assert [e["conditions"] for e in only["endpoints"]] == [{"ready": True, "serving": True, "terminating": False}] * 2
    assert only["ports"] == [{"name": "", "port": 80, "protocol": "TCP"}]
    scene.patch("Deployment", "web", {"spec": {"replicas": 0}})
    scene.wait(60)
    assert "subsets" not in scene.store.get("endpoints", "default", "web")
    (only,) = slices(scene)
    assert not only.get("endpoints")


def test_why_a_slice_was_written_names_the_chosen_pods_that_get_no_traffic():
    scene = Scene()
    scene.create(service())
    scene.create(deployment(replicas=2))
    scene.wait(15)
    scene.patch("Deployment", "web", {"spec": {"replicas": 1}})
    scene.wait(60)
    said = [c.reason[1] for c in scene.store.history if c.reason and c.reason[0] == "endpointslice.update"]
    left = [one["left_out"] for one in said]
    assert {"not_ready", "terminating"} >= {why for out in left for why in out.values()} >= {"not_ready"}
    assert left[-1] == {}


def test_a_named_target_port_is_looked_up_in_each_pod():
    scene = Scene()
    scene.create(service(ports=[{"name": "http", "port": 80, "targetPort": "web"}]))
    made = deployment(replicas=1)
    made["spec"]["template"]["spec"]["containers"][0]["ports"] = [{"name": "web", "containerPort": 8080}]
    scene.create(made)
    scene.wait(15)
    subset = scene.store.get("endpoints", "default", "web")["subsets"][0]
    assert subset["ports"] == [{"name": "http", "port": 8080, "protocol": "TCP"}]


def test_a_slice_holds_at_most_a_hundred_and_keeps_what_stays():
    scene = Scene(nodes=3)
    scene.create(service())
    scene.create(deployment(replicas=120))
    scene.wait(60)
    sizes = sorted(len(s["endpoints"]) for s in slices(scene))
    assert sum(sizes) == 120
    assert max(sizes) <= 100
    before = {s["metadata"]["name"] for s in slices(scene)}
    scene.patch("Deployment", "web", {"spec": {"replicas": 110}})
    scene.wait(60)
    assert {s["metadata"]["name"] for s in slices(scene)} <= before
    assert sum(len(s["endpoints"]) for s in slices(scene)) == 110


def test_a_slice_that_is_no_longer_needed_becomes_one_that_is():
    scene = Scene()
    scene.create(service())
    scene.wait(1)
    (placeholder,) = slices(scene)
    assert not placeholder.get("ports")
    scene.create(deployment(replicas=1))
    scene.wait(15)
    (only,) = slices(scene)
    assert only["metadata"]["name"] == placeholder["metadata"]["name"]
    assert len(only["endpoints"]) == 1


def test_pods_that_serve_a_named_port_elsewhere_stand_in_slices_of_their_own():
    scene = Scene()
    scene.create(service(selector={"tier": "web"}, ports=[{"port": 80, "targetPort": "web", "appProtocol": "http"}]))
    for name, port in (("one", 8080), ("two", 9090)):
        made = deployment(name, 1, {"app": name})
        made["spec"]["template"]["metadata"]["labels"]["tier"] = "web"
        made["spec"]["template"]["spec"]["containers"][0]["ports"] = [{"name": "web", "containerPort": port}]
        scene.create(made)
    scene.wait(15)
    assert sorted(each["ports"][0]["port"] for each in slices(scene)) == [8080, 9090]
    assert len(scene.store.get("endpoints", "default", "web")["subsets"]) == 2


def test_both_go_with_their_service():
    scene = Scene()
    scene.create(service())
    scene.wait(1)
    assert "web" in scene.names("endpoints")
    assert len(slices(scene)) == 1  # one without endpoints, so that it can be seen that there are none
    scene.delete("Service", "web")
    scene.wait(1)
    assert "web" not in scene.names("endpoints")
    assert slices(scene) == []


def test_the_api_servers_own_address_comes_back():
    scene = Scene()
    expected = [{"addresses": [{"ip": "192.168.49.2"}], "ports": [{"name": "https", "port": 8443, "protocol": "TCP"}]}]
    assert scene.store.get("endpoints", "default", "kubernetes")["subsets"] == expected
    (only,) = slices(scene, "kubernetes")
    assert only["endpoints"] == [{"addresses": ["192.168.49.2"], "conditions": {"ready": True}}]
