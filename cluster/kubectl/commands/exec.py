"""kubectl exec and attach.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_exec/, kubectl_attach/ and words of kubectl
1.35.2.
"""

from __future__ import annotations

from cluster.kubectl.client import streaming
from cluster.kubectl.client.resources import Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError

RECORDED = (
    "All commands and output from this session will be recorded in container logs, including credentials and "
    "sensitive information passed through the command prompt.\n"
)


class Exec(Command):
    path = "exec"

    def run(self, call: Call) -> Steps:
        args, dash, flags = call.args, call.dash, call.flags
        if dash not in (0, 1) and (len(args) > 1 or (args and flags["filename"])):
            raise call.usage("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead")
        word = args[0] if args and dash != 0 else ""
        if not word and not flags["filename"]:
            raise KubectlError("pod, type/name or --filename must be specified")
        command = args[dash:] if dash in (0, 1) else []
        if not command:
            raise KubectlError("you must specify at least one command for the container")
        obj = streaming.object_named(call, word) if word else self._in_file(call)
        pod = yield from streaming.pod_behind(call, obj, flags["pod-running-timeout"])
        return (yield from execute(call, pod, command, flags["container"], flags["stdin"], flags["tty"]))

    def _in_file(self, call: Call) -> dict:
        infos, errors = Result(call, Query([])).infos()
        if errors:
            raise errors[0]
        if len(infos) > 1:
            raise KubectlError("cannot exec into multiple objects at a time")
        found = infos[0]
        return call.api.get(found.path)


def execute(call: Call, pod: dict, command: list[str], container: str, stdin: bool, tty: bool) -> Steps:
    """Run a command in a container of a pod, to its end."""
    quiet = call.flags.get("quiet", False)
    streaming.refuse_completed(pod)
    container = container or streaming.container_named(call, pod, "", quiet)["name"]
    tty = streaming.terminal_wanted(call, stdin, tty, quiet)
    query = {"container": container, "stdin": stdin, "stdout": True, "stderr": not tty, "tty": tty}
    stream = streaming.opened(call, pod, "exec", query, command)
    return (yield from streaming.converse(call, stream, stdin, tty))


class Attach(Command):
    path = "attach"

    def run(self, call: Call) -> Steps:
        args, flags = call.args, call.flags
        if not args:
            raise KubectlError("at least 1 argument is required for attach")
        if len(args) > 2:
            shown = " ".join(args)
            told = "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments)"
            raise KubectlError(f"{told} saw {len(args)}: [{shown}]")
        if flags["pod-running-timeout"] <= 0:
            raise KubectlError("--pod-running-timeout must be higher than zero")
        obj = streaming.object_named(call, "/".join(args))
        pod = yield from streaming.pod_behind(call, obj, flags["pod-running-timeout"])
        phase = (pod.get("status") or {}).get("phase")
        if phase in ("Succeeded", "Failed"):
            raise KubectlError(f"cannot attach a container in a completed pod; current phase is {phase}")
        name, stdin, tty = flags["container"], flags["stdin"], flags["tty"]
        return (yield from attach(call, pod, name, stdin, tty, flags["quiet"], call.path))


def attach(call: Call, pod: dict, name: str, stdin: bool, tty: bool, quiet: bool, path: str) -> Steps:
    """Speak to the main process of a container; `path`: the command that attaches again (`kubectl attach`)."""
    try:
        container = streaming.container_named(call, pod, name, quiet)
    except KubectlError as wrong:
        raise KubectlError(f"cannot attach to the container: {wrong.text}") from None
    if tty and not container.get("tty"):
        tty = False
        if not quiet:
            call.err(f"error: Unable to use a TTY - container {container['name']} did not allocate one\n")
    elif container.get("tty"):
        tty = True
    raw = streaming.terminal_wanted(call, stdin, tty, quiet)
    if not quiet:
        call.err(RECORDED + "If you don't see a command prompt, try pressing enter.\n")
    query = {"container": container["name"], "stdin": stdin, "stdout": True, "stderr": not raw, "tty": raw}
    stream = streaming.opened(call, pod, "attach", query)
    code = yield from streaming.converse(call, stream, stdin, raw)
    if not quiet and stdin and raw and pod["spec"].get("restartPolicy", "Always") == "Always":
        call.out(_again(pod, container["name"], path) + "\n")
    return code


def _again(pod: dict, container: str, path: str) -> str:
    name = pod["metadata"]["name"]
    command = f"'{path} {name} -c {container} -i -t'"
    if any(spec["name"] == container for spec in pod["spec"].get("ephemeralContainers") or ()):
        return (
            "Session ended, the ephemeral container will not be restarted but may be reattached using "
            f"{command} if it is still running"
        )
    return f"Session ended, resume using {command} command when the pod is running"
