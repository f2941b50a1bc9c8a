"""kr8s, in both faces. It asks /version/ with a slash at the end and finds kinds by discovery."""

import kr8s
import kr8s.asyncio
import pytest
from kr8s.asyncio.objects import Deployment as AsyncDeployment
from kr8s.objects import ConfigMap, Deployment, Pod, Service, objects_from_files

from tests.clients.things import configmap, deployment, pod


@pytest.fixture
def api(served, namespace):
    return kr8s.api(kubeconfig=str(served.kubeconfig), namespace=namespace)


def test_versions_and_what_is_served(api):
    assert api.version()["gitVersion"].startswith("v1.35")
    assert {"pods", "deployments"} <= {each["name"] for each in api.api_resources()}
    assert len(list(api.get("nodes"))) == 2


def test_a_deployment(api):
    web = Deployment(deployment("web", 2), api=api, namespace=api.namespace)
    web.create()
    web.wait("condition=Available", timeout=60)
    web.scale(3)
    assert len(web.pods()) == 3 and web.replicas == 3
    web.label({"seen": "yes"})
    web.annotate({"note": "hi"})
    web.patch({"spec": {"paused": True}})
    assert [each.name for each in api.get("deployments", label_selector={"seen": "yes"})] == ["web"]
    assert web.raw.spec.paused and web.annotations["note"] == "hi"
    web.delete(propagation_policy="Foreground")
    web.wait("delete", timeout=60)
    assert not web.exists()


def test_pods_logs_and_services(api):
    body = pod("talker", "busybox", ["sh", "-c", "echo one; echo two"])
    body["spec"]["restartPolicy"] = "Never"
    talker = Pod(body, api=api, namespace=api.namespace)
    talker.create()
    talker.wait("jsonpath='{.status.phase}'=Succeeded", timeout=60)
    assert list(talker.logs()) == ["one", "two"]
    front = Pod(pod("front", labels={"app": "front"}), api=api, namespace=api.namespace)
    front.create()
    front.wait("condition=Ready", timeout=60)
    service = Service(
        {"metadata": {"name": "front"}, "spec": {"selector": {"app": "front"}, "ports": [{"port": 80}]}},
        api=api,
        namespace=api.namespace,
    )
    service.create()
    assert [each.name for each in service.ready_pods()] == ["front"]


def test_a_watch_and_a_file(api, tmp_path):
    (tmp_path / "c.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1'}\n")
    [made] = objects_from_files(str(tmp_path / "c.yaml"), api=api)
    made.create()
    seen = []
    for happened, obj in api.watch("configmaps", field_selector={"metadata.name": "c"}):
        seen.append((happened, obj.raw.data.a))
        if happened == "ADDED":
            made.patch({"data": {"a": "2"}})
        elif happened == "MODIFIED":
            made.delete()
        else:
            break
    assert seen == [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")]


def test_what_is_not_there(api):
    with pytest.raises(kr8s.NotFoundError):
        Pod.get("nobody", api=api, namespace=api.namespace, timeout=0.2)
    twice = ConfigMap(configmap("c"), api=api, namespace=api.namespace)
    twice.create()
    with pytest.raises(kr8s.ServerError, match="already exists"):
        twice.create()


async def test_the_asyncio_face(served, namespace):
    api = await kr8s.asyncio.api(kubeconfig=str(served.kubeconfig), namespace=namespace)
    web = await AsyncDeployment(deployment("web", 1), api=api, namespace=namespace)
    await web.create()
    await web.wait("condition=Available", timeout=60)
    assert [each.raw.status.phase async for each in api.get("pods", namespace=namespace)] == ["Running"]
    async for happened, _ in api.watch("pods", namespace=namespace):
        if happened == "ADDED":
            await web.delete(propagation_policy="Background")
        if happened == "DELETED":
            break
