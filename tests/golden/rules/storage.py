"""Where volumes, claims and StatefulSets of 1.35 say more than those of 1.20."""

from __future__ import annotations

from tests.golden.rewriting import Rule, each_object

PHASES = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase-transition-timestamp (1.31)"
ATTRIBUTES = "https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/ (columns since 1.29)"
STATEFUL = (
    "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ (retention 1.27, "
    "availableReplicas 1.22, maxUnavailable defaulted 1.35)"
)
_COLUMN = {"format": "", "name": "VolumeAttributesClass", "priority": 0, "type": "string"}


def _phase_time(volume: dict) -> dict:
    """When the phase last changed: a new volume's at its creation."""
    status = volume.get("status")
    if volume.get("kind") != "PersistentVolume" or not isinstance(status, dict) or "phase" not in status:
        return volume
    return {**volume, "status": {"lastPhaseTransitionTime": "<time>", **status}}


def _stateful(stateful_set: dict) -> dict:
    """What becomes of claims, how many pods may be missing, how many are available."""
    spec, status = stateful_set.get("spec"), stateful_set.get("status")
    if stateful_set.get("kind") != "StatefulSet" or not isinstance(spec, dict) or not isinstance(status, dict):
        return stateful_set
    strategy = spec["updateStrategy"]
    if strategy["type"] == "RollingUpdate":
        strategy = {**strategy, "rollingUpdate": {"maxUnavailable": 1, **strategy["rollingUpdate"]}}
    retention = {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"}}
    return {
        **stateful_set,
        "spec": {**retention, **spec, "updateStrategy": strategy},
        "status": {"availableReplicas": 0, **status},
    }


def _attributes(table: dict) -> dict:
    """The class of attributes stands behind the storage class; none of the recorded objects has one."""
    columns = table.get("columnDefinitions") or []
    names = [column["name"] for column in columns]
    if table.get("kind") != "Table" or "StorageClass" not in names or "VolumeAttributesClass" in names:
        return table
    at = names.index("StorageClass") + 1
    shown = "pv" if "Reclaim Policy" in names else "pvc"
    column = {**_COLUMN, "description": f"VolumeAttributesClass of the {shown}"}  # printers.go, AddHandlers
    rows = [{**row, "cells": [*row["cells"][:at], "<unset>", *row["cells"][at:]]} for row in table["rows"]]
    return {**table, "columnDefinitions": [*columns[:at], column, *columns[at:]], "rows": rows}


RULES = [
    Rule("stateful sets say what becomes of claims", STATEFUL, each_object(_stateful), ("api", "defaults")),
    Rule("volumes tell when their phase changed", PHASES, each_object(_phase_time), ("api", "defaults")),
    Rule("volumes show their class of attributes", ATTRIBUTES, each_object(_attributes), ("api",)),
]
