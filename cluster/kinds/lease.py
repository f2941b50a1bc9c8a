"""Lease: who holds something, and until when. Each node renews one in kube-node-lease.

Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.errors import invalid
from cluster.kinds.rules.reading import number, struct
from cluster.kinds.standard import Standard
from cluster.objects import heartbeats


class Lease(Standard):
    group, kind, plural = "coordination.k8s.io", "Lease", "leases"
    has_generation = False
    columns = (NAME, Column("Holder"), AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        duration, transitions = number(spec, "leaseDurationSeconds"), number(spec, "leaseTransitions")
        errors = []
        if duration is not None and duration <= 0:
            errors.append(invalid("spec.leaseDurationSeconds", duration, "must be greater than 0"))
        if transitions is not None and transitions < 0:
            detail = "must be greater than or equal to 0"
            errors.append(invalid("spec.leaseTransitions", transitions, detail))
        return errors

    def overlay(self, obj: dict, now: int, epoch: int) -> dict:
        return heartbeats.renewed(obj, epoch + now)

    def row(self, obj: dict, now: int) -> list:
        metadata, holder = obj["metadata"], (obj.get("spec") or {}).get("holderIdentity") or ""
        return [metadata["name"], holder, age(metadata.get("creationTimestamp"), now)]


KIND = Lease()
