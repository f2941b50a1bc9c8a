"""Names and amounts of resources: which names are known where, which amounts must be whole.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ and
https://kubernetes.io/docs/concepts/policy/resource-quotas/, golden validation.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required
from cluster.kinds.rules.reading import items
from cluster.objects.quantities import NANO, Quantity, QuantityError, read

_HUGE = "hugepages-"
_COMPUTE = ("cpu", "memory", "ephemeral-storage")
_COUNTED = (
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
    "services.nodeports", "services.loadbalancers",
)  # fmt: skip
_QUOTA = (
    *_COMPUTE, *(f"requests.{name}" for name in (*_COMPUTE, "storage")), *(f"limits.{name}" for name in _COMPUTE),
    *_COUNTED,
)  # fmt: skip
_STANDARD = (*_QUOTA, "storage")

NameCheck = Callable[[str, str], list[FieldError]]


def validate_name(name: str, path: str) -> list[FieldError]:
    errors = each_invalid(path, name, names.qualified_name(name))
    if not errors and "/" not in name and name not in _STANDARD and not _is_quota_huge_page(name):
        errors.append(invalid(path, name, "must be a standard resource type or fully qualified"))
    return errors


def validate_container_name(name: str, path: str) -> list[FieldError]:
    errors = validate_name(name, path)
    if "/" not in name:
        if name not in _COMPUTE and not is_huge_page(name):
            errors.append(invalid(path, name, "must be a standard resource for containers"))
    elif not is_native(name) and not is_extended(name):
        errors.append(invalid(path, name, "doesn't follow extended resource name standard"))
    return errors


def validate_quota_name(name: str, path: str) -> list[FieldError]:
    errors = validate_name(name, path)
    if "/" not in name and not is_quota_name(name):
        errors.append(invalid(path, name, "must be a standard resource for quota"))
    return errors


def is_quota_name(name: str) -> bool:
    return name in _QUOTA or _is_quota_huge_page(name)


def is_native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    return not is_native(name) and not name.startswith("requests.") and not names.qualified_name(f"requests.{name}")


def is_huge_page(name: str) -> bool:
    return name.startswith(_HUGE)


def may_overcommit(name: str) -> bool:
    return is_native(name) and not is_huge_page(name)


def validate_amount(name: str, quantity: Quantity, path: str) -> list[FieldError]:
    errors = []
    if quantity.nano < 0:
        errors.append(invalid(path, str(quantity), "must be greater than or equal to 0"))
    if (name in _COUNTED or is_extended(name)) and quantity.milli % 1000:
        errors.append(invalid(path, str(quantity), "must be an integer"))
    return errors


def validate_amounts(amounts: dict, key: str, name_check: NameCheck, path: str) -> list[FieldError]:
    """A map of resource names to quantities, such as a quota's `hard`; errors stand at `path[name]`."""
    errors = []
    for name, value in items(amounts, key):
        at = f"{path}[{name}]"
        quantity, found = quantity_of(value, at)
        errors += [*name_check(name, at), *found, *validate_amount(name, quantity, at)]
    return errors


def validate_requirements(requirements: dict, name_check: NameCheck, path: str) -> list[FieldError]:
    """Limits and requests of a container or pod."""
    limits = dict(items(requirements, "limits"))
    requests = dict(items(requirements, "requests"))
    errors = []
    for name, value in limits.items():
        errors += _amount(name, value, name_check, f"{path}.limits[{name}]")
    for name, value in requests.items():
        errors += _amount(name, value, name_check, f"{path}.requests[{name}]")
        errors += _within_limit(name, value, limits.get(name), path)
    used = {*limits, *requests}
    if any(map(is_huge_page, used)) and not used & {"cpu", "memory"}:
        errors.append(forbidden(path, "HugePages require cpu or memory"))
    return errors


def quantity_of(value: object, path: str) -> tuple[Quantity, list[FieldError]]:
    """The quantity and no error, or zero and why it is none."""
    try:
        return read(value), []
    except QuantityError as error:
        return Quantity(0), [invalid(path, value, str(error))]


def _amount(name: str, value: object, name_check: NameCheck, path: str) -> list[FieldError]:
    quantity, errors = quantity_of(value, path)
    errors = [*name_check(name, path), *errors, *validate_amount(name, quantity, path)]
    if is_huge_page(name) and not _divides(name, quantity):
        errors.append(invalid(path, str(quantity), f"{quantity} is not positive integer multiple of {name}"))
    return errors


def _within_limit(name: str, value: object, limit: object, path: str) -> list[FieldError]:
    if limit is None:
        detail = "Limit must be set for non overcommitable resources"
        return [] if may_overcommit(name) else [required(f"{path}.limits", detail)]
    asked, most = quantity_of(value, path)[0], quantity_of(limit, path)[0]
    if asked.nano != most.nano and not may_overcommit(name):
        return [invalid(f"{path}.requests", str(asked), f"must be equal to {name} limit of {most}")]
    if asked.nano > most.nano:
        return [invalid(f"{path}.requests", str(asked), f"must be less than or equal to {name} limit of {most}")]
    return []


def _divides(name: str, quantity: Quantity) -> bool:
    size, errors = quantity_of(name.removeprefix(_HUGE), "")
    return bool(errors) or size.nano <= 0 or (quantity.nano % size.nano == 0 and size.nano % NANO == 0)


def _is_quota_huge_page(name: str) -> bool:
    return is_huge_page(name) or name.startswith(f"requests.{_HUGE}")
