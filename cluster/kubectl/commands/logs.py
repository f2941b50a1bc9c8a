"""kubectl logs.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/ and words of kubectl 1.35.2.
"""

from __future__ import annotations

from typing import Any

from cluster.api.request import Response
from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.client.streaming import all_names
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.waiting import Wait
from cluster.objects import selectors, times

_USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required "
    "argument for the logs command"
)
_DEFAULT = "kubectl.kubernetes.io/default-container"


class Logs(Command):
    path = "logs"

    def run(self, call: Call) -> Steps:
        flags = call.flags
        container = self._arguments(call)
        pods = _pods(call, None if flags["selector"] else call.args[0])
        self._check(call, container)
        asked = [(pod, name) for pod in pods for name in self._containers(call, pod, container)]
        if flags["follow"] and len(asked) > flags["max-log-requests"]:
            raise KubectlError(
                f"you are attempting to follow {len(asked)} log streams, but maximum allowed concurrency is "
                f"{flags['max-log-requests']}, use --max-log-requests to increase the limit"
            )
        if flags["follow"]:
            yield from self._follow(call, asked)
        else:
            for pod, name in asked:
                self._print(call, pod, name, self._read(call, pod, name))
        return 0

    def _arguments(self, call: Call) -> str:
        flags = call.flags
        if len(call.args) > 2 or (not call.args and not flags["selector"]):
            raise call.usage(_USAGE)
        if flags["selector"] and call.args:
            raise call.usage("only a selector (-l) or a POD name is allowed")
        if len(call.args) == 2:
            if flags["container"]:
                raise KubectlError("only one of -c or an inline [CONTAINER] arg is allowed")
            return call.args[1]
        return flags["container"]

    def _check(self, call: Call, container: str) -> None:
        flags = call.flags
        if flags["all-containers"] and container:
            raise KubectlError(f"--all-containers=true should not be specified with container name {container}")
        if flags["limit-bytes"] < 0:
            raise KubectlError("--limit-bytes must be greater than 0")
        if flags["since"] < 0:
            raise KubectlError("--since must be greater than 0")
        if flags["tail"] < -1:
            raise KubectlError("--tail must be greater than or equal to -1")

    def _containers(self, call: Call, pod: dict, container: str) -> list[str]:
        spec = pod["spec"]
        fields = ("initContainers", "containers", "ephemeralContainers")
        names = [item["name"] for field in fields for item in spec.get(field) or ()]
        if call.flags["all-containers"]:
            return names
        if container:
            if container not in names:
                raise KubectlError(f"container {container} is not valid for pod {pod['metadata']['name']}")
            return [container]
        chosen = (pod["metadata"].get("annotations") or {}).get(_DEFAULT)
        if chosen is not None and chosen in names:
            return [chosen]
        if len(names) > 1:
            first = spec["containers"][0]["name"]
            call.err(f'Defaulted container "{first}" out of: {all_names(pod)}\n')
            return [first]
        return names

    def _query(self, call: Call, container: str) -> dict[str, str]:
        flags = call.flags
        tail = flags["tail"] if flags.given("tail") else 10 if flags["selector"] else -1
        return {
            "container": container,
            "previous": "true" if flags["previous"] else "",
            "timestamps": "true" if flags["timestamps"] else "",
            "tailLines": str(tail) if tail >= 0 else "",
            "sinceSeconds": str(-(-flags["since"] // times.SECOND)) if flags["since"] else "",
            "sinceTime": flags["since-time"],
            "limitBytes": str(flags["limit-bytes"]) if flags["limit-bytes"] else "",
        }

    def _read(self, call: Call, pod: dict, container: str) -> str:
        return self._ask(call, pod, container, {}).body

    def _ask(self, call: Call, pod: dict, container: str, more: dict[str, str]) -> Response:
        """The answer, whose body is text: the log, or with --ignore-errors what is wrong."""
        metadata = pod["metadata"]
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/log"
        try:
            response = call.api.send("GET", path, {**self._query(call, container), **more})
        except ServerError as wrong:
            if call.flags["ignore-errors"]:
                return Response(200, f"error: {wrong.message}\n")
            raise
        return response if isinstance(response.body, str) else Response(200, "", stream=response.stream)

    def _print(self, call: Call, pod: dict, container: str, text: str) -> None:
        if call.flags["prefix"]:
            mark = f"[pod/{pod['metadata']['name']}/{container}] "
            text = "".join(mark + line for line in text.splitlines(keepends=True))
        call.out(text)

    def _follow(self, call: Call, asked: list[tuple[dict, str]]) -> Steps:
        """Print what there is and then what comes, until the containers have ended."""
        followed: list[tuple[dict, str, Any]] = []
        try:
            for pod, name in asked:
                response = self._ask(call, pod, name, {"follow": "true"})
                self._print(call, pod, name, response.body)
                if response.stream is not None:
                    followed.append((pod, name, response.stream))
            while True:
                for pod, name, stream in followed:
                    for _, data in stream.poll():
                        self._print(call, pod, name, data.decode("utf-8", "replace"))
                streams = [stream for _, _, stream in followed if not stream.done]
                if not streams:
                    return 0
                moments = [stream.due for stream in streams]  # what requests bring is not due: it is looked for
                soon = call.host.virtual() + times.SECOND
                yield Wait(min([soon, *(moment for moment in moments if moment is not None)]), tuple(streams))
        finally:
            for _, _, stream in followed:
                stream.close()


def _pods(call: Call, word: str | None) -> list[dict]:
    """The pods that `NAME`, `TYPE/NAME` or `-l` mean."""
    if word is None:
        found = (
            call.api.get(f"/api/v1/namespaces/{call.namespace}/pods", {"labelSelector": call.flags["selector"]}).get(
                "items"
            )
            or []
        )
        if not found:
            call.err(f"No resources found in {call.namespace} namespace.\n")
        return found
    plain = "/" not in word
    query = Query([f"pods/{word}" if plain else word], single_kind=True, files=False)
    infos, errors = Result(call, query).infos()
    if errors:
        wrong = errors[0]
        if isinstance(wrong, ServerError) and wrong.reason == "NotFound":
            raise KubectlError(f'error from server (NotFound): {wrong.message} in namespace "{call.namespace}"')
        raise wrong
    if call.flags["since-time"] and call.flags["since"]:
        raise KubectlError("at most one of `sinceTime` or `sinceSeconds` may be specified")
    obj = infos[0].object or {}
    if obj["kind"] == "Pod":
        return [obj]
    return _pods_of(call, obj)


def _pods_of(call: Call, obj: dict) -> list[dict]:
    """One pod of a controller (all with --all-pods); kubectl says which one it took."""
    spec = obj.get("spec") or {}
    selector = spec.get("selector")
    if obj["kind"] not in (
        "Deployment",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "Service",
    ):
        raise KubectlError(
            f"cannot get the logs from "
            f"*{'v1' if '/' not in obj['apiVersion'] else obj['apiVersion'].rpartition('/')[2]}.{obj['kind']}"
        )
    plain = obj["kind"] in ("ReplicationController", "Service")
    matches = selectors.from_labels(selector) if plain else selectors.from_label_selector(selector)
    namespace = obj["metadata"]["namespace"]
    found = [
        pod
        for pod in call.api.get(f"/api/v1/namespaces/{namespace}/pods").get("items") or ()
        if matches.matches(pod["metadata"].get("labels"))
    ]
    if not found:
        raise KubectlError("timed out waiting for the condition")
    found.sort(key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]))
    if call.flags.get("all-pods"):
        return found
    if len(found) > 1:
        call.err(f"Found {len(found)} pods, using pod/{found[0]['metadata']['name']}\n")
    return found[:1]
