"""kubectl describe persistentvolume, persistentvolumeclaim, storageclass, volumeattributesclass, csinode."""

from __future__ import annotations

from cluster.kinds.rules.storage import modes_text
from cluster.kinds.storageclass import is_default
from cluster.kubectl.command import Call
from cluster.kubectl.describe import volume_sources
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import ages
from cluster.kubectl.printers.table import format_labels
from cluster.objects import storage

# The order in which kubectl looks for a volume's source.
_SOURCES = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "nfs", "iscsi", "glusterfs", "rbd", "quobyte",
    "vsphereVolume", "cinder", "azureDisk", "photonPersistentDisk", "portworxVolume", "scaleIO", "local", "cephfs",
    "storageos", "fc", "azureFile", "flexVolume", "flocker", "csi",
)  # fmt: skip


@describer("persistentvolume")
def persistent_volume(call: Call, obj: dict, page: Page) -> None:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    claim = spec.get("claimRef")
    page.fields(
        0,
        ("Finalizers", _listed(metadata.get("finalizers"))),
        ("StorageClass", storage.class_of(obj)),
        ("Status", _status(page, obj)),
        ("Claim", f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else ""),
        ("Reclaim Policy", spec.get("persistentVolumeReclaimPolicy", "")),
        ("Access Modes", modes_text(spec.get("accessModes"))),
    )
    if spec.get("volumeMode") is not None:
        page.field(0, "VolumeMode", spec["volumeMode"])
    page.field(0, "Capacity", (spec.get("capacity") or {}).get("storage", "0"))
    _node_affinity(page, spec.get("nodeAffinity"))
    page.field(0, "Message", status.get("message", ""))
    page.line(0, "Source:")
    source = next((name for name in _SOURCES if name in spec), "")
    if not volume_sources.put(page, source, spec.get(source) or {}):
        page.line(1, "<unknown>")
    page.events(events_of(call, obj))


@describer("persistentvolumeclaim")
def persistent_volume_claim(call: Call, obj: dict, page: Page) -> None:
    metadata = obj["metadata"]
    page.fields(0, ("Name", metadata["name"]), ("Namespace", metadata["namespace"]))
    claim_lines(page, obj, _status(page, obj))
    page.many("Used By", sorted(pod["metadata"]["name"] for pod in _users(call, obj)))
    conditions = (obj.get("status") or {}).get("conditions")
    if conditions:
        page.line(0, "Conditions:")
        page.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage")
        page.line(1, "----\t------\t-----------------\t------------------\t------\t-------")
    for condition in conditions or ():
        probed, changed = (ages.rfc1123z(condition.get(field)) for field in ("lastProbeTime", "lastTransitionTime"))
        told = f"{condition.get('reason', '')} \t{condition.get('message', '')}"
        page.line(1, f"{condition['type']} \t{condition['status']} \t{probed} \t{changed} \t{told}")
    page.events(events_of(call, obj))


@describer("storageclass.storage.k8s.io")
def storage_class(call: Call, obj: dict, page: Page) -> None:
    metadata, expands = obj["metadata"], obj.get("allowVolumeExpansion")
    page.fields(
        0,
        ("Name", metadata["name"]),
        ("IsDefaultClass", "Yes" if is_default(obj) else "No"),
        ("Annotations", format_labels(metadata.get("annotations"))),
        ("Provisioner", obj.get("provisioner", "")),
        ("Parameters", format_labels(obj.get("parameters"))),
        ("AllowVolumeExpansion", "<unset>" if expands is None else str(bool(expands))),
    )
    options = obj.get("mountOptions")
    page.put("MountOptions:\n" if options else "MountOptions:\t<none>\n")
    for option in options or ():
        page.line(1, option)
    for title, field in (("ReclaimPolicy", "reclaimPolicy"), ("VolumeBindingMode", "volumeBindingMode")):
        if obj.get(field) is not None:
            page.field(0, title, obj[field])
    if obj.get("allowedTopologies") is not None:
        _topologies(page, obj["allowedTopologies"])
    page.events(events_of(call, obj))


@describer("volumeattributesclass.storage.k8s.io")
def volume_attributes_class(call: Call, obj: dict, page: Page) -> None:
    page.fields(
        0,
        ("Name", obj["metadata"]["name"]),
        ("Annotations", format_labels(obj["metadata"].get("annotations"))),
        ("DriverName", obj.get("driverName", "")),
        ("Parameters", format_labels(obj.get("parameters"))),
    )
    page.events(events_of(call, obj))


@describer("csinode.storage.k8s.io")
def csi_node(call: Call, obj: dict, page: Page) -> None:
    metadata, drivers = obj["metadata"], (obj.get("spec") or {}).get("drivers")
    page.field(0, "Name", metadata["name"])
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.field(0, "CreationTimestamp", ages.rfc1123z(metadata.get("creationTimestamp")))
    page.line(0, "Spec:")
    if drivers is not None:
        page.line(1, "Drivers:")
    for driver in drivers or ():
        page.line(2, f"{driver['name']}:")
        page.field(3, "Node ID", driver["nodeID"])
        if (driver.get("allocatable") or {}).get("count") is not None:
            page.line(3, "Allocatables:")
            page.field(4, "Count", driver["allocatable"]["count"])
        if driver.get("topologyKeys") is not None:
            page.field(3, "Topology Keys", _listed(driver["topologyKeys"]))
    page.events(events_of(call, obj))


def claim_lines(page: Page, claim: dict, status: str | None) -> None:
    """What a claim and the template of one have in common; `status` None for a template."""
    metadata, spec, told = claim.get("metadata") or {}, claim["spec"], claim.get("status") or {}
    page.field(0, "StorageClass", storage.class_of(claim))
    if status is not None:
        page.field(0, "Status", status)
    volume = spec.get("volumeName", "")
    page.field(0, "Volume", volume)
    page.labels("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    if status is not None:
        page.field(0, "Finalizers", _listed(metadata.get("finalizers")))
    page.field(0, "Capacity", (told.get("capacity") or {}).get("storage", "0") if volume else "")
    page.field(0, "Access Modes", modes_text(told.get("accessModes")) if volume else "")
    if spec.get("volumeMode") is not None:
        page.field(0, "VolumeMode", spec["volumeMode"])
    source = spec.get("dataSource")
    if source is not None:
        page.line(0, "DataSource:")
        if source.get("apiGroup") is not None:
            page.field(1, "APIGroup", source["apiGroup"])
        page.fields(1, ("Kind", source.get("kind", "")), ("Name", source.get("name", "")))


def _users(call: Call, claim: dict) -> list[dict]:
    """The pods that mount the claim, and the one that it was made for."""
    metadata = claim["metadata"]
    pods = call.api.get(f"/api/v1/namespaces/{metadata['namespace']}/pods").get("items") or []
    owners = {owner["uid"] for owner in metadata.get("ownerReferences") or () if owner["kind"] == "Pod"}

    def uses(pod: dict) -> bool:
        mounts = (found for found in storage.claims_of(pod) if not found.ephemeral)
        return pod["metadata"]["uid"] in owners or any(found.claim == metadata["name"] for found in mounts)

    return [pod for pod in pods if uses(pod)]


def _status(page: Page, obj: dict) -> str:
    deleted = obj["metadata"].get("deletionTimestamp")
    if deleted:
        return f"Terminating (lasts {ages.since(deleted, page.now)})"
    return (obj.get("status") or {}).get("phase", "")


def _node_affinity(page: Page, affinity: dict | None) -> None:
    needed = (affinity or {}).get("required")
    if needed is None:
        page.put("Node Affinity:\t<none>\n")
        return
    page.put("Node Affinity:\t\n")
    terms = needed.get("nodeSelectorTerms")
    page.put("  Required Terms:\t\n" if terms else "  Required Terms:\t<none>\n")
    for number, term in enumerate(terms or ()):
        page.put(f"    Term {number}:\t")
        if not term.get("matchExpressions"):
            page.put("<none>\n")
        for place, expression in enumerate(term.get("matchExpressions") or ()):
            told = f"{expression['key']} {expression['operator'].lower()}"
            values = f" [{', '.join(expression['values'])}]" if expression.get("values") else ""
            page.put(("    \t" if place else "") + told + values + "\n")


def _topologies(page: Page, terms: list[dict]) -> None:
    page.put("AllowedTopologies:\t\n" if terms else "AllowedTopologies:\t<none>\n")
    for number, term in enumerate(terms):
        page.put(f"  Term {number}:\t")
        if not term.get("matchLabelExpressions"):
            page.put("<none>\n")
        for place, expression in enumerate(term.get("matchLabelExpressions") or ()):
            values = f" [{', '.join(expression['values'])}]" if expression.get("values") else ""
            page.put(("  \t" if place else "") + f"{expression['key']} in{values}\n")


def _listed(values: list[str] | None) -> str:
    return f"[{' '.join(values or ())}]"
