"""The proxy subresource: where it goes, and the words for what cannot be reached."""

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation
from tests.cluster.http.sockets import cluster_with

DEFAULT = "/api/v1/namespaces/default"


@pytest.fixture(scope="module")
def origin():
    simulation = cluster_with("nginx", ports=[{"containerPort": 80, "name": "web"}])
    pod = simulation.store.get("pods", "default", "a")
    simulation.request(
        Request("PATCH", f"{DEFAULT}/pods/a", body={"metadata": {"labels": {"app": "a"}}},
                content_type="application/merge-patch+json")
    )  # fmt: skip
    for name, ports, selector in (
        ("one", [{"port": 8000, "targetPort": 80}], {"app": "a"}),
        ("two", [{"port": 8000, "targetPort": 80, "name": "x"}, {"port": 9, "targetPort": 81, "name": "y"}],
         {"app": "a"}),
        ("none", [{"port": 80}], {"app": "none"}),
    ):  # fmt: skip
        body = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name},
            "spec": {"ports": ports, "selector": selector},
        }
        assert simulation.request(Request("POST", f"{DEFAULT}/services", body=body)).code == 201
    simulation.run_until(simulation.now + 10_000_000)
    assert pod["status"]["podIP"]
    return simulation


@pytest.fixture
def simulation(origin):
    return origin.branch()


@pytest.mark.parametrize(
    "path",
    [
        "pods/a/proxy/", "pods/a:80/proxy/x/y", "pods/http:a:80/proxy/", "services/one/proxy/",
        "services/one:8000/proxy/", "services/two:x/proxy/", "services/http:two:x/proxy/",
    ],
)  # fmt: skip
def test_what_is_reached(simulation, path):
    response = simulation.request(Request("GET", f"{DEFAULT}/{path}"))
    assert response.code in (200, 404) and "nginx" in response.body
    assert simulation.inputs[-1].request["http"]["path"] == f"{DEFAULT}/{path}"


@pytest.mark.parametrize(
    "path, code, message",
    [
        ("pods/a:81/proxy/", 503, "error trying to reach service: dial tcp {ip}:81: connect: connection refused"),
        ("pods/x/proxy/", 404, 'pods "x" not found'),
        ("pods/a:web/proxy/", 400, 'invalid pod request "a:web"'),
        ("pods/ftp:a:80/proxy/", 400, 'invalid pod request "ftp:a:80"'),
        ("services/x/proxy/", 404, 'endpoints "x" not found'),
        ("services/x:80/proxy/", 404, 'services "x" not found'),
        ("services/one:81/proxy/", 503, 'no service port 81 found for service "one"'),
        ("services/none/proxy/", 503, 'no endpoints available for service "none"'),
        ("services/two/proxy/", 503, 'no endpoints available for service "two"'),
        ("services/two:9/proxy/", 503, "error trying to reach service: dial tcp {ip}:81: connect: connection refused"),
    ],
)
def test_what_is_not(simulation, path, code, message):
    address = simulation.store.get("pods", "default", "a")["status"]["podIP"]
    response = simulation.request(Request("GET", f"{DEFAULT}/{path}"))
    assert (response.code, response.body["message"]) == (code, message.format(ip=address))


def test_without_a_slash_the_client_is_sent_to_the_root(simulation):
    response = simulation.request(Request("GET", f"{DEFAULT}/pods/a/proxy", {"q": "1"}))
    assert (response.code, response.headers["Location"]) == (301, f"{DEFAULT}/pods/a/proxy/?q=1")


def test_a_kubelet_answers_itself(simulation):
    assert simulation.request(Request("GET", "/api/v1/nodes/minikube/proxy/healthz")).body == "ok"
    pods = simulation.request(Request("GET", "/api/v1/nodes/minikube:10250/proxy/pods")).body
    assert (pods["kind"], "a" in [pod["metadata"]["name"] for pod in pods["items"]]) == ("PodList", True)
    assert simulation.request(Request("GET", "/api/v1/nodes/minikube/proxy/nothing")).code == 404
    assert simulation.request(Request("GET", "/api/v1/nodes/x/proxy/healthz")).code == 404


def test_a_pod_called_proxy_is_an_object_like_any_other(simulation):
    assert Request("GET", f"{DEFAULT}/pods/proxy").is_read and Request("GET", "/api/v1/namespaces/proxy").is_read
    assert not Request("GET", "/api/v1/nodes/n/proxy/healthz").is_read


def test_it_is_replayed_exactly(simulation):
    simulation.request(Request("POST", f"{DEFAULT}/services/one/proxy/x", body=b"text", content_type="text/plain"))
    twin = Simulation.restore(simulation.origin)
    for given in simulation.inputs:
        twin.apply(given)
    twin.run_until(simulation.now)
    assert twin.digest() == simulation.digest()


def test_discovery_names_what_each_takes(simulation):
    found = simulation.request(Request("GET", "/api/v1")).body["resources"]
    kinds = {each["name"]: (each["kind"], each["verbs"]) for each in found}
    assert kinds["pods/exec"] == ("PodExecOptions", ["create", "get"])
    assert kinds["services/proxy"] == ("ServiceProxyOptions", ["create", "delete", "get", "patch", "update"])
    assert kinds["nodes/proxy"][0] == "NodeProxyOptions"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("pods/a:99999/proxy/", "dial tcp: address 99999: invalid port"),
        ("nodes/minikube:b/proxy/x", "dial tcp: lookup tcp/b: unknown port"),
        (f"nodes/minikube:{'9' * 40}/proxy/x", f"dial tcp: address {'9' * 40}: invalid port"),
    ],
)
def test_ports_that_are_none(simulation, path, why):
    place = f"/api/v1/{path}" if path.startswith("nodes") else f"{DEFAULT}/{path}"
    for method in ("GET", "POST"):
        answer = simulation.request(Request(method, place))
        assert (answer.code, answer.body["message"]) == (503, f"error trying to reach service: {why}")


def test_a_services_port_that_is_no_number(simulation):
    answer = simulation.request(Request("GET", f"{DEFAULT}/services/one:\u00b2/proxy/"))
    assert (answer.code, answer.body["reason"]) == (503, "ServiceUnavailable")
