"""ResourceClaims: made from templates for pods, given back when no pod uses them any more, and gone with their pods.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ and
https://github.com/kubernetes/kubernetes/tree/v1.35.0/pkg/controller/resourceclaim
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.controllers.podstate import is_done
from cluster.kinds.rules.devices import CLAIMS, FINALIZER, POD_CLAIM, TEMPLATES, VERSION
from cluster.kinds.rules.errors import quoted
from cluster.objects.owners import controller_reference, controller_uid
from cluster.objects.paths import set_in
from cluster.objects.podclaims import claims_of, consumer, is_reserved
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register(
    {
        "resourceclaim.create": ("claim",),
        "resourceclaim.no_template": ("template",),
        "resourceclaim.reserve": ("claim", "pod"),
        "resourceclaim.release": ("claim",),
        "resourceclaim.delete": ("claim",),
    }
)

_LONGEST = 253 - 5  # what is generated still has to fit


def pod_keys(change: Change, store: Store) -> Iterable[str]:
    """The pod itself, and the claims that it may use no more."""
    pod = change.object
    if pod["spec"].get("resourceClaims"):
        if change.op != DELETED:
            yield f"pod {change.namespace}/{change.name}"
        if change.op == DELETED or is_done(pod):
            for name in claims_of(pod).values():
                yield f"claim {change.namespace}/{name}"


def claim_keys(change: Change, store: Store) -> Iterable[str]:
    if change.op != DELETED:
        yield f"claim {change.namespace}/{change.name}"
        for pod in store.list("pods", change.namespace) if _is_free(change) else ():
            if change.name in claims_of(pod).values():
                yield f"pod {change.namespace}/{pod['metadata']['name']}"


def template_keys(change: Change, store: Store) -> Iterable[str]:
    """The pods that wait for a template."""
    for pod in store.list("pods", change.namespace) if change.previous is None else ():
        told = pod["spec"].get("resourceClaims") or ()
        if any(each.get("resourceClaimTemplateName") == change.name for each in told):
            yield f"pod {change.namespace}/{pod['metadata']['name']}"


class ResourceClaims(Component):
    name = "resource_claim"
    watches = {"pods": pod_keys, CLAIMS: claim_keys, TEMPLATES: template_keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        what, _, place = key.partition(" ")
        if what == "claim":
            claim = world.store.get(CLAIMS, *split_key(place))
            return None if claim is None else _looked_after(claim, world)
        pod = world.store.get("pods", *split_key(place))
        if pod is None or "deletionTimestamp" in pod["metadata"] or is_done(pod):
            return None
        said = None
        for told in pod["spec"].get("resourceClaims") or ():
            if told.get("resourceClaimTemplateName"):
                said = _made(world.store.get("pods", *split_key(place)) or pod, told, world) or said
        return _reserved(pod, world) or said


def _made(pod: dict, told: dict, world: World) -> Reason | None:
    """The claim of one of the pod's templates is there, and the pod's status names it."""
    metadata, name = pod["metadata"], told["name"]
    if name in claims_of(pod):
        return None
    claim = next((each for each in world.store.list(CLAIMS, metadata["namespace"]) if _is_for(each, pod, name)), None)
    template_name = told["resourceClaimTemplateName"]
    template = world.store.get(TEMPLATES, metadata["namespace"], template_name)
    if claim is None and template is None:
        missing = f'resourceclaimtemplate.resource.k8s.io "{template_name}" not found'
        text = f"PodResourceClaim {name}: resource claim template {quoted(template_name)}: {missing}"
        world.event(pod, "Warning", "FailedResourceClaimCreation", text)
        return reason("resourceclaim.no_template", template=template_name)
    if claim is None:
        claim = world.client.create(
            CLAIMS, _claim(pod, name, template or {}), reason("resourceclaim.create", claim=name)
        )
    why = reason("resourceclaim.create", claim=claim["metadata"]["name"])
    statuses = (pod.get("status") or {}).get("resourceClaimStatuses") or []
    named = {"name": name, "resourceClaimName": claim["metadata"]["name"]}
    world.client.update_status("pods", set_in(pod, ("status", "resourceClaimStatuses"), [*statuses, named]), why)
    return why


def _claim(pod: dict, name: str, template: dict) -> dict:
    metadata, given = pod["metadata"], template["spec"].get("metadata") or {}
    return {
        "apiVersion": VERSION,
        "kind": "ResourceClaim",
        "metadata": {
            "generateName": f"{metadata['name']}-{name}-"[:_LONGEST],
            "namespace": metadata["namespace"],
            **({"labels": given["labels"]} if given.get("labels") else {}),
            "annotations": {**(given.get("annotations") or {}), POD_CLAIM: name},
            "ownerReferences": [controller_reference(pod)],
        },
        "spec": template["spec"]["spec"],
    }


def _is_for(claim: dict, pod: dict, name: str) -> bool:
    own = (claim["metadata"].get("annotations") or {}).get(POD_CLAIM) == name
    return own and controller_uid(claim) == pod["metadata"]["uid"]


def _reserved(pod: dict, world: World) -> Reason | None:
    """A pod that somebody bound without the scheduler may still use what is allocated."""
    said = None
    for name in claims_of(pod).values() if pod["spec"].get("nodeName") else ():
        claim = world.store.get(CLAIMS, pod["metadata"]["namespace"], name)
        status = (claim or {}).get("status") or {}
        if claim is not None and status.get("allocation") and not is_reserved(claim, pod):
            said = reason("resourceclaim.reserve", claim=name, pod=pod["metadata"]["name"])
            users = [*(status.get("reservedFor") or ()), consumer(pod)]
            world.client.update_status(CLAIMS, {**claim, "status": {**status, "reservedFor": users}}, said)
    return said


def _looked_after(claim: dict, world: World) -> Reason | None:
    status, metadata = claim.get("status") or {}, claim["metadata"]
    users = status.get("reservedFor") or []
    valid = [user for user in users if _uses(user, metadata["namespace"], world.store)]
    why = reason("resourceclaim.release", claim=metadata["name"])
    over = not valid and (len(users) > 0 or "deletionTimestamp" in metadata)
    if len(valid) < len(users) or (over and status.get("allocation")):
        kept = {name: value for name, value in status.items() if name not in ("reservedFor", "allocation", "devices")}
        if valid:
            kept = {**status, "reservedFor": valid}
        claim = world.client.update_status(CLAIMS, {**claim, "status": kept}, why)
    if over and FINALIZER in (metadata.get("finalizers") or ()):
        finalizers = [name for name in metadata["finalizers"] if name != FINALIZER]
        claim = world.client.update(CLAIMS, {**claim, "metadata": {**claim["metadata"], "finalizers": finalizers}}, why)
    if not valid and _is_orphaned(claim, world.store) and "deletionTimestamp" not in metadata:
        why = reason("resourceclaim.delete", claim=metadata["name"])
        world.client.delete(CLAIMS, metadata["namespace"], metadata["name"], why, uid=metadata["uid"])
        return why
    return why if len(valid) < len(users) else None


def _uses(user: dict, namespace: str, store: Store) -> bool:
    """Whether a consumer still needs the claim: the pod is there, is the same, and has not ended."""
    if user.get("apiGroup") or user["resource"] != "pods":
        return True
    pod = store.get("pods", namespace, user["name"])
    return pod is not None and pod["metadata"]["uid"] == user["uid"] and not is_done(pod)


def _is_orphaned(claim: dict, store: Store) -> bool:
    """It was made for a pod that has ended (of one that is gone the garbage collector takes care)."""
    owner = controller_uid(claim)
    if owner is None or POD_CLAIM not in (claim["metadata"].get("annotations") or {}):
        return False
    found = store.by_uid(owner)
    return found is not None and found[0] == "pods" and is_done(found[1])


def _is_free(change: Change) -> bool:
    """It was just allocated."""
    before = ((change.previous or {}).get("status") or {}).get("allocation")
    return before is None and bool((change.object.get("status") or {}).get("allocation"))
