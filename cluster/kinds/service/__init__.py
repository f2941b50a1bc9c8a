"""Service: one name and address for a changing set of pods.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, UNKNOWN, age, label_text
from cluster.kinds.rules import names
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import struct
from cluster.kinds.service.allocation import allocate
from cluster.kinds.service.carrying import carry_over, synchronise_addresses
from cluster.kinds.service.defaults import default_service
from cluster.kinds.service.families import validate_families_update
from cluster.kinds.service.status import default_status, validate_status
from cluster.kinds.service.validation import validate_service
from cluster.kinds.service.warnings import service_warnings
from cluster.kinds.standard import Standard


class Service(Standard):
    kind, plural, short_names, categories = "Service", "services", ("svc",), ("all",)
    subresources = ("status", "proxy")
    has_generation = False
    name_check = staticmethod(names.dns_1035_label)
    columns = (
        NAME,
        Column("Type"),
        Column("Cluster-IP"),
        Column("External-IP"),
        Column("Port(s)"),
        AGE,
        Column("Selector", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        return default_service(obj)

    def prepare_create(self, obj: dict) -> dict:
        return {**synchronise_addresses(obj, None), "status": {"loadBalancer": {}}}

    def prepare_update(self, obj: dict, old: dict) -> dict:
        return carry_over(synchronise_addresses(super().prepare_update(obj, old), old), old)

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        return default_status(super().prepare_status_update(obj, old))

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_status(obj)

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_service(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        return errors + validate_families_update(struct(obj, "spec"), struct(old, "spec")) + self.validate(obj)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return list(service_warnings(obj))

    def allocate(self, obj: dict, old: dict | None, store, draw) -> tuple[dict, list[FieldError]]:
        return allocate(obj, old, store, draw)

    def field_labels(self, obj: dict) -> dict[str, str]:
        spec = obj.get("spec", {})
        labels = {"spec.clusterIP": spec.get("clusterIP", ""), "spec.type": spec.get("type", "")}
        return {**super().field_labels(obj), **labels}

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec", {})
        return [
            metadata["name"],
            spec.get("type", ""),
            (spec.get("clusterIPs") or [NONE])[0],
            _external(spec, obj.get("status", {})),
            ",".join(map(_port, spec.get("ports") or ())) or NONE,
            age(metadata.get("creationTimestamp"), now),
            label_text(spec.get("selector")),
        ]


def _external(spec: dict, status: dict) -> str:
    own = list(spec.get("externalIPs") or ())
    kind = spec.get("type")
    if kind in ("ClusterIP", "NodePort"):
        return ",".join(own) or NONE
    if kind == "LoadBalancer":
        ingress = status.get("loadBalancer", {}).get("ingress") or ()
        given = sorted({entry.get("ip") or entry.get("hostname") or "" for entry in ingress} - {""})
        return ",".join(given + own) or "<pending>"
    return spec.get("externalName", "") if kind == "ExternalName" else UNKNOWN


def _port(port: dict) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port.get('port', 0)}{node}/{port.get('protocol', '')}"


KIND = Service()
