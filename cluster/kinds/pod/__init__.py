"""Pod: the smallest thing that runs. The parts of its validation have a module each; `spec` says in which order.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

from __future__ import annotations

from cluster.kinds.base import FieldError, Kind
from cluster.kinds.pod import parts, printing
from cluster.kinds.pod.annotations import validate_pod_annotations, validate_pod_annotations_update
from cluster.kinds.pod.containers import validate_image_spaces
from cluster.kinds.pod.defaults import default_pod_spec
from cluster.kinds.pod.quality import quality_of_service
from cluster.kinds.pod.spec import validate_pod_spec
from cluster.kinds.pod.updates import validate_spec_update, validate_status_change
from cluster.kinds.pod.warnings import name_warnings, pod_warnings
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import forbidden
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import optional, struct, structs, text

_GATED = {
    "type": "PodScheduled",
    "status": "False",
    "reason": "SchedulingGated",
    "message": "Scheduling is blocked due to non-empty scheduling gates",
}


class Pod(Kind):
    kind, plural, short_names, categories = "Pod", "pods", ("po",), ("all",)
    subresources = (
        "status", "binding", "eviction", "log", "exec", "attach", "portforward", "proxy", *parts.PARTS,
    )  # fmt: skip
    graceful = True
    columns = printing.COLUMNS

    def defaults(self, obj: dict) -> dict:
        return {**obj, "spec": default_pod_spec(struct(obj, "spec"))}

    def prepare_create(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        status: dict = {"phase": "Pending"}
        if structs(spec, "schedulingGates"):
            status["conditions"] = [_GATED]
        return {**obj, "status": {**status, "qosClass": quality_of_service(spec)}}

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        """Labels and annotations may come along; the spec stays. podIPs follows podIP where only that is told."""
        status = struct(obj, "status")
        if text(status, "podIP") and not structs(status, "podIPs"):
            status = {**status, "podIPs": [{"ip": status["podIP"]}]}
        return {**obj, "spec": old["spec"], "status": status}

    def validate(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = _of_any_pod(obj)
        if spec.get("ephemeralContainers"):
            errors.append(forbidden("spec.ephemeralContainers", "cannot be set on create"))
        if text(spec, "nodeName") and spec.get("schedulingGates"):
            detail = "cannot be set until all schedulingGates have been cleared"
            errors.append(forbidden("spec.nodeName", detail))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        metadata, before = struct(obj, "metadata"), struct(old, "metadata")
        errors = validate_metadata_update(obj, old) + _of_any_pod(obj)
        errors += validate_pod_annotations_update(metadata, before, struct(obj, "spec"), "metadata.annotations")
        return errors + validate_spec_update(obj, old)

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + validate_status_change(obj, old)

    def prepare_part(self, part: str, obj: dict, old: dict) -> dict:
        return parts.PARTS[part].prepare(obj, old)

    def validate_part(self, part: str, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old) + _of_any_pod(obj)
        return errors + parts.PARTS[part].validate(obj, old)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        """Only of new pods: people seldom change pods themselves."""
        if old is not None:
            return []
        return name_warnings(text(struct(obj, "metadata"), "name"), "the Pod's hostname") + pod_warnings(obj)

    def field_labels(self, obj: dict) -> dict[str, str]:
        spec, status = obj.get("spec", {}), obj.get("status", {})
        ips = [entry.get("ip", "") for entry in status.get("podIPs") or ()]
        return {
            **super().field_labels(obj),
            "spec.nodeName": spec.get("nodeName", ""),
            "spec.restartPolicy": spec.get("restartPolicy", ""),
            "spec.schedulerName": spec.get("schedulerName", ""),
            "spec.serviceAccountName": spec.get("serviceAccountName", ""),
            "spec.hostNetwork": str(bool(spec.get("hostNetwork"))).lower(),
            "status.phase": status.get("phase", ""),
            "status.podIP": ips[0] if ips else "",
            "status.podIPs": ",".join(ips),
            "status.nominatedNodeName": status.get("nominatedNodeName", ""),
        }

    def row(self, obj: dict, now: int) -> list:
        return printing.row(obj, now)

    def row_conditions(self, obj: dict) -> list[dict]:
        return printing.row_conditions(obj)


def _of_any_pod(pod: dict) -> list[FieldError]:
    metadata, spec = struct(pod, "metadata"), struct(pod, "spec")
    errors = validate_metadata(pod, True, names.dns_subdomain)
    errors += validate_pod_annotations(metadata, spec, "metadata.annotations")
    errors += validate_pod_spec(spec, "spec", text(metadata, "name"))
    errors += _tokens(spec)
    for field in ("containers", "initContainers"):
        for index, container in enumerate(structs(spec, field)):
            errors += validate_image_spaces(container, f"spec.{field}[{index}]")
    return errors


def _tokens(spec: dict) -> list[FieldError]:
    """A token is somebody's: a pod without a service account can have none."""
    if text(spec, "serviceAccountName"):
        return []
    detail = "must not be specified when serviceAccountName is not set"
    return [
        forbidden(f"spec.volumes[{index}].projected.sources[{place}].serviceAccountToken", detail)
        for index, volume in enumerate(structs(spec, "volumes"))
        for place, source in enumerate(structs(struct(volume, "projected"), "sources"))
        if optional(source, "serviceAccountToken") is not None
    ]


KIND = Pod()
