"""What a namespace gets, and how it goes. Source: the pages named in the modules."""

from tests.cluster.controllers.scene import Scene, deployment

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}}


def test_every_namespace_gets_an_account_and_the_root_certificate_and_keeps_them():
    scene = Scene()
    scene.create(NAMESPACE)
    scene.wait(1)
    assert scene.names("serviceaccounts", "team") == ["default"]
    assert scene.names("configmaps", "team") == ["kube-root-ca.crt"]
    scene.delete("ConfigMap", "kube-root-ca.crt", "team")
    scene.wait(1)
    text = scene.store.get("configmaps", "team", "kube-root-ca.crt")["data"]["ca.crt"]
    assert text.startswith("-----BEGIN CERTIFICATE-----\n")
    scene.patch("ConfigMap", "kube-root-ca.crt", {"data": {"ca.crt": "", "more": "x"}}, "team")
    scene.wait(1)
    assert scene.store.get("configmaps", "team", "kube-root-ca.crt")["data"] == {"ca.crt": text}


def test_a_namespace_takes_all_that_lies_in_it_along():
    scene = Scene()
    scene.create(NAMESPACE)
    scene.wait(1)
    scene.create(deployment(replicas=2), "team")
    scene.wait(20)
    scene.delete("Namespace", "team")
    scene.wait(0.1)
    going = scene.store.get("namespaces", "", "team")
    assert going["status"]["phase"] == "Terminating"
    conditions = {c["type"]: c for c in going["status"]["conditions"]}
    assert conditions["NamespaceContentRemaining"]["message"].startswith("Some resources are remaining: ")
    scene.wait(60)
    assert scene.store.get("namespaces", "", "team") is None
    assert all(not scene.names(resource, "team") for resource in scene.store.resources())


def test_a_finalizer_holds_the_namespace_and_is_named():
    scene = Scene()
    scene.create(NAMESPACE)
    scene.wait(1)
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "finalizers": ["example.org/x"]}}
    scene.create(held, "team")
    scene.delete("Namespace", "team")
    scene.wait(60)
    conditions = {c["type"]: c for c in scene.store.get("namespaces", "", "team")["status"]["conditions"]}
    assert conditions["NamespaceFinalizersRemaining"]["message"] == (
        "Some content in the namespace has finalizers remaining: example.org/x in 1 resource instances"
    )
    assert conditions["NamespaceContentRemaining"]["message"] == (
        "Some resources are remaining: configmaps. has 1 resource instances"
    )
    assert scene.verdict("namespace-controller", "team") == ("namespace.delete_contents", {"left": 1})
    scene.patch("ConfigMap", "held", {"metadata": {"$deleteFromPrimitiveList/finalizers": ["example.org/x"]}}, "team")
    scene.wait(5)
    assert scene.store.get("namespaces", "", "team") is None


def test_a_quota_counts_what_is_there_and_notices_what_goes():
    scene = Scene()
    hard = {"pods": "5", "requests.cpu": "2", "configmaps": "10", "count/deployments.apps": "3"}
    scene.create(deployment(replicas=2))
    scene.wait(15)
    scene.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard}})
    scene.wait(1)
    used = scene.store.get("resourcequotas", "default", "q")["status"]["used"]
    assert used == {"configmaps": "1", "count/deployments.apps": "1", "pods": "2", "requests.cpu": "0"}
    scene.delete("Deployment", "web")
    scene.wait(60)
    assert scene.store.get("resourcequotas", "default", "q")["status"]["used"]["pods"] == "0"
