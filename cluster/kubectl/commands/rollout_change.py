"""kubectl rollout pause, resume and restart."""

from __future__ import annotations

from cluster.kubectl.client.changes import difference, patched, workloads
from cluster.kubectl.command import Call, Command
from cluster.kubectl.commands.rollout import require_names
from cluster.kubectl.errors import KubectlError, ServerError, Several, together
from cluster.kubectl.output import printer
from cluster.objects import times
from cluster.objects.paths import set_in, without

_RESTARTED = "kubectl.kubernetes.io/restartedAt"


class _Change(Command):
    """What the three have in common. done: the word for success."""

    done: str

    def change(self, call: Call, obj: dict, kind: str) -> dict:
        """The object as it shall be; KubectlError with what stands after the object's name."""
        raise NotImplementedError

    def run(self, call: Call) -> int:
        require_names(call)
        infos, errors = workloads(call, call.args, everything_of_kind=True)
        errors = [found for found in [together(errors)] if found is not None]
        if not infos and not errors:
            call.err(f"No resources found in {call.namespace} namespace.\n")
            return 0
        show = printer(call, self.done)
        for info in infos:
            before = info.object or {}
            try:
                patch = difference(before, self.change(call, before, info.resource.label))
                show(patched(call, info, patch), info.label)
            except ServerError as wrong:
                errors.append(KubectlError(f"failed to patch: {wrong.message}"))
            except KubectlError as wrong:
                errors.append(KubectlError(f'error: {info.resource.name} "{info.name}" {wrong.text}'))
        if errors:
            raise errors[0] if len(errors) == 1 else Several(errors)
        return 0


class Pause(_Change):
    path, done = "rollout pause", "paused"

    def change(self, call: Call, obj: dict, kind: str) -> dict:
        if kind != "deployment.apps":
            raise KubectlError("pausing is not supported")
        if obj["spec"].get("paused"):
            raise KubectlError("is already paused")
        return set_in(obj, ("spec", "paused"), True)


class Resume(_Change):
    path, done = "rollout resume", "resumed"

    def change(self, call: Call, obj: dict, kind: str) -> dict:
        if kind != "deployment.apps":
            raise KubectlError("resuming is not supported")
        if not obj["spec"].get("paused"):
            raise KubectlError("is not paused")
        return {**obj, "spec": without(obj["spec"], "paused")}


class Restart(_Change):
    path, done = "rollout restart", "restarted"

    def change(self, call: Call, obj: dict, kind: str) -> dict:
        if kind not in ("deployment.apps", "daemonset.apps", "statefulset.apps"):
            raise KubectlError("restarting is not supported")
        if obj["spec"].get("paused"):
            raise KubectlError("can't restart paused deployment (run rollout resume first)")
        return set_in(obj, ("spec", "template", "metadata", "annotations", _RESTARTED), times.rfc3339(call.host.now()))
