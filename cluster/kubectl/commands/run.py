"""kubectl run."""

from __future__ import annotations

import re

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError
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

# https://pkg.go.dev/github.com/distribution/reference
_IMAGE = re.compile(
    r"(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?)+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    r"(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?\Z"
)
_POLICIES = ("Always", "IfNotPresent", "Never")


class Run(Command):
    path = "run"
    required = ("image",)

    def run(self, call: Call) -> int:
        flags = call.flags
        if not call.args or call.dash == 0:
            raise call.usage("NAME is required for run")
        self._check(call)
        name = call.args[0]
        obj = overridden(call, self._pod(call, name))
        objects = [(obj, "pods")]
        show = printer(call, "created", in_order=True)
        done = [self._made(call, *objects[0])]
        if flags["expose"]:
            service = self._made(call, self._service(call, name), "services")
            show(service, label(service))
        show(done[0], label(done[0]))
        return 0

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
        attached = flags["attach"] if flags.given("attach") else flags["stdin"] or flags["tty"]
        if flags["rm"] and not attached:
            raise call.usage("--rm should only be used for attached containers")
        if attached and call.dry_run != "none":
            raise call.usage(
                "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"
            )
        if flags["image-pull-policy"] not in ("", *_POLICIES):
            raise call.usage(f"invalid image pull policy: {flags['image-pull-policy']}")
        if attached:
            raise KubectlError("attaching to containers is not simulated; use kubectl logs")

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
