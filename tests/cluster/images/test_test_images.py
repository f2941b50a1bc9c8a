"""The images of upstream's end-to-end tests (https://github.com/kubernetes/kubernetes/tree/master/test/images)."""

import json

import pytest

from cluster.api.request import Request
from cluster.images.catalogue import find
from cluster.images.wire import DATAGRAM, HttpRequest, Source
from tests.cluster.network.scene import Scene

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.57"
PODS = "/api/v1/namespaces/default/pods"
NO_WORD = "reading from udp connection failed. err:'read udp: i/o timeout'"
LINK = '<a href="/rewriteme">test</a>'
PORTS = {"SERVE_PORT_80": "foo", "SERVE_PORT_1080": LINK, "SERVE_TLS_PORT_443": "tls baz"}


@pytest.fixture(scope="module")
def scene():
    scene = Scene(1)
    env = [{"name": name, "value": value} for name, value in PORTS.items()]
    for name, args in (("porter", ["porter"]), ("json", ["porter", "--json-response"])):
        scene.pod(name, AGNHOST, container={"args": args, "env": env})
    scene.pod("kitten", "gcr.io/kubernetes-e2e-test-images/kitten:1.0")
    scene.pod("twin", AGNHOST, restartPolicy="Never", container={"command": ["/agnhost-2", "entrypoint-tester"]})
    for name, allowed in (("may", True), ("must-not", False)):
        security = {"runAsUser": 1000, "allowPrivilegeEscalation": allowed}
        image = "registry.k8s.io/e2e-test-images/nonewprivs:1.3"
        scene.pod(name, image, restartPolicy="Never", container={"securityContext": security})
    scene.wait(20)
    return scene


def asked(scene, path, method="GET"):
    response = scene.cluster.request(Request(method, f"{PODS}/{path}"))
    return response.code, response.body


@pytest.mark.parametrize(
    "path, text",
    [
        ("porter:80/proxy/", "foo"),
        ("https:porter:443/proxy/", "tls baz"),
        ("porter:1080/proxy/", f'<a href="{PODS}/porter:1080/proxy/rewriteme">test</a>'),
        ("kitten:80/proxy/data.json", '{\n"image": "kitten.jpg"\n}\n'),
    ],
)
def test_what_they_serve_through_the_proxy(scene, path, text):
    assert asked(scene, path) == (200, text)


def test_a_port_that_wants_a_handshake_is_not_spoken_to_plainly(scene):
    assert asked(scene, "https:porter:80/proxy/")[0] == 503


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_porter_tells_the_method_in_json(scene, method):
    code, body = asked(scene, "json:80/proxy/", method)
    assert (code, json.loads(body)) == (200, {"Method": method, "Body": "foo"})


@pytest.mark.parametrize(
    "name, text",
    [
        ("twin", "[/agnhost-2 entrypoint-tester]\n"),
        ("may", "Effective uid: 0\n"),
        ("must-not", "Effective uid: 1000\n"),
    ],
)
def test_what_they_print(scene, name, text):
    assert asked(scene, f"{name}/log") == (200, text)


def test_a_moved_image_is_built_on_the_same():
    moved, image = (
        find("k8s.gcr.io/e2e-test-images/busybox:1.29-1"),
        find("registry.k8s.io/e2e-test-images/busybox:1.29-1"),
    )
    assert (moved.size, moved.family) == (image.size, image.family) and moved.family == "busybox"


@pytest.fixture(scope="module")
def netexec():
    scene = Scene(1)
    scene.pod("server", AGNHOST, container={"args": ["netexec"]})
    scene.pod("client", AGNHOST, container={"args": ["netexec"]})
    scene.pod("files", AGNHOST, container={"args": ["test-webserver"]})
    scene.wait(20)
    return scene


def ip(scene, name):
    return scene.store.get("pods", "default", name)["status"]["podIP"]


@pytest.mark.parametrize(
    "query, said",
    [
        ("request=hostname&protocol=http&port=8080", {"responses": ["server"]}),
        ("request=hostname&protocol=udp&port=8081", {"responses": ["server"]}),
        ("request=echo%20Hi&protocol=udp&port=8081", {"responses": ["hi"]}),
        ("request=nonsense&protocol=udp&port=8081", {"errors": [NO_WORD]}),
    ],
)  # fmt: skip
def test_one_server_asks_another(netexec, query, said):
    path = f"{PODS}/client:8080/proxy/dial"
    given = dict(part.split("=") for part in f"{query}&host={ip(netexec, 'server')}&tries=1".split("&"))
    given["request"] = given["request"].replace("%20", " ")
    response = netexec.cluster.request(Request("GET", path, given))
    assert json.loads(response.body) == said


def test_datagrams_of_a_shell_and_what_a_server_says_of_its_visitors(netexec):
    client = Source("pod", "default", "client")
    reply = netexec.network.request(
        client, HttpRequest(DATAGRAM, f"http://{ip(netexec, 'server')}:8081", {}, "clientip")
    )
    assert reply.body.startswith(ip(netexec, "client"))
    netexec.network.request(client, HttpRequest("GET", f"http://{ip(netexec, 'server')}:8080/echo?msg=poststart"))
    assert "GET /echo?msg=poststart" in asked(netexec, "server/log")[1]


def test_a_folder_without_an_index_is_listed(netexec):
    code, body = asked(netexec, "files:80/proxy/")
    assert code == 200 and f'<a href="{PODS}/files:80/proxy/etc/">' not in body and '<a href="etc/">etc/</a>' in body


def test_only_a_privileged_container_adds_links():
    scene, command = Scene(1), ["sh", "-c", "ip link add dummy0 type dummy || true"]
    for name, privileged in (("may", True), ("must-not", False)):
        container = {"command": command, "securityContext": {"privileged": privileged}}
        scene.pod(name, "busybox:1.29", restartPolicy="Never", container=container)
    scene.pod("still", AGNHOST)
    scene.wait(20)
    assert asked(scene, "may/log") == (200, "")
    assert "Operation not permitted" in asked(scene, "must-not/log")[1]
    assert asked(scene, "still/log") == (200, "Paused\n")


def test_the_generator_of_logs_speaks_of_three_namespaces():
    scene = Scene(1)
    args = ["logs-generator", "--log-lines-total", "9", "--run-duration", "1s"]
    scene.pod("logs", AGNHOST, restartPolicy="Never", container={"args": args})
    scene.wait(20)
    lines = asked(scene, "logs/log")[1].splitlines()
    assert len(lines) == 9 and {line.split("/namespaces/")[1].split("/")[0] for line in lines} == {
        "kube-system", "default", "ns",
    }  # fmt: skip
