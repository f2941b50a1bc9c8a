"""exec and attach as kubectl's commands use them: which pod, which container, and the conversation with a process.

Source: kubectl 1.35.2's pkg/cmd/exec, pkg/cmd/attach, pkg/polymorphichelpers and pkg/cmd/util/podcmd for the words.
"""

from __future__ import annotations

from typing import Any

from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Finding, Steps
from cluster.kubectl.errors import KubectlError, Said
from cluster.kubectl.waiting import Interrupted, Listen, Wait
from cluster.objects import selectors, times

DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
_WITH_PODS = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "Service")
_PHASES = {"Running": 0, "Unknown": 1, "Pending": 2}


def pod_path(pod: dict, subresource: str = "") -> str:
    metadata = pod["metadata"]
    path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
    return f"{path}/{subresource}" if subresource else path


def object_named(call: Call, word: str) -> dict:
    """What `NAME` (a pod) or `TYPE/NAME` means."""
    query = Query([word if "/" in word else f"pods/{word}"], single_kind=True, files=False)
    infos, errors = Result(call, query).infos()
    if errors:
        raise errors[0]
    return infos[0].object or {}


def pod_behind(call: Call, obj: dict, timeout: int) -> Finding:
    """The pod itself, or the best one of a controller or Service; waits for one to be there. Returns it."""
    if obj["kind"] == "Pod":
        return obj  # type: ignore[return-value]
    spec, kind = obj.get("spec") or {}, obj["kind"]
    version = obj["apiVersion"].rpartition("/")[2]
    if kind not in _WITH_PODS:
        raise KubectlError(f"cannot attach to *{version}.{kind}: selector for *{version}.{kind} not implemented")
    selector, plain = spec.get("selector"), kind in ("ReplicationController", "Service")
    if plain and not selector:
        told = f"invalid service '{obj['metadata']['name']}': Service is defined without a selector"
        raise KubectlError(f"cannot attach to *{version}.{kind}: {told}")
    matches = selectors.from_labels(selector) if plain else selectors.from_label_selector(selector)
    until = call.host.virtual() + timeout
    while True:
        listed = call.api.get(f"/api/v1/namespaces/{obj['metadata']['namespace']}/pods").get("items") or ()
        found = [pod for pod in listed if matches.matches(pod["metadata"].get("labels"))]
        if found:
            return min(found, key=_badness)  # type: ignore[return-value]
        if call.host.virtual() >= until:
            raise KubectlError("timed out waiting for the condition")
        yield Wait(min(until, call.host.virtual() + times.SECOND // 2))


def _badness(pod: dict) -> tuple:
    """The smaller the better: on a node, running, ready, not being deleted, ready for long, seldom restarted, old."""
    status, metadata = pod.get("status") or {}, pod["metadata"]
    ready = next((c for c in status.get("conditions") or () if c["type"] == "Ready" and c["status"] == "True"), None)
    restarts = max((each.get("restartCount", 0) for each in status.get("containerStatuses") or ()), default=0)
    return (
        not pod["spec"].get("nodeName"),
        _PHASES.get(status.get("phase", ""), 0),
        ready is None,
        "deletionTimestamp" in metadata,
        (ready or {}).get("lastTransitionTime") or "",
        restarts,
        metadata["creationTimestamp"],
        metadata["name"],
    )


def containers_of(pod: dict) -> list[tuple[dict, str]]:
    """(spec, field) of every container, in the order in which kubectl looks for a name."""
    fields = ("containers", "initContainers", "ephemeralContainers")
    return [(spec, field) for field in fields for spec in pod["spec"].get(field) or ()]


def all_names(pod: dict) -> str:
    spec = pod["spec"]
    names = [each["name"] for each in spec["containers"]]
    names += [f"{each['name']} (ephem)" for each in spec.get("ephemeralContainers") or ()]
    names += [f"{each['name']} (init)" for each in spec.get("initContainers") or ()]
    return ", ".join(names)


def container_named(call: Call, pod: dict, name: str, quiet: bool) -> dict:
    """The container of that name, or the default one, which is said where there are several."""
    by_name = {spec["name"]: spec for spec, _ in reversed(containers_of(pod))}
    if name:
        if name not in by_name:
            raise KubectlError(f"container {name} not found in pod {pod['metadata']['name']}")
        return by_name[name]
    chosen = (pod["metadata"].get("annotations") or {}).get(DEFAULT_CONTAINER)
    if chosen in by_name:
        return by_name[chosen]
    first = pod["spec"]["containers"][0]
    if not quiet and len(by_name) > 1:
        call.err(f'Defaulted container "{first["name"]}" out of: {all_names(pod)}\n')
    return first


def terminal_wanted(call: Call, stdin: bool, tty: bool, quiet: bool) -> bool:
    """Whether there is a terminal to be passed on; says so where one was asked for and is not there."""
    if not (stdin and tty):
        return False
    if call.host.person and call.host.stdin is None:
        return True
    if not quiet:
        call.err("Unable to use a TTY - input is not a terminal or the right kind of file\n")
    return False


def opened(call: Call, pod: dict, what: str, query: dict[str, Any], command: list[str] | None = None) -> Any:
    """An open stream. `query` holds texts and truths. Raises ServerError."""
    told = {name: "true" if value is True else value for name, value in query.items() if value}
    return call.api.connect(pod_path(pod, what), told, command or [])


def converse(call: Call, stream: Any, stdin: bool, tty: bool) -> Steps:
    """Pass on what is said on both sides until the process is done. Raises Said with its exit code, KubectlError.

    Interrupted at a terminal: Ctrl-C goes to the process, as raw keys do."""
    told = ""  # what the terminal echoes of a line that its person has seen already
    try:
        if stdin and not (call.host.person and call.host.stdin is None):
            if call.host.stdin:
                stream.write(call.host.stdin.encode("utf-8", "surrogateescape"))
            stream.close_stdin()
            stdin = False
        while True:
            told = _print(call, stream, told)
            if stream.done:
                break
            try:
                typed = yield (Listen if stdin else Wait)(stream.due, (stream,))
            except Interrupted:
                if not tty:
                    raise
                typed = "\x03"
            if stdin and typed is not None:
                told = "" if typed in ("", "\x03") else typed
                _type(stream, typed, tty)
    finally:
        stream.close()
    if wrong := failure(stream.status):
        raise wrong
    return 0


def failure(status: dict | None) -> KubectlError | None:
    """What the v1.Status at the end of a stream says went wrong."""
    if status is None or status["status"] == "Success":
        return None
    if status.get("reason") == "NonZeroExitCode":
        code = int(status["details"]["causes"][0]["message"])
        return Said(f"command terminated with exit code {code}", code)
    return KubectlError(status["message"])


def refuse_completed(pod: dict) -> None:
    """KubectlError for a pod in which nothing runs any more."""
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise KubectlError(f"cannot exec into a container in a completed pod; current phase is {phase}")


def _type(stream: Any, typed: str, tty: bool) -> None:
    if typed:
        stream.write(typed.encode("utf-8", "surrogateescape"))
    elif tty:
        stream.write(b"\x04")
    else:
        stream.close_stdin()


def _print(call: Call, stream: Any, told: str) -> str:
    """Write what has come. Returns what is still expected as an echo."""
    for name, data in stream.poll():
        text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        if told and text.startswith(told):
            text, told = text[len(told) :], ""
        (call.out if name == "stdout" else call.err)(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return told
