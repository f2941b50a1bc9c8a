"""ServiceCIDR: a range from which Services get their addresses.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/service-cidr-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.addresses import validate_strict_cidr
from cluster.kinds.rules.errors import invalid, required
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import struct, texts
from cluster.kinds.standard import Standard

_PATH, _IMMUTABLE = "spec.cidrs", "field is immutable"


class ServiceCidr(Standard):
    group, kind, plural = "networking.k8s.io", "ServiceCIDR", "servicecidrs"
    namespaced = False
    has_generation = False
    subresources = ("status",)
    columns = (NAME, Column("CIDRs"), AGE)

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def rules(self, obj: dict) -> list[FieldError]:
        ranges = texts(struct(obj, "spec"), "cidrs")
        if not ranges:
            return [required(_PATH, "at least one CIDR required")]
        if len(ranges) > 2:
            return [invalid(_PATH, struct(obj, "spec"), "may only hold up to 2 values")]
        errors = [e for i, block in enumerate(ranges) for e in validate_strict_cidr(block, f"{_PATH}[{i}]")]
        if not errors and len(ranges) == 2 and (":" in ranges[0]) == (":" in ranges[1]):
            detail = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
            errors.append(invalid(_PATH, ranges, detail))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        new, was = (texts(struct(each, "spec"), "cidrs") for each in (obj, old))
        if len(new) == len(was):
            return errors + [
                invalid(f"{_PATH}[{i}]", block, _IMMUTABLE) for i, block in enumerate(new) if block != was[i]
            ]
        if len(was) == 1 and len(new) == 2:
            if new[0] != was[0]:
                errors.append(invalid(f"{_PATH}[0]", new[0], _IMMUTABLE))
            return errors + self.rules(obj)
        return [*errors, invalid(_PATH, new, _IMMUTABLE)]

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        ranges = ",".join((obj.get("spec") or {}).get("cidrs") or ())
        return [metadata["name"], ranges, age(metadata.get("creationTimestamp"), now)]


KIND = ServiceCidr()
