"""Ingress: HTTP hosts and paths, and the Services behind them.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/, golden api (table of
ingresses) and defaults. The controller's routing is in cluster.network.ingress.
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age, listed
from cluster.kinds.ingress.validation import validate_annotation, validate_spec, validate_status
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.reading import struct
from cluster.kinds.standard import Standard


class Ingress(Standard):
    group, kind, plural, short_names = "networking.k8s.io", "Ingress", "ingresses", ("ing",)
    invalid_group = "extensions"  # its internal type is known under that older group first
    subresources = ("status",)
    columns = (
        NAME,
        Column(
            "Class",
            description="The name of the IngressClass resource that should be used for additional configuration",
        ),
        Column("Hosts", description="Hosts that incoming requests are matched against before the ingress rule"),
        Column("Address", description="Address is a list containing ingress points for the load-balancer"),
        Column("Ports", description="Ports of TLS configurations that open"),
        AGE,
    )

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"loadBalancer": {}}}

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_spec(struct(obj, "spec"))

    def validate(self, obj: dict) -> list[FieldError]:
        return super().validate(obj) + validate_annotation(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + super().validate(obj)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_status(struct(struct(obj, "status"), "loadBalancer"))

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        made = super().prepare_status_update(obj, old)
        return {**made, "status": {"loadBalancer": {}, **made["status"]}}

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        hosts = [rule["host"] for rule in spec.get("rules") or () if rule.get("host")]
        entries = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
        addresses = [entry.get("ip") or entry.get("hostname") or "" for entry in entries]
        return [
            metadata["name"],
            spec.get("ingressClassName") or NONE,
            listed(list(dict.fromkeys(hosts)), "*"),
            ",".join(address for address in addresses if address),
            "80, 443" if spec.get("tls") else "80",
            age(metadata.get("creationTimestamp"), now),
        ]


KIND = Ingress()
