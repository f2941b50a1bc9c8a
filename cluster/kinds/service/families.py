"""Addresses of a Service and their families (IPv4, IPv6): what fits together, and what may change.

Source: https://kubernetes.io/docs/concepts/services-networking/dual-stack/, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import addresses
from cluster.kinds.rules.errors import NO_ITEMS, duplicate, invalid, required, unsupported
from cluster.kinds.rules.reading import text, texts
from cluster.kinds.service.carrying import NONE, is_headless

FAMILIES = ("IPv4", "IPv6")
_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")
_ADDRESSES, _IP_FAMILIES, _POLICY = "spec.clusterIPs", "spec.ipFamilies", "spec.ipFamilyPolicy"
_CHANGED = "may not change once set"


def validate_families(spec: dict) -> list[FieldError]:
    if text(spec, "type") == "ExternalName":
        return []
    given, families = texts(spec, "clusterIPs"), texts(spec, "ipFamilies")
    errors = _first(text(spec, "clusterIP"), given)
    for index, family in enumerate(families):
        if family not in FAMILIES:
            errors.append(unsupported(f"{_IP_FAMILIES}[{index}]", family, FAMILIES))
        if family in families[:index]:
            errors.append(duplicate(f"{_IP_FAMILIES}[{index}]", family))
    policy = spec.get("ipFamilyPolicy")
    if policy is not None and policy not in _POLICIES:
        errors.append(unsupported(_POLICY, text(spec, "ipFamilyPolicy"), _POLICIES))
    malformed = _malformed(given)
    errors += malformed
    if len(given) > 2:
        errors.append(invalid(_ADDRESSES, given, "may only hold up to 2 values"))
    return errors if malformed else errors + _matching(given, families)


def validate_families_update(spec: dict, before: dict) -> list[FieldError]:
    if "ExternalName" in (text(spec, "type"), text(before, "type")):
        return []
    if is_headless(spec) and is_headless(before):
        return []
    errors = _addresses_update(texts(spec, "clusterIPs"), texts(before, "clusterIPs"), spec)
    if is_headless(spec) or is_headless(before):
        return errors
    return errors + _families_update(texts(spec, "ipFamilies"), texts(before, "ipFamilies"), spec)


def _first(address: str, given: list[str]) -> list[FieldError]:
    if not address:
        return [invalid(_ADDRESSES, given, "must be empty when `clusterIP` is not specified")] if given else []
    if not given:
        return [required(_ADDRESSES)]
    return [] if given[0] == address else [invalid(_ADDRESSES, given, "first value must match `clusterIP`")]


def _malformed(given: list[str]) -> list[FieldError]:
    errors = []
    for index, address in enumerate(given):
        if index == 0 and address == NONE:
            if len(given) > 1:
                errors.append(invalid(_ADDRESSES, given, "'None' must be the first and only value"))
            continue
        errors += addresses.validate_ip(address, f"{_ADDRESSES}[{index}]")
    return errors


def _matching(given: list[str], families: list[str]) -> list[FieldError]:
    errors = []
    if len(given) > 1 and len({addresses.is_ipv6(address) for address in given}) == 1:
        errors.append(invalid(_ADDRESSES, given, "may specify no more than one IP for each IP family"))
    for index, (address, family) in enumerate(zip(given, families, strict=False)):
        if address != NONE and family in FAMILIES and addresses.is_ipv6(address) != (family == "IPv6"):
            detail = f"expected an {family} value as indicated by `ipFamilies[{index}]`"
            errors.append(invalid(f"{_ADDRESSES}[{index}]", address, detail))
    return errors


def _addresses_update(new: list[str], old: list[str], spec: dict) -> list[FieldError]:
    errors = []
    if len(new) == len(old):
        return [
            invalid(f"{_ADDRESSES}[{index}]", new, _CHANGED)
            for index, (address, was) in enumerate(zip(new, old, strict=True))
            if address != was
        ]
    if len(old) > len(new) and not new:
        errors.append(invalid(f"{_ADDRESSES}[0]", new or NO_ITEMS, "primary clusterIP can not be unset"))
    if old and new and new[0] != old[0]:
        errors.append(invalid(f"{_ADDRESSES}[0]", new, _CHANGED))
    if len(old) > len(new) == 1:
        errors += _single(spec, "clusterIP")
    return errors


def _families_update(new: list[str], old: list[str], spec: dict) -> list[FieldError]:
    if len(new) == len(old):
        changed = [family for family, was in zip(new, old, strict=True) if family != was]
        return [invalid(f"{_IP_FAMILIES}[0]", new, _CHANGED) for _ in changed]
    errors = []
    if old and new and new[0] != old[0]:
        errors.append(invalid(f"{_IP_FAMILIES}[0]", new, _CHANGED))
    if len(old) > len(new) == 1:
        errors += _single(spec, "ipFamily")
    return errors


def _single(spec: dict, what: str) -> list[FieldError]:
    if spec.get("ipFamilyPolicy") == "SingleStack":
        return []
    detail = f"must be set to 'SingleStack' when releasing the secondary {what}"
    return [invalid(_POLICY, spec.get("ipFamilyPolicy"), detail)]
