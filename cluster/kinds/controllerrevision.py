"""ControllerRevision: one version of the pod template of a DaemonSet or StatefulSet, kept for going back to.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/controller-revision-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age
from cluster.kinds.rules.errors import invalid, required
from cluster.kinds.rules.replicas import not_negative
from cluster.kinds.standard import Standard
from cluster.objects.owners import controller_of


class ControllerRevision(Standard):
    group, kind, plural = "apps", "ControllerRevision", "controllerrevisions"
    has_generation = False
    columns = (NAME, Column("Controller", description="Controller of the object"), Column("Revision"), AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        errors = [required("data", "data is mandatory")] if obj.get("data") is None else []
        return errors + _revision(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = super().validate_update(obj, old)
        if obj.get("data") != old.get("data"):
            errors.append(invalid("data", obj.get("data"), "field is immutable"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [metadata["name"], _owner(obj), obj.get("revision", 0), age(metadata.get("creationTimestamp"), now)]


def _revision(obj: dict) -> list[FieldError]:
    return [error._replace(field="revision") for error in not_negative(obj, "", "revision")]


def _owner(obj: dict) -> str:
    """`daemonset.apps/web`"""
    owner = controller_of(obj)
    if owner is None:
        return NONE
    group = owner["apiVersion"].rpartition("/")[0]
    return f"{owner['kind'].lower()}{f'.{group}' if group else ''}/{owner['name']}"


KIND = ControllerRevision()
