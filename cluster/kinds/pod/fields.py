"""The downward API: which of its own fields and resources a pod may show to its containers.

Source: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields
"""

from __future__ import annotations

import re

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, invalid, required, unsupported
from cluster.kinds.rules.reading import text
from cluster.kinds.rules.resources import quantity_of

ENVIRONMENT_FIELDS = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
FILE_FIELDS = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
_CONVERTIBLE = {*ENVIRONMENT_FIELDS, *FILE_FIELDS, "spec.restartPolicy", "spec.schedulerName", "status.phase"}
_RESOURCES = tuple(
    f"{side}.{name}" for side in ("limits", "requests") for name in ("cpu", "ephemeral-storage", "memory")
)
_HUGE_PAGES = ("limits.hugepages-", "requests.hugepages-")
_SUBSCRIPT = re.compile(r"(.*)\['(.*)'\]", re.DOTALL)
_BYTES = ("1", *(f"1{suffix}" for suffix in ("k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")))


def validate_field(reference: dict, allowed: tuple[str, ...], path: str) -> list[FieldError]:
    """A `fieldRef`. Errors about a key in brackets stand at the reference itself."""
    version, field = text(reference, "apiVersion"), text(reference, "fieldPath")
    if not version:
        return [required(f"{path}.apiVersion")]
    if not field:
        return [required(f"{path}.fieldPath")]
    found = _SUBSCRIPT.fullmatch(field)
    base = found[1] if found else field
    problem = _conversion_problem(version, field, base, bool(found))
    if problem:
        return [invalid(f"{path}.fieldPath", field, f"error converting fieldPath: {problem}")]
    if found:
        key = found[2].lower() if base == "metadata.annotations" else found[2]
        return each_invalid(path, key, names.qualified_name(key))
    return [] if field in allowed else [unsupported(f"{path}.fieldPath", field, allowed)]


def validate_resource_field(reference: dict, path: str, of_file: bool = False) -> list[FieldError]:
    """A `resourceFieldRef`; a file must say of which container."""
    resource = text(reference, "resource")
    errors = []
    if of_file and not text(reference, "containerName"):
        errors.append(required(f"{path}.containerName"))
    elif not resource:
        errors.append(required(f"{path}.resource"))
    elif resource not in _RESOURCES and not resource.startswith(_HUGE_PAGES):
        errors.append(unsupported(f"{path}.resource", resource, _RESOURCES))
    return errors + _divisor(resource, reference.get("divisor", "0"), f"{path}.divisor")


def _conversion_problem(version: str, field: str, base: str, subscripted: bool) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscripted and base in ("metadata.annotations", "metadata.labels"):
        return ""
    if subscripted:
        known = base in _CONVERTIBLE
        return f"field label does not support subscript: {field}" if known else f"field label not supported: {field}"
    return "" if field in _CONVERTIBLE else f"field label not supported: {field}"


def _divisor(resource: str, divisor: object, path: str) -> list[FieldError]:
    quantity, errors = quantity_of(divisor, path)
    if errors or quantity.nano == 0:
        return errors
    kind = resource.partition(".")[2]
    if kind == "cpu" and str(quantity) not in ("1m", "1"):
        return [invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")]
    words = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}
    word = "hugepages" if kind.startswith("hugepages-") else words.get(kind)
    if word and str(quantity) not in _BYTES:
        listed = ", ".join(_BYTES)
        return [invalid(path, resource, f"only divisor's values {listed} are supported with the {word} resource")]
    return []
