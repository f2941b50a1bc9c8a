"""The ingress controller: hosts and paths, backends, nginx's pages, addresses.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/
"""

from __future__ import annotations

import pytest

from cluster.addons.ingress import MARK, manifests
from cluster.api.request import Request
from cluster.network.ingress import match
from tests.cluster.network.scene import Scene, hops

NODE = "192.168.49.2"
CONTROLLER = {"app.kubernetes.io/component": "controller", "app.kubernetes.io/name": "ingress-nginx"}
CLASS = {"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "nginx"},
         "spec": {"controller": "k8s.io/ingress-nginx"}}  # fmt: skip


def backend(name: str = "web", **port) -> dict:
    return {"service": {"name": name, "port": port or {"number": 80}}}


def rule(host: str | None, *paths: tuple[str, str, str]) -> dict:
    given = [{"path": path, "pathType": kind, "backend": backend(name)} for path, kind, name in paths]
    return {**({"host": host} if host else {}), "http": {"paths": given}}


def ingress(name: str = "ing", annotations: dict | None = None, **spec) -> dict:
    metadata = {"name": name, "namespace": "default", "annotations": annotations or {}}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


@pytest.fixture
def scene() -> Scene:
    made = Scene(nodes=1)
    made.create(CLASS)
    made.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ingress-nginx"}})
    made.wait(1)
    ports = [{"containerPort": 80, "hostPort": 80}]
    made.pod("controller", "nginx", CONTROLLER, "ingress-nginx", container={"ports": ports})
    made.web(2)
    made.service()
    made.service("empty", {"app": "nobody"})
    made.wait(60)
    return made


def test_a_request_is_routed_to_an_endpoint(scene: Scene) -> None:
    scene.create(ingress(ingressClassName="nginx", rules=[rule("a.example", ("/", "Prefix", "web"))]))
    scene.wait(1)
    reply = scene.outside(f"http://{NODE}/", Host="a.example")
    assert reply.code == 200
    assert hops(reply) == ["connected", "rule", "service", "chosen", "connected", "answered", "answered"]
    assert scene.answering(reply)


@pytest.mark.parametrize(
    ("host", "path", "code"),
    [("b.example", "/", 404), ("a.example", "/other", 404), ("a.example", "/none", 503), ("a.example", "/empty", 503)],
)
def test_nginx_pages(scene: Scene, host: str, path: str, code: int) -> None:
    paths = (("/none", "Prefix", "nobody"), ("/empty", "Prefix", "empty"))
    scene.create(ingress(ingressClassName="nginx", rules=[rule("a.example", *paths)]))
    scene.wait(1)
    reply = scene.outside(f"http://{NODE}{path}", Host=host)
    assert reply.code == code and "<center>nginx</center>" in reply.body


RULES = ingress(
    rules=[
        rule("a.example", ("/", "Prefix", "root"), ("/foo", "Prefix", "foo"), ("/foo", "Exact", "exact"),
             ("/foo/bar", "Prefix", "longer"), ("/free", "ImplementationSpecific", "free")),
        rule("*.b.example", ("/", "Prefix", "wild")),
        rule("one.b.example", ("/only", "Prefix", "one")),
        rule(None, ("/any", "Prefix", "any")),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("host", "path", "service"),
    [
        ("a.example", "/", "root"),
        ("a.example", "/foo", "exact"),
        ("a.example", "/foo/", "foo"),
        ("a.example", "/foobar", "root"),
        ("a.example", "/foo/bar/x", "longer"),
        ("a.example", "/freedom", "free"),
        ("x.b.example", "/a", "wild"),
        ("x.y.b.example", "/any", "any"),
        ("one.b.example", "/only/x", "one"),
        ("one.b.example", "/", None),
        ("c.example", "/any", "any"),
        ("c.example", "/", None),
    ],
)
def test_which_rule_is_chosen(host: str, path: str, service: str | None) -> None:
    found = match(host, path, [RULES])
    assert (found.backend["service"]["name"] if found else None) == service


def test_a_default_backend_takes_the_rest() -> None:
    default = ingress("rest", defaultBackend=backend("rest"))
    assert match("z.example", "/", [RULES, default]).backend["service"]["name"] == "rest"


def test_rewriting_passes_on_what_the_pattern_caught(scene: Scene) -> None:
    marks = {"nginx.ingress.kubernetes.io/rewrite-target": "/$2"}
    paths = ("/api(/|$)(.*)", "ImplementationSpecific", "web")
    scene.create(ingress(annotations=marks, ingressClassName="nginx", rules=[rule(None, paths)]))
    scene.wait(1)
    assert scene.outside(f"http://{NODE}/api/").code == 200
    assert scene.outside(f"http://{NODE}/other").code == 404


def test_a_certificate_redirects_plain_requests(scene: Scene) -> None:
    tls = [{"hosts": ["a.example"], "secretName": "c"}]
    scene.create(ingress(ingressClassName="nginx", tls=tls, rules=[rule("a.example", ("/", "Prefix", "web"))]))
    scene.wait(1)
    reply = scene.outside(f"http://{NODE}/p", Host="a.example")
    assert (reply.code, reply.headers["Location"]) == (308, "https://a.example/p")


def test_the_address_is_published_in_the_next_round(scene: Scene) -> None:
    scene.create(ingress(ingressClassName="nginx", rules=[rule("a.example", ("/", "Prefix", "web"))]))
    scene.create(ingress("other", ingressClassName="else", rules=[rule("a.example", ("/", "Prefix", "web"))]))
    scene.wait(61)
    found = scene.store.get("ingresses.networking.k8s.io", "default", "ing")
    assert found["status"]["loadBalancer"] == {"ingress": [{"ip": NODE}]}
    assert scene.store.get("ingresses.networking.k8s.io", "default", "other")["status"] == {"loadBalancer": {}}
    assert [event["message"] for event in scene.events("Sync")] == ["Scheduled for sync"]
    scene.delete("Pod", "controller", "ingress-nginx", gracePeriodSeconds=0)
    scene.wait(1)
    found = scene.store.get("ingresses.networking.k8s.io", "default", "ing")
    assert found["status"]["loadBalancer"] == {}


def test_an_address_that_somebody_else_wrote_stays_without_a_controller() -> None:
    scene = Scene(1)
    scene.create(ingress(defaultBackend=backend("web")))
    path = "/apis/networking.k8s.io/v1/namespaces/default/ingresses/ing"
    told = {"loadBalancer": {"ingress": [{"ip": "169.1.1.1"}]}}
    merge = "application/merge-patch+json"
    scene.cluster.request(Request("PATCH", f"{path}/status", body={"status": told}, content_type=merge))
    scene.wait(70)
    assert scene.store.get("ingresses.networking.k8s.io", "default", "ing")["status"] == told


def test_the_newest_default_class_is_given() -> None:
    scene = Scene(nodes=1)
    marks = {"ingressclass.kubernetes.io/is-default-class": "true"}
    for name in ("old", "new"):
        scene.create({**CLASS, "metadata": {"name": name, "annotations": marks}})
        scene.wait(5)
    made = scene.create(ingress(rules=[rule("a.example", ("/", "Prefix", "web"))]))
    assert made["spec"]["ingressClassName"] == "new"
    kept = scene.create(ingress("b", {"kubernetes.io/ingress.class": "x"}, defaultBackend=backend()))
    assert "ingressClassName" not in kept["spec"]


def test_the_addon_comes_and_goes() -> None:
    scene = Scene(nodes=1)
    scene.do(minikube="addons enable", addon="ingress")
    assert scene.store.get(*MARK) is not None
    assert scene.store.get("ingressclasses.networking.k8s.io", "", "nginx") is not None
    assert len({(o["kind"], o["metadata"]["name"]) for o in manifests()}) == len(manifests())
    scene.do(minikube="addons disable", addon="ingress")
    scene.wait(120)
    assert scene.store.get(*MARK) is None
    assert scene.store.get("namespaces", "", "ingress-nginx") is None


def test_a_tunnel_gives_load_balancers_an_address() -> None:
    scene = Scene(nodes=1)
    scene.web(1)
    scene.service(type="LoadBalancer")
    scene.wait(60)
    found = scene.store.get("services", "default", "web")
    assert found["status"] == {"loadBalancer": {}}
    assert scene.outside(f"http://{found['spec']['clusterIP']}/").error == "timeout"
    scene.do(minikube="tunnel", on=True)
    scene.wait(1)
    found = scene.store.get("services", "default", "web")
    address = found["spec"]["clusterIP"]
    assert found["status"]["loadBalancer"] == {"ingress": [{"ip": address, "ipMode": "VIP"}]}
    assert scene.outside(f"http://{address}/").code == 200
    scene.do(minikube="tunnel", on=False)
    scene.wait(1)
    assert scene.store.get("services", "default", "web")["status"] == {"loadBalancer": {}}
