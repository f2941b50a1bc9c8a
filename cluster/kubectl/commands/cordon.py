"""kubectl cordon, uncordon and drain.

Source: https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/ and words of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.api.selector_text import SelectorError, parse_labels
from cluster.kubectl.client.api import MERGE
from cluster.kubectl.client.resources import Info, Query, Result
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError, Said, ServerError, Several, raise_all
from cluster.kubectl.output import printer
from cluster.kubectl.printers.ages import go_duration
from cluster.kubectl.waiting import Wait
from cluster.objects import owners, times

_MIRROR = "kubernetes.io/config.mirror"
_RETRY = 5 * times.SECOND


class Cordon(Command):
    path = "cordon"
    desired = True

    def run(self, call: Call) -> int:
        mark(call, nodes(call), self.desired)
        return 0


class Uncordon(Cordon):
    path = "uncordon"
    desired = False


def nodes(call: Call) -> list[Info]:
    if not call.args and not call.flags.given("selector"):
        raise call.usage(f"USAGE: {call.command} NODE [flags]")
    if call.args and call.flags["selector"]:
        raise call.usage("error: cannot specify both a node name and a --selector option")
    words = ["nodes"] if call.flags["selector"] else [arg if "/" in arg else f"nodes/{arg}" for arg in call.args]
    infos, errors = Result(call, Query(words, selector=call.flags["selector"] or None, files=False, stop=True)).infos()
    raise_all(errors)
    return infos


def mark(call: Call, found: list[Info], desired: bool) -> None:
    """Make nodes unschedulable, or schedulable again."""
    word = "cordoned" if desired else "uncordoned"
    for info in found:
        node = info.object or {}
        if bool(node["spec"].get("unschedulable")) == desired:
            printer(call, f"already {word}")(node, info.label)
            continue
        if call.dry_run != "client":
            query = {"dryRun": "All"} if call.dry_run == "server" else {}
            try:
                call.api.send("PATCH", info.path, query, {"spec": {"unschedulable": desired or None}}, MERGE)
            except ServerError as wrong:
                call.err(f'error: unable to {"" if desired else "un"}cordon node "{info.name}": {wrong.message}\n')
                continue
        printer(call, word)(node, info.label)


class Drain(Command):
    path = "drain"

    def run(self, call: Call) -> Steps:
        try:
            parse_labels(call.flags["pod-selector"])
        except SelectorError:
            raise KubectlError("--pod-selector=<pod_selector> must be a valid label selector") from None
        found = nodes(call)
        mark(call, found, True)
        failed: list[tuple[str, KubectlError]] = []
        for info in found:
            try:
                yield from _Evictions(call, info.name).run()
                printer(call, "drained")(info.object or {}, info.label)
            except KubectlError as wrong:
                text = _listed(wrong)
                call.err(f'error: unable to drain node "{info.name}" due to error: {text}, continuing command...\n')
                failed.append((info.name, wrong))
        if failed:
            call.err("There are pending nodes to be drained:\n" + "".join(f" {name}\n" for name, _ in failed))
            errors = [wrong for _, wrong in failed]
            raise Said("\n".join(error.text for error in errors))
        return 0


def _listed(wrong: KubectlError) -> str:
    if isinstance(wrong, Several):
        return f"[{', '.join(error.text for error in wrong.errors)}]"
    return wrong.text


class _Unfinished(KubectlError):
    """What stopped the evictions; the command ends with its words alone."""

    def final(self) -> str:
        return self.text


class _Evictions:
    """Empties one node."""

    def __init__(self, call: Call, node: str):
        self._call, self._node = call, node

    def run(self) -> Steps:
        call = self._call
        pods = self._chosen()
        if call.dry_run == "client":
            call.out("".join(f"evicting pod {_place(pod)} (dry run)\n" for pod in pods))
            return 0
        try:
            yield from self._evict_all(pods)
        except KubectlError as wrong:
            if left := self._chosen(quiet=True):
                names = "".join(f"pod/{pod['metadata']['name']}\n" for pod in left)
                call.err(f'There are pending pods in node "{self._node}" when an error occurred: {wrong.text}\n{names}')
            raise _Unfinished(wrong.text) from None
        return 0

    def _evict_all(self, pods: list[dict]) -> Steps:
        call = self._call
        until = call.host.virtual() + call.flags["timeout"] if call.flags["timeout"] else None
        for pod in pods:
            yield from self._evict(pod, until)
        if call.dry_run == "none":
            yield from self._gone(pods, until)
        return 0

    def _chosen(self, quiet: bool = False) -> list[dict]:
        """Pods to evict. Prints what is done in spite of a warning; KubectlError where a pod must not be touched."""
        flags = self._call.flags
        query = {"fieldSelector": f"spec.nodeName={self._node}", "labelSelector": flags["pod-selector"]}
        pods = self._call.api.get("/api/v1/pods", query).get("items") or []
        chosen: list[dict] = []
        warnings: dict[str, list[str]] = {}
        fatal: dict[str, list[str]] = {}
        for pod in pods:
            verdict, message = self._verdict(pod)
            if verdict in ("delete", "skip") and message:
                warnings.setdefault(message, []).append(_place(pod))
            if verdict == "fatal":
                fatal.setdefault(message, []).append(_place(pod))
            elif verdict == "delete":
                chosen.append(pod)
        if fatal:
            errors: list[KubectlError] = [
                KubectlError(f"cannot delete {message}: {', '.join(names)}") for message, names in sorted(fatal.items())
            ]
            raise errors[0] if len(errors) == 1 else Several(errors)
        if warnings and not quiet:
            self._call.api.warn(
                "; ".join(f"{message}: {', '.join(names)}" for message, names in sorted(warnings.items()))
            )
        return chosen

    def _verdict(self, pod: dict) -> tuple[str, str]:
        """delete, skip or fatal, and the words for it."""
        flags, metadata = self._call.flags, pod["metadata"]
        if metadata.get("deletionTimestamp") and flags["skip-wait-for-delete-timeout"] > 0:
            age = (self._call.host.now() - times.parse(metadata["deletionTimestamp"])) / times.SECOND
            if age > flags["skip-wait-for-delete-timeout"]:
                return "skip", ""
        owner = owners.controller_of(pod)
        finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if owner and owner["kind"] == "DaemonSet" and not finished:
            if flags["ignore-daemonsets"]:
                return "skip", "ignoring DaemonSet-managed Pods"
            return "fatal", "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
        if _MIRROR in (metadata.get("annotations") or {}):
            return "skip", ""
        message = ""
        if not finished and any("emptyDir" in volume for volume in pod["spec"].get("volumes") or ()):
            if not flags["delete-emptydir-data"]:
                return "fatal", "Pods with local storage (use --delete-emptydir-data to override)"
            message = "deleting Pods with local storage"
        if not finished and owner is None:
            if not flags["force"]:
                return "fatal", "cannot delete Pods that declare no controller (use --force to override)"
            message = "deleting Pods that declare no controller"
        return "delete", message

    def _evict(self, pod: dict, until: int | None) -> Steps:
        call, metadata = self._call, pod["metadata"]
        name, namespace = metadata["name"], metadata["namespace"]
        path = f"/api/v1/namespaces/{namespace}/pods/{name}"
        options: dict = {}
        if call.flags["grace-period"] >= 0:
            options["gracePeriodSeconds"] = call.flags["grace-period"]
        query = {"dryRun": "All"} if call.dry_run == "server" else {}
        suffix = " (server dry run)" if query else ""
        while True:
            if not call.flags["disable-eviction"]:
                call.out(f"evicting pod {_place(pod)}{suffix}\n")
            if until is not None and call.host.virtual() >= until:
                limit = go_duration(call.flags["timeout"])
                raise KubectlError(
                    f'error when evicting pods/"{name}" -n "{namespace}": global timeout reached: {limit}'
                )
            try:
                if call.flags["disable-eviction"]:
                    call.api.send("DELETE", path, query, options or None)
                else:
                    body = {
                        "apiVersion": "policy/v1",
                        "kind": "Eviction",
                        "metadata": {"name": name, "namespace": namespace},
                    }
                    call.api.send(
                        "POST", f"{path}/eviction", query, {**body, "deleteOptions": options} if options else body
                    )
                return 0
            except ServerError as wrong:
                if wrong.reason == "NotFound":
                    return 0
                if wrong.reason != "TooManyRequests":
                    raise KubectlError(f'error when evicting pods/"{name}" -n "{namespace}": {wrong.message}') from None
                text = f'error when evicting pods/"{name}" -n "{namespace}" (will retry after 5s): {wrong.message}\n'
                call.err(text)
            yield Wait(call.host.virtual() + _RETRY)

    def _gone(self, pods: list[dict], until: int | None) -> Steps:
        call = self._call
        word = "deleted" if call.flags["disable-eviction"] else "evicted"
        left = list(pods)
        while True:
            for pod in list(left):
                if self._is_gone(pod):
                    left.remove(pod)
                    printer(call, word)(pod, f"pod/{pod['metadata']['name']}")
            if not left:
                return 0
            if until is not None and call.host.virtual() >= until:
                name, namespace = left[0]["metadata"]["name"], left[0]["metadata"]["namespace"]
                raise KubectlError(
                    f'error when waiting for pod "{name}" in namespace "{namespace}" to terminate: '
                    f"global timeout reached"
                )
            yield Wait(call.host.virtual() + times.SECOND)

    def _is_gone(self, pod: dict) -> bool:
        metadata = pod["metadata"]
        try:
            found = self._call.api.get(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}")
        except ServerError as wrong:
            if wrong.reason == "NotFound":
                return True
            raise
        return found["metadata"]["uid"] != metadata["uid"]


def _place(pod: dict) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
