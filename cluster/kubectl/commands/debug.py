"""kubectl debug: a container beside those of a pod, a copy of the pod to look at, or a pod on a node.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/,
https://kubernetes.io/docs/tasks/debug/debug-cluster/kubectl-node-debug/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from cluster.kubectl.client import debug_profiles, streaming
from cluster.kubectl.client.api import STRATEGIC
from cluster.kubectl.client.debug_profiles import COPY, EPHEMERAL, NODE
from cluster.kubectl.client.debug_wish import Wish
from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command, Finding, Steps
from cluster.kubectl.commands.exec import attach
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.generating import environment
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Wait
from cluster.randomness import ALPHABET

_KEEPS = ("labels", "annotations", "liveness", "readiness", "startup", "init-containers")
_UNABLE = (
    "Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile "
    'may not work. Please consider using "--custom" with a custom profile that specifies '
    '"securityContext.runAsUser: 0".\n'
)


class Debug(Command):
    path = "debug"

    def run(self, call: Call) -> Steps:
        return _Debugging(call).run()


class _Debugging:
    def __init__(self, call: Call):
        self.call, self.flags, self.wish = call, call.flags, Wish(call)
        self.command, self.images = self.wish.command, self.wish.images

    def run(self) -> Steps:
        self.wish.check()
        words = [word if "/" in word else f"pods/{word}" for word in self.wish.names]
        infos, errors = Result(self.call, Query(words)).infos()
        if errors:
            raise errors[0]
        for info in infos:
            yield from self._one(info.object or {})
        return 0

    def _one(self, obj: dict) -> Steps:
        if obj["kind"] == "Node":
            pod, name = self._on_node(obj)
        elif obj["kind"] != "Pod":
            group, _, version = obj["apiVersion"].rpartition("/")
            shown = f"{group}/{version}, Kind={obj['kind']}"
            raise KubectlError(f"{quote(shown)} not supported by debug")
        elif self.flags["copy-to"]:
            pod, name = self._copy(obj)
        else:
            pod, name = self._beside(obj)
        attached = self.flags["attach"] if self.flags.given("attach") else self.flags["stdin"]
        if attached and name:
            yield from self._attach(pod, name)
        return 0

    # -- three ways ------------------------------------------------------------------------------------------------

    def _container(self, name: str) -> dict:
        """A new debugging container."""
        flags, made = self.flags, {"name": name, "image": self.flags["image"]}
        if self.command:
            made["args" if flags["arguments-only"] else "command"] = self.command
        if flags["env"]:
            made["env"] = environment(flags["env"])
        if flags["image-pull-policy"]:
            made["imagePullPolicy"] = flags["image-pull-policy"]
        made |= {"resources": {}, "terminationMessagePolicy": "File"}
        return made | {each: True for each in ("stdin", "tty") if flags[each]}

    def _profiled(self, container: dict, style: str) -> dict:
        made = debug_profiles.container_of(self.flags["profile"], container, style)
        return _merged(made, self.wish.custom)

    def _beside(self, pod: dict) -> tuple[dict, str]:
        name = self._name(pod)
        made = self._profiled(self._container(name), EPHEMERAL)
        if self.flags["target"]:
            made["targetContainerName"] = self.flags["target"]
        self._warn(made, pod)
        try:
            order = [{"name": each["name"]} for each in [*(pod["spec"].get("ephemeralContainers") or ()), made]]
            patch = {"spec": {"$setElementOrder/ephemeralContainers": order, "ephemeralContainers": [made]}}
            path = streaming.pod_path(pod, "ephemeralcontainers")
            return self.call.api.send("PATCH", path, {}, patch, STRATEGIC).body, name
        except ServerError as wrong:
            if wrong.reason == "NotFound" and not (wrong.status.get("details") or {}).get("name"):
                told = f"error from server: {quote(wrong.message)}"
                raise KubectlError(f"ephemeral containers are disabled for this cluster ({told})") from None
            raise

    def _on_node(self, node: dict) -> tuple[dict, str]:
        name = self.flags["container"] or "debugger"
        node_name = node["metadata"]["name"]
        pod_name = f"node-debugger-{node_name}-{self._suffix(node)}"
        self.wish.say(f"Creating debugging pod {pod_name} with container {name} on node {node_name}.")
        spec: dict[str, Any] = {"containers": [self._profiled(self._container(name), NODE)]}
        spec = debug_profiles.on_node(self.flags["profile"], spec)
        spec |= {"nodeName": node_name, "restartPolicy": "Never", "tolerations": [{"operator": "Exists"}]}
        labels = {"app.kubernetes.io/managed-by": "kubectl-debug"}
        made = {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": pod_name, "labels": labels}, "spec": spec}
        return self._create(made, self.call.namespace), name

    def _copy(self, pod: dict) -> tuple[dict, str]:
        flags, old = self.flags, pod["metadata"]
        metadata = {"name": flags["copy-to"], "namespace": old["namespace"]}
        metadata |= {name: old[name] for name in ("labels", "annotations") if old.get(name)}
        spec = {name: value for name, value in pod["spec"].items() if name != "ephemeralContainers"}
        if flags.given("share-processes"):
            spec["shareProcessNamespace"] = flags["share-processes"]
        if not flags["same-node"]:
            spec.pop("nodeName", None)
        spec["containers"] = [self._with_image(each) for each in spec["containers"]]
        made = {"kind": "Pod", "apiVersion": "v1", "metadata": metadata, "spec": spec}
        by_name = {each["name"] for each, _ in streaming.containers_of(made)}
        name = flags["container"]
        if name not in by_name and not flags["image"]:
            if not self.images:
                raise KubectlError("you must specify image when creating new container")
            name = ""
        else:
            name = name or self._name(made)
            made = self._with_debugger(made, name)
        created = self._create(made, old["namespace"])
        if flags["replace"]:
            self.call.api.send("DELETE", streaming.pod_path(pod), {"gracePeriodSeconds": "0"})
        return created, name

    def _with_image(self, container: dict) -> dict:
        image = self.images.get(container["name"], self.images.get("*"))
        return {**container, "image": image} if image else container

    def _with_debugger(self, pod: dict, name: str) -> dict:
        """The copy with a container more, or with one changed."""
        keeps = {each: self.flags[f"keep-{each}"] for each in _KEEPS}
        pod = debug_profiles.copied(self.flags["profile"], pod, keeps)
        containers = pod["spec"]["containers"]
        old = next((each for each in containers if each["name"] == name), None)
        given = self._container(name)
        if old is None:
            containers = [*containers, self._profiled(given, COPY)]
        else:
            changed = {**old, **{key: given[key] for key in ("env", "imagePullPolicy") if key in given}}
            changed = {**changed, "image": given["image"] or old["image"]}
            if self.command:
                dropped = ("args",) if "command" in given else ()
                changed = {key: value for key, value in changed.items() if key not in dropped}
                changed |= {key: given[key] for key in ("command", "args") if key in given}
            for key in ("stdin", "tty"):
                changed.pop(key, None)
                changed |= {key: True} if self.flags[key] else {}
            containers = [self._profiled(changed, COPY) if each is old else each for each in containers]
        self._warn(next(each for each in containers if each["name"] == name), pod)
        return {**pod, "spec": {**pod["spec"], "containers": containers}}

    def _warn(self, container: dict, pod: dict) -> None:
        context = container.get("securityContext") or {}
        user = (pod["spec"].get("securityContext") or {}).get("runAsUser")
        granted = context.get("privileged") or (context.get("capabilities") or {}).get("add")
        if user and context.get("runAsUser") != 0 and granted:
            self.call.err(_UNABLE)

    def _create(self, pod: dict, namespace: str) -> dict:
        return self.call.api.send("POST", f"/api/v1/namespaces/{namespace}/pods", {}, pod).body

    def _name(self, pod: dict) -> str:
        """What --container says, or a new name."""
        if self.flags["container"]:
            return self.flags["container"]
        name = f"debugger-{self._suffix(pod)}"
        self.wish.say(f"Defaulting debug container name to {name}.")
        return name

    def _suffix(self, obj: dict) -> str:
        """Five letters; a real client draws them, here they follow from the object and the moment."""
        metadata = obj["metadata"]
        count = len(streaming.containers_of(obj)) if obj["kind"] == "Pod" else 0
        drawn = sha256(f"{metadata.get('uid', metadata['name'])}/{count}/{self.call.host.now()}".encode()).digest()
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn[:5])

    # -- attached --------------------------------------------------------------------------------------------------

    def _attach(self, pod: dict, name: str) -> Steps:
        """Wait until the container runs, and speak to it."""
        call, flags = self.call, self.flags
        pod = yield from self._started(pod, name)
        state = _status(pod, name)["state"]
        try:
            if "terminated" not in state:
                yield from attach(call, pod, name, flags["stdin"], flags["tty"], flags["quiet"], "kubectl attach")
                return 0
        except KubectlError as wrong:
            place = f"pod/{pod['metadata']['name']}"
            call.err(f"warning: couldn't attach to {place}, falling back to streaming logs: {wrong.text}\n")
        call.out(call.api.get(streaming.pod_path(pod, "log"), {"container": name}) or "")
        return 0

    def _started(self, pod: dict, name: str) -> Finding:
        told = ""
        while True:
            found = self.call.api.get(streaming.pod_path(pod))
            state = (_status(found, name) or {}).get("state") or {}
            if "running" in state or "terminated" in state:
                return found  # type: ignore[return-value]
            message = (state.get("waiting") or {}).get("message", "")
            if message and message != told and not self.flags["quiet"]:
                told = message
                self.call.err(f"Warning: container {name}: {message}\n")
            query = {"resourceVersion": found["metadata"]["resourceVersion"]}
            watch = self.call.api.watch(f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods", query)
            yield Wait(None, (watch,))
            watch.close()


def _status(pod: dict, name: str) -> dict:
    status = pod.get("status") or {}
    fields = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
    return next((each for field in fields for each in status.get(field) or () if each["name"] == name), {})


def _merged(container: dict, custom: dict) -> dict:
    """The container with what a custom profile says: variables and mounts are joined by name, the rest is replaced."""
    keys = {"env": "name", "volumeMounts": "mountPath", "ports": "containerPort"}
    made = dict(container)
    for field, value in custom.items():
        old = made.get(field)
        if field in keys and isinstance(value, list) and old:
            named = {each[keys[field]]: each for each in [*value, *(item for item in old)]}
            made[field] = [next((new for new in value if new[keys[field]] == each), one) for each, one in named.items()]
        elif isinstance(value, dict) and isinstance(old, dict):
            made[field] = {**old, **value}
        else:
            made[field] = value
    return made
