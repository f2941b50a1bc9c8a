"""kubectl rollout undo: the pod template of an earlier revision comes back as a new one."""

from __future__ import annotations

from cluster.kubectl.client import controller_revisions, history
from cluster.kubectl.client.api import JSON_PATCH, STRATEGIC
from cluster.kubectl.client.applied import LAST_APPLIED
from cluster.kubectl.client.resources import Info
from cluster.kubectl.command import Call
from cluster.kubectl.commands.rollout import OfEach, kind_and_group
from cluster.kubectl.describe.pod_template import describe_template
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.output import printer
from cluster.kubectl.printers import govalues

# Annotations that stay the Deployment's own. Source: kubectl 1.35.2 (golden suite tour, deployment after an undo).
_KEPT = (
    LAST_APPLIED,
    history.REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)


class RolloutUndo(OfEach):
    path = "rollout undo"

    def each(self, call: Call, info: Info) -> None:
        done = _undo(call, info)
        printer(call, done)(info.object or {}, info.label)


def _undo(call: Call, info: Info) -> str:
    """Roll back; returns the words of what was done."""
    if info.resource.label in ("daemonset.apps", "statefulset.apps"):
        return _undo_by_revision(call, info)
    if info.resource.label != "deployment.apps":
        raise KubectlError(f"no rollbacker has been implemented for {govalues.quote(kind_and_group(info))}")
    deployment, wanted = info.object or {}, call.flags["to-revision"]
    replica_set = _revision(call, deployment, wanted)
    made = history.without_hash(replica_set["spec"]["template"])
    if call.dry_run == "client":
        return describe_template(replica_set["spec"]["template"])
    if deployment["spec"].get("paused"):
        raise KubectlError(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
        )
    if made == history.without_hash(deployment["spec"]["template"]):
        return f"skipped rollback (current template already matches revision {wanted})"
    own = deployment["metadata"].get("annotations") or {}
    annotations = {key: own[key] for key in _KEPT if key in own}
    theirs = replica_set["metadata"].get("annotations") or {}
    annotations.update({key: value for key, value in theirs.items() if key not in _KEPT})
    patch = [
        {"op": "replace", "path": "/spec/template", "value": made},
        {"op": "replace", "path": "/metadata/annotations", "value": annotations},
    ]
    query = {"dryRun": "All"} if call.dry_run == "server" else {}
    try:
        call.api.send("PATCH", info.path, query, patch, JSON_PATCH)
    except ServerError as wrong:
        raise KubectlError(f"failed restoring revision {wanted}: {wrong.message}") from None
    return "rolled back"


def _undo_by_revision(call: Call, info: Info) -> str:
    """What its ControllerRevision keeps is the patch that brings the template back."""
    obj, wanted = info.object or {}, call.flags["to-revision"]
    revision = controller_revisions.to_return_to(call, obj, wanted)
    template = controller_revisions.template(revision)
    if call.dry_run == "client":
        return f"will roll back to {describe_template(template)}"
    if template == obj["spec"]["template"]:
        return f"skipped rollback (current template already matches revision {wanted})"
    query = {"dryRun": "All"} if call.dry_run == "server" else {}
    try:
        call.api.send("PATCH", info.path, query, revision["data"], STRATEGIC)
    except ServerError as wrong:
        raise KubectlError(f"failed restoring revision {wanted}: {wrong.message}") from None
    return "rolled back"


def _revision(call: Call, deployment: dict, wanted: int) -> dict:
    """The ReplicaSet of that revision (0: the one before the newest)."""
    found = history.revisions(call, deployment)
    if wanted:
        if wanted not in found or wanted < 0:
            raise KubectlError(f"unable to find specified revision {wanted} in history")
        return found[wanted]
    if len(found) < 2:
        raise KubectlError(f'no rollout history found for deployment "{deployment["metadata"]["name"]}"')
    return found[sorted(found)[-2]]
