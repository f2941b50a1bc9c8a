"""kubectl create deployment, job, cronjob."""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.generating import made, name_of, submit


def container_name(image: str) -> str:
    """The name that a container gets from its image: `docker.io/a/nginx:1.9` → `nginx`."""
    name = image.rsplit("/", 1)[-1]
    return name.partition(":")[0].partition("@")[0]


class CreateDeployment(Command):
    path = "create deployment"
    required = ("image",)

    def run(self, call: Call) -> int:
        name = name_of(call)
        images, command = call.flags["image"], call.args[1:]
        if len(images) > 1 and command:
            raise KubectlError("cannot specify multiple --image options and command")
        containers = []
        for image in images:
            container: dict = {"name": container_name(image), "image": image}
            if command:
                container["command"] = command
            containers.append(container)
        if call.flags.given("port"):
            containers[0] = {**containers[0], "ports": [{"containerPort": call.flags["port"]}]}
        containers = [{**container, "resources": {}} for container in containers]
        labels = {"app": name}
        spec = {
            "replicas": call.flags["replicas"],
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
            "strategy": {},
        }
        obj = made("Deployment", "apps/v1", name, labels=labels, spec=spec, status={})
        submit(call, obj, "deployments", "failed to create deployment:")
        return 0


def _job_spec(name: str, image: str, command: list[str], restart: str) -> dict:
    container: dict = {"name": name, "image": image}
    if command:
        container["command"] = command
    container["resources"] = {}
    return {"template": {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}}


class CreateJob(Command):
    path = "create job"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if bool(flags["image"]) == bool(flags["from"]):
            raise KubectlError("either --image or --from must be specified")
        if flags["from"] and call.args[1:]:
            raise KubectlError("cannot specify --from and command")
        if flags["from"]:
            spec, more = self._from(call, flags["from"])
        else:
            spec, more = _job_spec(name, flags["image"], call.args[1:], "Never"), {}
        obj = made("Job", "batch/v1", name, spec=spec, status={})
        obj["metadata"].update(more)
        submit(call, obj, "jobs", "failed to create job:")
        return 0

    def _from(self, call: Call, source: str) -> tuple[dict, dict]:
        kind, slash, name = source.partition("/")
        resource = call.discovery.find(kind if slash else "cronjobs")
        found = call.api.get(resource.path(call.namespace, name if slash else kind))
        if found["kind"] != "CronJob":
            raise KubectlError(f"unknown object type *{found['kind']}")
        template = found["spec"]["jobTemplate"]
        given = template.get("metadata") or {}
        owner = {
            "apiVersion": found["apiVersion"],
            "kind": "CronJob",
            "name": found["metadata"]["name"],
            "uid": found["metadata"]["uid"],
            "controller": True,
        }
        annotations = {
            "cronjob.kubernetes.io/instantiate": "manual",
            **(given.get("annotations") or {}),
        }
        labels = {"labels": given["labels"]} if given.get("labels") else {}
        return template["spec"], {"annotations": annotations, **labels, "ownerReferences": [owner]}


class CreateCronJob(Command):
    path = "create cronjob"
    required = ("image", "schedule")

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        job = _job_spec(name, flags["image"], call.args[1:], flags["restart"] or "OnFailure")
        spec = {"schedule": flags["schedule"], "jobTemplate": {"metadata": {"name": name}, "spec": job}}
        submit(call, made("CronJob", "batch/v1", name, spec=spec, status={}), "cronjobs", "failed to create cronjob:")
        return 0
