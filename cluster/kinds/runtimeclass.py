"""RuntimeClass: which container runtime runs a pod, what it costs, and where it is to be found.

Source: https://kubernetes.io/docs/concepts/containers/runtime-class/ and, for texts and order,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/node/validation/validation.go
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.pod.scheduling import validate_tolerations
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, duplicate, each_invalid, invalid
from cluster.kinds.rules.metadata import validate_labels
from cluster.kinds.rules.reading import labels, optional, struct, structs, text
from cluster.kinds.rules.resources import validate_container_name, validate_requirements
from cluster.kinds.standard import Standard


class RuntimeClass(Standard):
    group, kind, plural, namespaced = "node.k8s.io", "RuntimeClass", "runtimeclasses", False
    has_generation = False
    columns = (NAME, Column("Handler"), AGE)

    def rules(self, obj: dict) -> list[FieldError]:
        handler = text(obj, "handler")
        errors = each_invalid("handler", handler, names.dns_label(handler))
        overhead, scheduling = optional(obj, "overhead"), optional(obj, "scheduling")
        if overhead is not None:
            fixed = {"limits": struct(overhead, "podFixed")}
            errors += validate_requirements(fixed, validate_container_name, "overhead")
        if scheduling is not None:
            errors += validate_labels(labels(scheduling, "nodeSelector"), "scheduling.nodeSelector")
            errors += _tolerations(structs(scheduling, "tolerations"), "scheduling.tolerations")
        return errors

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        if text(obj, "handler") == text(old, "handler"):
            return []
        return [invalid("handler", text(obj, "handler"), "field is immutable")]

    def row(self, obj: dict, now: int) -> list:
        metadata = obj["metadata"]
        return [metadata["name"], text(obj, "handler"), age(metadata.get("creationTimestamp"), now)]


def _tolerations(tolerations: list[dict], path: str) -> list[FieldError]:
    errors = validate_tolerations(tolerations, path)
    for index, each in enumerate(tolerations):
        if each in tolerations[:index]:
            errors.append(duplicate(f"{path}[{index}]", Struct(each)))
    return errors


KIND = RuntimeClass()
