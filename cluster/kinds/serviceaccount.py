"""ServiceAccount: who a pod is to the API.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.standard import Standard


class ServiceAccount(Standard):
    kind, plural, short_names = "ServiceAccount", "serviceaccounts", ("sa",)
    has_generation = False
    subresources = ("token",)
    columns = (NAME, Column("Secrets"), AGE)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.validate(obj)

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [metadata["name"], len(obj.get("secrets") or ()), age(metadata.get("creationTimestamp"), now)]


KIND = ServiceAccount()
