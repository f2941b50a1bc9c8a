"""kubectl debug: a container beside those of a pod, a copy of the pod to look at, or a pod on a node.

Source: https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/,
https://kubernetes.io/docs/tasks/debug/debug-cluster/kubectl-node-debug/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from cluster.kubectl.client import debug_profiles, streaming
from cluster.kubectl.client.api import STRATEGIC
from cluster.kubectl.client.debug_profiles import COPY, EPHEMERAL, NODE, PROFILES
from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command, Finding, Steps
from cluster.kubectl.commands.exec import attach
from cluster.kubectl.errors import FlagError, KubectlError, ServerError
from cluster.kubectl.generating import environment
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Wait
from cluster.objects import yaml
from cluster.randomness import ALPHABET

_IMAGE = re.compile(r"[a-zA-Z0-9][\w.-]*(:\d+)?(/[\w.-]+)*(:[\w][\w.-]{0,127})?(@[A-Za-z][\w.+:-]*)?\Z", re.ASCII)
_LEGACY = (
    "--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a "
    'profile, for example "--profile=general".\n'
)
_FIXED = ("name", "command", "image", "lifecycle", "volumeDevices")
_FIXED_WORDS = "name, command, image, lifecycle and volume devices"
_KEEPS = ("labels", "annotations", "liveness", "readiness", "startup", "init-containers")
_POLICIES = ("Always", "IfNotPresent", "Never", "")
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
        self.call, self.flags = call, call.flags
        dash = call.dash
        self.names, self.command = (call.args[:dash], call.args[dash:]) if dash >= 0 else (call.args, [])
        self.images = dict(_pair(each, call.path) for each in call.flags["set-image"])
        self.custom = self._custom()

    def run(self) -> Steps:
        if self.flags["profile"] not in PROFILES:
            raise KubectlError(f"unknown profile: {self.flags['profile']}")
        self._check()
        words = [word if "/" in word else f"pods/{word}" for word in self.names]
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

    # -- what was asked for ----------------------------------------------------------------------------------------

    def _check(self) -> None:
        flags = self.flags
        image, container = flags["image"], flags["container"]
        if flags.given("attach") and flags["attach"] and not image and not container:
            raise KubectlError(
                "you must specify --container or create a new container using --image in order to attach."
            )
        self._check_copy(image, container)
        if image and not _IMAGE.match(image):
            raise KubectlError(f"invalid image name {quote(image)}: invalid reference format")
        if not self.names and not flags["filename"]:
            raise KubectlError("NAME or filename is required for debug")
        if flags["image-pull-policy"] not in _POLICIES:
            raise KubectlError(f"invalid image pull policy: {flags['image-pull-policy']}")
        for name, other in self.images.items():
            if not _IMAGE.match(other):
                raise KubectlError(
                    f"invalid image name {quote(other)} for container {quote(name)}: invalid reference format"
                )
        if flags["target"]:
            if flags["copy-to"]:
                raise KubectlError("--target is incompatible with --copy-to. Use --share-processes instead.")
            self._say(
                f"Targeting container {quote(flags['target'])}. If you don't see processes from this container it may "
                "be because the container runtime doesn't support this feature."
            )
        if flags["tty"] and not flags["stdin"]:
            raise KubectlError("-i/--stdin is required for containers with -t/--tty=true")
        if any(self.custom.get(name) for name in _FIXED):
            raise KubectlError(
                "name, command, image, lifecycle and volume devices are not modifiable via custom profile"
            )
        if flags["profile"] == "legacy":
            self.call.err(_LEGACY)

    def _check_copy(self, image: str, container: str) -> None:
        flags = self.flags
        if flags["copy-to"]:
            if not image and not self.images and not self.command:
                raise KubectlError("you must specify --image, --set-image or command arguments.")
            if self.command and not container and not image:
                raise KubectlError("you must specify an existing container or a new image when specifying args.")
            return
        for name in ("replace", "same-node", "set-image"):
            if flags[name]:
                raise KubectlError(f"--{name} may only be used with --copy-to.")
        if not image:
            raise KubectlError("you must specify --image when not using --copy-to.")

    def _custom(self) -> dict:
        name = self.flags["custom"]
        if not name:
            return {}
        try:
            text = self.call.host.files.read(name)
        except FileNotFoundError:
            told = f"open {name}: no such file or directory"
            raise KubectlError(f"must pass a container spec json file for custom profile: {told}") from None
        found = yaml.load(text)
        if not isinstance(found, dict):
            raise KubectlError(f"{name} does not contain a valid container spec: yaml: unmarshal errors")
        return found

    def _say(self, text: str) -> None:
        if not self.flags["quiet"]:
            self.call.out(text + "\n")

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
        return _merged(made, self.custom)

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
        self._say(f"Creating debugging pod {pod_name} with container {name} on node {node_name}.")
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
        self._say(f"Defaulting debug container name to {name}.")
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


def _pair(text: str, command: str) -> tuple[str, str]:
    name, equals, image = text.partition("=")
    if not equals:
        told = f'invalid argument "{text}" for "--set-image" flag: {text} must be formatted as key=value'
        raise FlagError(told, command)
    return name, image


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
