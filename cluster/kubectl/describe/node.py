"""kubectl describe node."""

from __future__ import annotations

from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of, or_none
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.errors import ServerError
from cluster.kubectl.printers import ages, govalues
from cluster.objects import quantities

_ROLE = "node-role.kubernetes.io/"
_INFO = (
    ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"), ("Operating System", "operatingSystem"), ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"), ("Kubelet Version", "kubeletVersion"),
    ("Kube-Proxy Version", "kubeProxyVersion"),
)  # fmt: skip
_STANDARD = ("cpu", "memory", "ephemeral-storage")


@describer("node")
def node(call: Call, obj: dict, page: Page) -> None:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    labels = metadata.get("labels") or {}
    page.fields(0, ("Name", metadata["name"]), ("Roles", or_none(",".join(_roles(labels)))))
    page.labels("Labels", labels)
    page.annotations("Annotations", metadata.get("annotations"))
    page.field(0, "CreationTimestamp", ages.rfc1123z(metadata.get("creationTimestamp")))
    taints = sorted(spec.get("taints") or (), key=lambda taint: f"{taint['effect']},{taint['key']}")
    page.many("Taints", [_taint(taint) for taint in taints])
    page.field(0, "Unschedulable", govalues.plain(bool(spec.get("unschedulable"))))
    _lease(call, metadata["name"], page)
    _conditions(page, status.get("conditions") or [])
    page.line(0, "Addresses:")
    for address in status.get("addresses") or ():
        page.field(1, address["type"], address["address"])
    for name, field in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        if status.get(field):
            page.line(0, f"{name}:")
            for resource in sorted(status[field]):
                page.field(1, resource, quantities.canonical(status[field][resource]))
    page.line(0, "System Info:")
    page.fields(1, *((name, (status.get("nodeInfo") or {}).get(field, "")) for name, field in _INFO))
    if spec.get("podCIDR"):
        page.field(0, "PodCIDR", spec["podCIDR"])
    if spec.get("podCIDRs"):
        page.field(0, "PodCIDRs", ",".join(spec["podCIDRs"]))
    if spec.get("providerID"):
        page.field(0, "ProviderID", spec["providerID"])
    _resources(call, obj, page)
    found = events_of(call, obj)
    page.events(None if found is None else found + (events_of(call, obj, uid=metadata["name"]) or []))


def _roles(labels: dict) -> list[str]:
    roles = {key[len(_ROLE) :] for key in labels if key.startswith(_ROLE) and len(key) > len(_ROLE)}
    return sorted(roles | ({labels["kubernetes.io/role"]} if labels.get("kubernetes.io/role") else set()))


def _taint(taint: dict) -> str:
    value = taint.get("value", "")
    if not taint.get("effect"):
        return f"{taint['key']}={value}:" if value else taint["key"]
    return f"{taint['key']}={value}:{taint['effect']}" if value else f"{taint['key']}:{taint['effect']}"


def _lease(call: Call, name: str, page: Page) -> None:
    try:
        lease = call.api.get(f"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{name}")
    except ServerError as wrong:
        page.field(0, "Lease", f"Failed to get lease: {wrong.message}")
        return
    spec = lease.get("spec") or {}
    page.line(0, "Lease:")
    page.field(1, "HolderIdentity", spec.get("holderIdentity") or "<unset>")
    for label, field in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        page.field(1, label, ages.rfc1123z(spec[field]) if spec.get(field) else "<unset>")


def _conditions(page: Page, conditions: list[dict]) -> None:
    if not conditions:
        return
    page.put("Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n")
    page.line(1, "----\t------\t-----------------\t------------------\t------\t-------")
    for condition in conditions:
        beat, change = (ages.rfc1123z(condition.get(field)) for field in ("lastHeartbeatTime", "lastTransitionTime"))
        page.line(
            1,
            (
                f"{condition['type']} \t{condition['status']} \t{beat} \t{change} "
                f"\t{condition.get('reason', '')} \t{condition.get('message', '')}"
            ),
        )


def _resources(call: Call, obj: dict, page: Page) -> None:
    name, status = obj["metadata"]["name"], obj.get("status") or {}
    selector = f"spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed"
    pods = call.api.get("/api/v1/pods", {"fieldSelector": selector}).get("items") or []
    allocatable = status.get("allocatable") or status.get("capacity") or {}
    page.field(0, "Non-terminated Pods", f"({len(pods)} in total)")
    page.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge")
    page.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---")
    totals: dict[str, dict[str, int]] = {"requests": {}, "limits": {}}
    for pod in pods:
        needs = {part: pod_needs(pod, part) for part in totals}
        for part, amounts in needs.items():
            for resource, amount in amounts.items():
                totals[part][resource] = totals[part].get(resource, 0) + amount
        cells = (
            _share(needs[part], resource, allocatable)
            for resource in ("cpu", "memory")
            for part in ("requests", "limits")
        )
        metadata = pod["metadata"]
        age = ages.since(metadata.get("creationTimestamp"), page.now)
        page.line(1, f"{metadata['namespace']}\t{metadata['name']}\t\t" + "\t".join(cells) + f"\t{age}")
    page.put("Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n")
    page.line(1, "Resource\tRequests\tLimits")
    page.line(1, "--------\t--------\t------")
    huge = sorted(resource for resource in allocatable if resource.startswith("hugepages-"))
    for resource in (*_STANDARD, *huge):
        shares = "\t".join(_share(totals[part], resource, allocatable) for part in ("requests", "limits"))
        page.line(1, f"{resource}\t{shares}")
    for resource in sorted(set(allocatable) - {*_STANDARD, *huge, "pods"}):
        page.line(
            1,
            f"{resource}\t"
            + "\t".join(_amount(resource, totals[part].get(resource, 0)) for part in ("requests", "limits")),
        )


def pod_needs(pod: dict, part: str) -> dict[str, int]:
    """What a pod asks for in thousandths of each unit: its containers together, or its largest init container if that
    is more."""
    spec = pod["spec"]
    total: dict[str, int] = {}
    for container in spec.get("containers") or ():
        for resource, amount in _amounts(container, part):
            total[resource] = total.get(resource, 0) + amount
    running: dict[str, int] = {}
    for container in spec.get("initContainers") or ():
        stays = container.get("restartPolicy") == "Always"
        for resource, amount in _amounts(container, part):
            if stays:
                running[resource] = running.get(resource, 0) + amount
                total[resource] = total.get(resource, 0) + amount
            total[resource] = max(total.get(resource, 0), amount + (0 if stays else running.get(resource, 0)))
    if part == "requests" or total:
        for resource, amount in (spec.get("overhead") or {}).items():
            total[resource] = total.get(resource, 0) + quantities.milli(amount)
    return total


def _amounts(container: dict, part: str) -> list[tuple[str, int]]:
    found = (container.get("resources") or {}).get(part) or {}
    return [(resource, quantities.milli(amount)) for resource, amount in found.items()]


def _share(needs: dict[str, int], resource: str, allocatable: dict) -> str:
    amount, whole = needs.get(resource, 0), quantities.milli(allocatable.get(resource, "0"))
    percent = int(amount / whole * 100) if whole else 0
    return f"{_amount(resource, amount)} ({percent}%)"


def _amount(resource: str, milli: int) -> str:
    if milli == 0:
        return "0"
    family = quantities.DECIMAL if resource == "cpu" else quantities.BINARY
    return str(quantities.from_milli(milli, family))
