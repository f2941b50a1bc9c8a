"""kubernetes_asyncio: create, list, watch, patch, apply, scale, logs, the dynamic client, delete."""

import pytest
from kubernetes_asyncio import client, config, dynamic, watch
from kubernetes_asyncio.client.exceptions import ApiException

from tests.clients.things import configmap, deployment, pod


@pytest.fixture
async def api(served):
    settings = client.Configuration()
    await config.load_kube_config(str(served.kubeconfig), client_configuration=settings)
    async with client.ApiClient(settings) as api:
        yield api


async def test_a_deployment(api, namespace):
    apps = client.AppsV1Api(api)
    await apps.create_namespaced_deployment(namespace, deployment("web", 2))
    async with watch.Watch().stream(apps.list_namespaced_deployment, namespace, timeout_seconds=20) as events:
        async for event in events:
            if event["object"].status.ready_replicas == 2:
                break
    await apps.patch_namespaced_deployment_scale("web", namespace, {"spec": {"replicas": 1}})
    assert (await apps.read_namespaced_deployment_scale("web", namespace)).spec.replicas == 1
    await apps.delete_namespaced_deployment("web", namespace, propagation_policy="Background")
    with pytest.raises(ApiException) as error:
        await apps.read_namespaced_deployment("web", namespace)
    assert error.value.status == 404


async def test_patches_and_apply(api, namespace):
    core = client.CoreV1Api(api)
    await core.create_namespaced_config_map(namespace, configmap("c", a="1", b="2"))
    merged = await core.patch_namespaced_config_map(
        "c", namespace, {"data": {"b": None}}, _content_type="application/merge-patch+json"
    )
    assert merged.data == {"a": "1"}
    jsoned = await core.patch_namespaced_config_map("c", namespace, [{"op": "add", "path": "/data/z", "value": "9"}])
    assert jsoned.data == {"a": "1", "z": "9"}
    applied = await core.patch_namespaced_config_map(
        "c",
        namespace,
        configmap("c", y="8"),
        field_manager="tests",
        _content_type="application/apply-patch+yaml",
    )
    assert applied.data == {"a": "1", "y": "8", "z": "9"}


async def test_pods_and_their_logs(api, namespace):
    core = client.CoreV1Api(api)
    body = pod("talker", "busybox", ["sh", "-c", "echo one; echo two"])
    body["spec"]["restartPolicy"] = "Never"
    await core.create_namespaced_pod(namespace, body)
    async with watch.Watch().stream(core.list_namespaced_pod, namespace, timeout_seconds=20) as events:
        async for event in events:
            if event["object"].status.phase == "Succeeded":
                break
    assert await core.read_namespaced_pod_log("talker", namespace) == "one\ntwo\n"
    listed = await core.list_namespaced_pod(namespace, field_selector="status.phase=Succeeded")
    assert [each.metadata.name for each in listed.items] == ["talker"]
    await core.delete_collection_namespaced_pod(namespace)
    assert not (await core.list_namespaced_pod(namespace)).items


async def test_the_dynamic_client(api, namespace):
    found = await dynamic.DynamicClient(api)
    maps = await found.resources.get(api_version="v1", kind="ConfigMap")
    made = await maps.create(body=configmap("c", a="1"), namespace=namespace)
    assert made.data.a == "1"
    assert (await maps.get(name="c", namespace=namespace)).metadata.uid == made.metadata.uid
    await maps.delete(name="c", namespace=namespace)
