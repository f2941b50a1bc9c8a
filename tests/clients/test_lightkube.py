"""lightkube, and its asyncio face: typed resources, patches, apply, scale, wait, watch, logs."""

import threading

import httpx
import pytest
from lightkube import ApiError, AsyncClient, Client, KubeConfig, codecs
from lightkube.models.autoscaling_v1 import ScaleSpec
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import ConfigMap, Node, Pod
from lightkube.types import CascadeType, PatchType

from tests.clients.things import configmap, deployment, pod


def load(manifest):
    return codecs.from_dict(manifest)


@pytest.fixture
def client(served, namespace):
    return Client(config=KubeConfig.from_file(str(served.kubeconfig)), namespace=namespace, field_manager="tests")


def test_a_deployment(client):
    client.create(load(deployment("web", 2)))
    done = client.wait(Deployment, "web", for_conditions=["Available"])
    assert done.status.readyReplicas == 2
    scaled = client.replace(Deployment.Scale(metadata=ObjectMeta(name="web"), spec=ScaleSpec(replicas=3)), "web")
    assert scaled.spec.replicas == 3
    patched = client.patch(Deployment, "web", {"metadata": {"labels": {"seen": "yes"}}}, patch_type=PatchType.MERGE)
    assert patched.metadata.labels["seen"] == "yes"
    assert [each.metadata.name for each in client.list(Deployment, labels={"seen": "yes"})] == ["web"]
    client.delete(Deployment, "web", cascade=CascadeType.BACKGROUND)
    with pytest.raises(ApiError) as error:
        client.get(Deployment, "web")
    assert error.value.status.reason == "NotFound"


def test_apply_and_its_conflicts(client):
    first = client.apply(load(configmap("c", a="1")))
    assert first.data == {"a": "1"}
    with pytest.raises(ApiError) as error:
        client.apply(load(configmap("c", a="2")), field_manager="others")
    assert error.value.status.code == 409
    assert client.apply(load(configmap("c", a="2")), field_manager="others", force=True).data == {"a": "2"}


def test_a_watch(client):
    _, version = _listed(client, ConfigMap)
    seen = []

    def look():
        for happened, obj in client.watch(ConfigMap, resource_version=version):
            seen.append((happened, obj.metadata.name))
            if happened == "DELETED":
                return

    looking = threading.Thread(target=look)
    looking.start()
    client.create(load(configmap("c", a="1")))
    client.patch(ConfigMap, "c", [{"op": "replace", "path": "/data/a", "value": "2"}], patch_type=PatchType.JSON)
    client.delete(ConfigMap, "c")
    looking.join(10)
    assert seen == [("ADDED", "c"), ("MODIFIED", "c"), ("DELETED", "c")]


def _listed(client, resource):
    listed = client.list(resource)
    return list(listed), listed.resourceVersion


def test_logs_and_pages(client):
    body = pod("talker", "busybox", ["sh", "-c", "echo one; echo two"])
    body["spec"]["restartPolicy"] = "Never"
    client.create(load(body))
    for _, seen in client.watch(Pod, fields={"metadata.name": "talker"}):
        if seen.status.phase == "Succeeded":
            break
    assert list(client.log("talker")) == ["one\n", "two\n"]
    for number in range(5):
        client.create(load(configmap(f"page-{number}")))
    names = [each.metadata.name for each in client.list(ConfigMap, chunk_size=2)]
    assert names == ["kube-root-ca.crt", *(f"page-{number}" for number in range(5))]


async def test_the_asyncio_face(served, namespace):
    client = AsyncClient(config=KubeConfig.from_file(str(served.kubeconfig)), namespace=namespace)
    try:
        assert len([node async for node in client.list(Node)]) == 2
        await client.create(load(pod("one")))
        async for _, seen in client.watch(Pod, fields={"metadata.name": "one"}):
            if seen.status.phase == "Running":
                break
        ready = await client.wait(Pod, "one", for_conditions=["Ready"])
        assert ready.status.podIP.startswith("10.244.")
        await client.delete(Pod, "one", grace_period=0)
        with pytest.raises(ApiError):
            await client.get(Pod, "one")
    finally:
        await client.close()


def test_strangers_are_told_in_json(served):
    answer = httpx.get(f"{served.address}/api/v1/namespaces/default/nonsense")
    assert answer.status_code == 404 and answer.json()["reason"] == "NotFound"
