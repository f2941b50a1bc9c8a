"""Node: a machine that runs pods.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, UNKNOWN, age
from cluster.kinds.pod.scheduling import taint_effect
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import Struct, duplicate, each_invalid, forbidden, invalid, required
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import items, struct, structs, text, texts
from cluster.kinds.rules.resources import quantity_of, validate_amount
from cluster.kinds.standard import Standard
from cluster.objects import heartbeats

_ROLE_PREFIX, _ROLE_LABEL = "node-role.kubernetes.io/", "kubernetes.io/role"
_SYSTEM_INFO = (
    "architecture", "bootID", "containerRuntimeVersion", "kernelVersion", "kubeProxyVersion", "kubeletVersion",
    "machineID", "operatingSystem", "osImage", "systemUUID",
)  # fmt: skip


class Node(Standard):
    kind, plural, short_names, namespaced = "Node", "nodes", ("no",), False
    subresources = ("status", "proxy")
    has_generation = False
    columns = (
        NAME,
        Column("Status", description="The status of the node"),
        Column("Roles", description="The roles of the node"),
        AGE,
        Column("Version"),
        Column("Internal-IP", priority=1),
        Column("External-IP", priority=1),
        Column("OS-Image", priority=1),
        Column("Kernel-Version", priority=1),
        Column("Container-Runtime", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        status = struct(obj, "status")
        if status.get("capacity") and not status.get("allocatable"):
            status = {**status, "allocatable": status["capacity"]}
        info = {**dict.fromkeys(_SYSTEM_INFO, ""), **struct(status, "nodeInfo")}
        daemon = {"kubeletEndpoint": {"Port": 0}, **struct(status, "daemonEndpoints")}
        spec = struct(obj, "spec")
        blocks = texts(spec, "podCIDRs") or [text(spec, "podCIDR")]
        if blocks[0]:  # the one is the first of the others, whichever was written
            spec = {**spec, "podCIDR": blocks[0], "podCIDRs": blocks}
        return {**obj, "spec": spec, "status": {**status, "daemonEndpoints": daemon, "nodeInfo": info}}

    def prepare_create(self, obj: dict) -> dict:
        return obj  # a kubelet registers its node with its status

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = _taints(structs(spec, "taints"), "metadata.taints") + _resources(struct(obj, "status"))
        blocks = texts(spec, "podCIDRs")
        for index, block in enumerate(blocks):
            errors += addresses.validate_cidr(block, f"spec.podCIDRs[{index}]")
        if len(blocks) > 2 or (len(blocks) == 2 and (":" in blocks[0]) == (":" in blocks[1])):
            errors.append(invalid("spec.podCIDRs", blocks, "may specify no more than one CIDR for each IP family"))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = validate_metadata_update(obj, old) + _resources(struct(obj, "status"))
        was = texts(before, "podCIDRs")
        detail = 'node updates may not change {} except from "" to valid'
        if was and was != texts(spec, "podCIDRs"):
            errors.append(forbidden("spec.podCIDRs", detail.format("podCIDR")))
        if text(before, "providerID") and text(before, "providerID") != text(spec, "providerID"):
            errors.append(forbidden("spec.providerID", detail.format("providerID")))
        return errors + _taints(structs(spec, "taints"), "metadata.taints")

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return _resources(struct(obj, "status"))

    def field_labels(self, obj: dict) -> dict[str, str]:
        unschedulable = obj.get("spec", {}).get("unschedulable")
        return {**super().field_labels(obj), "spec.unschedulable": str(bool(unschedulable)).lower()}

    def overlay(self, obj: dict, now: int, epoch: int) -> dict:
        return heartbeats.posted(obj, epoch + now)

    def row(self, obj: dict, now: int) -> list:
        metadata, status = obj["metadata"], obj.get("status", {})
        info = status.get("nodeInfo") or {}
        return [
            metadata["name"],
            _status(obj),
            ",".join(roles(metadata.get("labels") or {})) or NONE,
            age(metadata.get("creationTimestamp"), now),
            info.get("kubeletVersion", ""),
            _address(status, "InternalIP"),
            _address(status, "ExternalIP"),
            *(info.get(field) or UNKNOWN for field in ("osImage", "kernelVersion", "containerRuntimeVersion")),
        ]


def roles(labels: dict[str, str]) -> list[str]:
    """The roles that a node's labels name, sorted."""
    named = {label.removeprefix(_ROLE_PREFIX) for label in labels if label.startswith(_ROLE_PREFIX)}
    return sorted((named | {labels.get(_ROLE_LABEL, "")}) - {""})


def _status(node: dict) -> str:
    for condition in node.get("status", {}).get("conditions") or ():
        if condition.get("type") == "Ready":
            word = "Ready" if condition.get("status") == "True" else "NotReady"
            break
    else:
        word = "Unknown"
    return f"{word},SchedulingDisabled" if node.get("spec", {}).get("unschedulable") else word


def _address(status: dict, kind: str) -> str:
    return next((a["address"] for a in status.get("addresses") or () if a.get("type") == kind), NONE)


def _taints(taints: list[dict], path: str) -> list[FieldError]:
    errors, seen = [], set()
    for index, taint in enumerate(taints):
        at, key, value, effect = f"{path}[{index}]", text(taint, "key"), text(taint, "value"), text(taint, "effect")
        errors += each_invalid(f"{at}.key", key, names.qualified_name(key))
        messages = names.label_value(value)
        if messages:
            errors.append(invalid(f"{at}.value", value, ";".join(messages)))
        errors += taint_effect(effect, f"{at}.effect") if effect else [required(f"{at}.effect")]
        if (key, effect) in seen:
            shown = Struct(Key=key, Value=value, Effect=effect, TimeAdded=taint.get("timeAdded"))
            errors.append(duplicate(at, shown, "taints must be unique by key and effect pair"))
        seen.add((key, effect))
    return errors


def _resources(status: dict) -> list[FieldError]:
    errors = []
    for field in ("capacity", "allocatable"):
        for name, value in items(status, field):
            path = f"status.{field}.{name}"
            quantity, found = quantity_of(value, path)
            errors += found + validate_amount(name, quantity, path)
    return errors


KIND = Node()
