"""APIService: who answers for a version of an API group, and where the group stands in discovery.

Without a service the API server answers itself. Source:
https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ and, for texts,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/kube-aggregator/pkg/apis/apiregistration/validation/validation.go
"""

from __future__ import annotations

from base64 import b64decode

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, invalid, quoted, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import flag, number, optional, struct, structs, text
from cluster.kinds.standard import Standard

GROUP = "apiregistration.k8s.io"
RESOURCE = f"apiservices.{GROUP}"
AVAILABLE = "Available"
_LOCAL = ("True", "Local", "Local APIServices are always available")
_STATES = ("True", "False", "Unknown")
_HTTPS = 443


class ApiService(Standard):
    group, kind, plural = GROUP, "APIService", "apiservices"
    namespaced = False
    has_generation, status_alone = False, True
    subresources = ("status",)
    categories = ("api-extensions",)
    columns = (
        NAME,
        Column("Service", description="The reference to the service that hosts this API endpoint."),
        Column("Available", description="Whether this service is available."),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        service = optional(struct(obj, "spec"), "service")
        if service is None or service.get("port") is not None:
            return obj
        return {**obj, "spec": {**obj["spec"], "service": {**service, "port": _HTTPS}}}

    def allocate(self, obj: dict, old: dict | None, store, draw) -> tuple[dict, list[FieldError]]:
        """What the API server serves itself is there from the beginning."""
        if old is not None or is_remote(obj):
            return obj, []
        return {**obj, "status": {"conditions": [local_condition(obj["metadata"]["creationTimestamp"])]}}, []

    def validate(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        wanted = f"{text(spec, 'version')}.{text(spec, 'group')}"

        def check(name: str) -> list[str]:
            told = names.path_segment(name)
            return told or ([] if name == wanted else [f'must be `spec.version+"."+spec.group`: {quoted(wanted)}'])

        return validate_metadata(obj, False, check) + self.rules(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.validate(obj)

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        group, version = text(spec, "group"), text(spec, "version")
        errors = []
        if not group and version != "v1":
            errors.append(required("spec.group", "only v1 may have an empty group and it better be legacy kube"))
        if group:
            errors += each_invalid("spec.group", group, names.dns_subdomain(group))
        errors += each_invalid("spec.version", version, names.dns_1035_label(version))
        for field, most in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
            value = number(spec, field) or 0
            if not 0 < value <= most:
                errors.append(invalid(f"spec.{field}", value, f"must be positive and less than {most}"))
        return errors + _service_rules(spec)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        told = [text(condition, "status") for condition in structs(struct(obj, "status"), "conditions")]
        return [
            unsupported(f"status.conditions[{index}].status", word, _STATES)
            for index, word in enumerate(told)
            if word not in _STATES
        ]

    def row(self, obj: dict, now: int) -> list:
        metadata, service = obj["metadata"], service_of(obj)
        place = f"{service.get('namespace', '')}/{service.get('name', '')}" if service else "Local"
        return [metadata["name"], place, _state(obj), age(metadata.get("creationTimestamp"), now)]


def service_of(obj: dict) -> dict:
    """The Service that answers; {} for what the API server answers itself."""
    return (obj.get("spec") or {}).get("service") or {}


def is_remote(obj: dict) -> bool:
    return (obj.get("spec") or {}).get("service") is not None


def availability(obj: dict) -> dict | None:
    """The condition Available, or None where nobody has looked yet."""
    conditions = (obj.get("status") or {}).get("conditions") or ()
    return next((condition for condition in conditions if condition.get("type") == AVAILABLE), None)


def is_available(obj: dict) -> bool:
    return (availability(obj) or {}).get("status") == "True"


def local_condition(time: str) -> dict:
    status, reason, message = _LOCAL
    return {"type": AVAILABLE, "status": status, "lastTransitionTime": time, "reason": reason, "message": message}


def _service_rules(spec: dict) -> list[FieldError]:
    service, skips = optional(spec, "service"), flag(spec, "insecureSkipTLSVerify")
    bundle = text(spec, "caBundle")
    errors = []
    if service is None:
        if bundle:
            shown = f"{len(b64decode(bundle))} bytes"
            errors.append(invalid("spec.caBundle", shown, "local APIServices may not have a caBundle"))
        if skips:
            detail = "local APIServices may not have insecureSkipTLSVerify"
            errors.append(invalid("spec.insecureSkipTLSVerify", True, detail))
        return errors
    errors += [required(f"spec.service.{field}") for field in ("namespace", "name") if not text(service, field)]
    if skips and bundle:
        errors.append(invalid("spec.insecureSkipTLSVerify", True, "may not be true if caBundle is present"))
    return errors


def _state(obj: dict) -> str:
    found = availability(obj)
    if found is None:
        return "Unknown"
    status, reason = found.get("status", ""), found.get("reason")
    return f"{status} ({reason})" if status != "True" and reason else status


KIND = ApiService()
