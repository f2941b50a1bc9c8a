"""A kopf operator as people write them: an Echo becomes a Deployment, its status says what became of it."""

import asyncio

import kopf
from kubernetes_asyncio import client, config

from tests.clients.things import deployment


@kopf.on.startup()
async def settle(settings, **_):
    settings.persistence.finalizer = "example.com/echo"
    await config.load_kube_config()


@kopf.on.create("example.com", "v1", "echoes")
async def created(body, name, namespace, spec, **_):
    child = deployment(name, spec["replicas"])
    kopf.adopt(child)
    async with client.ApiClient() as api:
        made = await client.AppsV1Api(api).create_namespaced_deployment(namespace, child)
    kopf.info(body, reason="Made", message=f"made {made.metadata.name}")
    return {"deployment": made.metadata.name}


@kopf.on.update("example.com", "v1", "echoes", field="spec.replicas")
async def scaled(name, namespace, new, **_):
    async with client.ApiClient() as api:
        await client.AppsV1Api(api).patch_namespaced_deployment_scale(name, namespace, {"spec": {"replicas": new}})


@kopf.on.event("apps", "v1", "deployments", labels={"app": kopf.PRESENT})
async def counted(name, namespace, type, status, **_):
    if type == "DELETED":
        return
    async with client.ApiClient() as api:
        body = {"status": {"ready": status.get("readyReplicas", 0)}}
        custom = client.CustomObjectsApi(api)
        await custom.patch_namespaced_custom_object_status(
            "example.com", "v1", namespace, "echoes", name, body, _content_type="application/merge-patch+json"
        )


@kopf.timer("example.com", "v1", "echoes", interval=0.3)
async def ticked(patch, status, **_):
    patch.status["ticks"] = status.get("ticks", 0) + 1


@kopf.daemon("example.com", "v1", "echoes", cancellation_timeout=1)
async def watched(stopped, logger, **_):
    logger.info("the daemon runs")
    while not stopped:
        await asyncio.sleep(0.1)


@kopf.on.delete("example.com", "v1", "echoes")
async def deleted(name, namespace, **_):
    body = {"metadata": {"name": f"{name}-epitaph"}, "data": {"of": name}}
    async with client.ApiClient() as api:
        await client.CoreV1Api(api).create_namespaced_config_map(namespace, body)
