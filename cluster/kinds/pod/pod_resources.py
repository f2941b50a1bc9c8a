"""Validation of limits and requests of a whole pod (`spec.resources`; beta since 1.34).

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#pod-level-resource-specification
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import forbidden, invalid, unsupported
from cluster.kinds.rules.reading import items, optional, struct, structs
from cluster.kinds.rules.resources import is_huge_page, quantity_of, validate_name, validate_requirements
from cluster.objects.quantities import ZERO, Quantity


def validate_pod_resources(spec: dict, path: str) -> list[FieldError]:
    resources = optional(spec, "resources")
    if resources is None:
        return []
    errors = []
    if resources.get("claims") is not None:
        errors.append(forbidden(f"{path}.claims", "claims cannot be set for Resources at pod-level"))
    errors += validate_requirements(resources, _pod_name, path)
    errors += _requests_within(spec, resources, path)
    return errors + _limits_within(spec, resources, path)


def _pod_name(name: str, path: str) -> list[FieldError]:
    errors = validate_name(name, path)
    if not errors and name not in ("cpu", "memory") and not is_huge_page(name):
        errors.append(unsupported(path, name, ("cpu", "hugepages-", "memory")))
    return errors


def _requests_within(spec: dict, resources: dict, path: str) -> list[FieldError]:
    errors = []
    given = struct(resources, "requests")
    for name, total in sorted(_sum_of_requests(spec).items()):
        own = quantity_of(given[name], "")[0] if name in given else ZERO
        if total.nano > own.nano:
            detail = f"must be greater than or equal to aggregate container requests of {total}"
            errors.append(invalid(f"{path}.requests[{name}]", str(own), detail))
    return errors


def _sum_of_requests(spec: dict) -> dict[str, Quantity]:
    totals: dict[str, Quantity] = {}
    for container in structs(spec, "containers"):
        for name, value in items(struct(container, "resources"), "requests"):
            totals[name] = totals.get(name, ZERO).plus(quantity_of(value, "")[0])
    return totals


def _limits_within(spec: dict, resources: dict, path: str) -> list[FieldError]:
    errors = []
    given = struct(resources, "limits")
    for index, container in enumerate(structs(spec, "containers")):
        for name, value in items(struct(container, "resources"), "limits"):
            limit, most = quantity_of(value, "")[0], quantity_of(given.get(name, "0"), "")[0]
            if name in given and limit.nano > most.nano:
                at = f"{path}.containers[{index}][{name}].limits"
                errors.append(invalid(at, str(limit), f"must be less than or equal to pod limits of {most}"))
    return errors
