"""kubectl run."""

from __future__ import annotations

import re

from cluster.kubectl.client import streaming
from cluster.kubectl.command import Call, Command, Finding, Steps
from cluster.kubectl.commands.exec import attach
from cluster.kubectl.errors import KubectlError, Said, ServerError
from cluster.kubectl.generating import (
    environment,
    finished,
    label,
    labels_from,
    made,
    port_number,
    post,
)
from cluster.kubectl.output import printer
from cluster.kubectl.overriding import overridden
from cluster.kubectl.waiting import Wait

# https://pkg.go.dev/github.com/distribution/reference
_IMAGE = re.compile(
    r"(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?)+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    r"(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?\Z"
)
_POLICIES = ("Always", "IfNotPresent", "Never")


class Run(Command):
    path = "run"
    required = ("image",)

    def run(self, call: Call) -> Steps:
        flags = call.flags
        if not call.args or call.dash == 0:
            raise call.usage("NAME is required for run")
        self._check(call)
        name = call.args[0]
        obj = overridden(call, self._pod(call, name))
        show = printer(call, "created", in_order=True)
        made = self._made(call, obj, "pods")
        created = [made]
        if flags["expose"]:
            service = self._made(call, self._service(call, name), "services")
            show(service, label(service))
            created.append(service)
        if not _attached(call):
            show(made, label(made))
            return 0
        try:
            return (yield from _attach(call, made))
        finally:
            if flags["rm"]:
                _remove(call, created)

    def _made(self, call: Call, obj: dict, plural: str) -> dict:
        obj = finished(call, obj)
        return obj if call.dry_run == "client" else post(call, obj, plural)

    def _check(self, call: Call) -> None:
        flags = call.flags
        if not flags["image"]:
            raise KubectlError("--image is required")
        if not _IMAGE.match(flags["image"]):
            raise KubectlError(f'Invalid image name "{flags["image"]}": invalid reference format')
        if flags["tty"] and not flags["stdin"]:
            raise call.usage("-i/--stdin is required for containers with -t/--tty=true")
        if flags["expose"] and not flags["port"]:
            raise call.usage("--port must be set when exposing a service")
        if flags["restart"] not in ("", "Always", "OnFailure", "Never"):
            raise call.usage(f"invalid restart policy: {flags['restart']}")
        attached = _attached(call)
        if flags["rm"] and not attached:
            raise call.usage("--rm should only be used for attached containers")
        if attached and call.dry_run != "none":
            raise call.usage(
                "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"
            )
        if flags["image-pull-policy"] not in ("", *_POLICIES):
            raise call.usage(f"invalid image pull policy: {flags['image-pull-policy']}")

    def _pod(self, call: Call, name: str) -> dict:
        flags = call.flags
        labels = labels_from(flags["labels"]) if flags["labels"] else {"run": name}
        container: dict = {"name": name, "image": flags["image"]}
        if call.args[1:]:
            container["command" if flags["command"] else "args"] = call.args[1:]
        if flags["port"]:
            container["ports"] = [{"containerPort": port_number(flags["port"])}]
        if flags["env"]:
            container["env"] = environment(flags["env"])
        container["resources"] = {}
        if flags["image-pull-policy"]:
            container["imagePullPolicy"] = flags["image-pull-policy"]
        if flags["stdin"]:
            container["stdin"] = True
            if not flags["leave-stdin-open"]:
                container["stdinOnce"] = True
        if flags["tty"]:
            container["tty"] = True
        if flags["privileged"]:
            container["securityContext"] = {"privileged": True}
        spec = {"containers": [container], "restartPolicy": flags["restart"] or "Always", "dnsPolicy": "ClusterFirst"}
        obj = made("Pod", "v1", name, labels=labels, spec=spec, status={})
        if flags["annotations"]:
            obj["metadata"]["annotations"] = self._annotations(flags["annotations"])
        return obj

    def _annotations(self, items: list[str]) -> dict[str, str]:
        found = {}
        for item in items:
            key, equals, value = item.partition("=")
            if not equals or not key:
                raise KubectlError(f"invalid annotation: {item}")
            found[key] = value
        return found

    def _service(self, call: Call, name: str) -> dict:
        flags = call.flags
        port = port_number(flags["port"])
        selector = labels_from(flags["labels"]) if flags["labels"] else {"run": name}
        labels = labels_from(flags["labels"]) if flags["labels"] else None
        spec = {"ports": [{"protocol": "TCP", "port": port, "targetPort": port}], "selector": selector}
        return made("Service", "v1", name, labels=labels, spec=spec, status={"loadBalancer": {}})


# -- attached ----------------------------------------------------------------------------------------------------------


def _attached(call: Call) -> bool:
    return call.flags["attach"] if call.flags.given("attach") else call.flags["stdin"]


def _attach(call: Call, pod: dict) -> Steps:
    """Wait until the pod runs, speak to it, and end as it ends. Source: kubectl 1.35.2's pkg/cmd/run."""
    flags = call.flags
    restart = flags["restart"] or ("OnFailure" if flags["stdin"] else "Always")
    pod = yield from _until(call, pod, lambda found: _is_done(found) or _is_ready(found))
    if _is_done(pod):
        _logs(call, pod)
    else:
        try:
            yield from attach(call, pod, "", flags["stdin"], flags["tty"], flags["quiet"], "kubectl attach")
        except KubectlError as wrong:
            name = pod["metadata"]["name"]
            call.err(f"warning: couldn't attach to pod/{name}, falling back to streaming logs: {wrong.text}\n")
            _logs(call, pod)
    if flags["leave-stdin-open"] or restart == "Always":
        return 0
    wanted = ("Succeeded",) if restart == "OnFailure" else ("Succeeded", "Failed")
    pod = yield from _until(call, pod, lambda found: found["status"].get("phase") in wanted)
    return _exit_code(pod)


def _until(call: Call, pod: dict, is_met) -> Finding:
    """The pod once it is as wanted. KubectlError when that takes too long."""
    until = call.host.virtual() + call.flags["pod-running-timeout"]
    while True:
        try:
            found = call.api.get(streaming.pod_path(pod))
        except ServerError as wrong:
            if wrong.reason == "NotFound":
                raise KubectlError('pods "" not found') from None
            raise
        if is_met(found):
            return found  # type: ignore[return-value]
        if call.host.virtual() >= until:
            raise KubectlError("timed out waiting for the condition")
        watch = call.api.watch(
            f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods",
            {"resourceVersion": found["metadata"]["resourceVersion"]},
        )
        yield Wait(until, (watch,))
        watch.close()


def _is_done(pod: dict) -> bool:
    return pod["status"].get("phase") in ("Succeeded", "Failed")


def _is_ready(pod: dict) -> bool:
    conditions = pod["status"].get("conditions") or ()
    ready = any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
    return pod["status"].get("phase") == "Running" and ready


def _logs(call: Call, pod: dict) -> None:
    name = streaming.container_named(call, pod, "", call.flags["quiet"])["name"]
    body = call.api.get(streaming.pod_path(pod, "log"), {"container": name})
    call.out(body if isinstance(body, str) else "")


def _exit_code(pod: dict) -> int:
    metadata, status = pod["metadata"], pod["status"]
    if status["phase"] == "Succeeded":
        return 0
    place = f"pod {metadata['namespace']}/{metadata['name']}"
    ended = next((each["state"].get("terminated") for each in status.get("containerStatuses") or ()), None)
    if not ended or not ended["exitCode"]:
        raise KubectlError(f"{place} failed with unknown exit code")
    told = f"{place} terminated ({ended.get('reason', '')})\n{ended.get('message', '')}"
    raise Said(told.rstrip("\n"), ended["exitCode"])


def _remove(call: Call, created: list[dict]) -> None:
    """What --rm takes away again."""
    for obj in created:
        metadata = obj["metadata"]
        plural = "pods" if obj["kind"] == "Pod" else "services"
        try:
            call.api.send("DELETE", f"/api/v1/namespaces/{metadata['namespace']}/{plural}/{metadata['name']}")
        except ServerError as wrong:
            if wrong.reason != "NotFound":
                raise
            continue
        if not call.flags["quiet"]:
            call.out(f'{plural[:-1]} "{metadata["name"]}" deleted from {metadata["namespace"]} namespace\n')
