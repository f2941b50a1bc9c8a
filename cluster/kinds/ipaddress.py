"""IPAddress: an address of a Service, taken.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/ip-address-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import NAME, NONE
from cluster.kinds.rules import names
from cluster.kinds.rules.addresses import strict_ip
from cluster.kinds.rules.errors import each_invalid, invalid, required
from cluster.kinds.rules.reading import optional, struct, text
from cluster.kinds.standard import Standard


class IpAddress(Standard):
    group, kind, plural, short_names = "networking.k8s.io", "IPAddress", "ipaddresses", ("ip",)
    namespaced = False
    has_generation = False
    name_check = staticmethod(strict_ip)
    columns = (NAME, Column("ParentRef"))

    def rules(self, obj: dict) -> list[FieldError]:
        parent = optional(struct(obj, "spec"), "parentRef")
        if parent is None:
            return [required("spec.parentRef")]
        group = text(parent, "group")
        errors = each_invalid("spec.parentRef.group", group, names.dns_subdomain(group)) if group else []
        for field, wanted in (("resource", True), ("name", True), ("namespace", False)):
            value, path = text(parent, field), f"spec.parentRef.{field}"
            if value:
                errors += each_invalid(path, value, names.path_segment(value))
            elif wanted:
                errors.append(required(path))
        return errors

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        new, was = (struct(each, "spec").get("parentRef") for each in (obj, old))
        return [] if new == was else [invalid("spec.parentRef", new, "field is immutable")]

    def row(self, obj: dict, now: int) -> list:
        metadata, parent = obj["metadata"], (obj.get("spec") or {}).get("parentRef") or {}
        resource = ".".join(part for part in (parent.get("resource", ""), parent.get("group", "")) if part)
        found = "/".join(part for part in (resource, parent.get("namespace", ""), parent.get("name", "")) if part)
        return [metadata["name"], found or NONE]


KIND = IpAddress()
