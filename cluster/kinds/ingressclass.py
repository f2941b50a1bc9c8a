"""IngressClass: which controller looks after an Ingress.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-class-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age
from cluster.kinds.ingress.validation import validate_reference
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata_update
from cluster.kinds.rules.prefixed import domain_prefixed_path
from cluster.kinds.rules.reading import optional, struct, text
from cluster.kinds.standard import Standard

IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class"
_LONGEST = 250
_SCOPES = ("Cluster", "Namespace")


class IngressClass(Standard):
    group, kind, plural = "networking.k8s.io", "IngressClass", "ingressclasses"
    namespaced = False
    columns = (
        NAME,
        Column("Controller", description="Controller that is responsible for handling this class"),
        Column("Parameters", description="A reference to a resource with additional parameters"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        parameters = optional(spec, "parameters")
        if parameters is None or parameters.get("scope") is not None:
            return obj
        return {**obj, "spec": {**spec, "parameters": {**parameters, "scope": "Cluster"}}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        controller = text(spec, "controller")
        errors = domain_prefixed_path(controller, "spec.controller", _LONGEST)
        parameters = optional(spec, "parameters")
        return errors if parameters is None else errors + _parameters(parameters, "spec.parameters")

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old)
        new, was = (text(struct(each, "spec"), "controller") for each in (obj, old))
        if new != was:
            errors.append(invalid("spec.controller", new, "field is immutable"))
        return errors + self.validate(obj)

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        return [
            metadata["name"],
            spec.get("controller", ""),
            _shown(spec.get("parameters")),
            age(metadata.get("creationTimestamp"), now),
        ]


def is_default(obj: dict) -> bool:
    return struct(struct(obj, "metadata"), "annotations").get(IS_DEFAULT) == "true"


def _shown(parameters: dict | None) -> str:
    if parameters is None:
        return NONE
    group = f".{parameters['apiGroup']}" if "apiGroup" in parameters else ""
    return f"{parameters.get('kind', '')}{group}/{parameters.get('name', '')}"


def _parameters(given: dict, path: str) -> list[FieldError]:
    errors = validate_reference(given, path)
    scope, namespace = given.get("scope"), given.get("namespace")
    if scope is None:
        return [*errors, required(f"{path}.scope")]
    if scope not in _SCOPES:
        return [*errors, unsupported(f"{path}.scope", text(given, "scope"), _SCOPES)]
    if scope == "Namespace":
        if namespace is None:
            errors.append(required(f"{path}.namespace", "`parameters.scope` is set to 'Namespace'"))
        else:
            errors += each_invalid(f"{path}.namespace", namespace, names.dns_label(text(given, "namespace")))
    elif namespace is not None:
        errors.append(forbidden(f"{path}.namespace", "`parameters.scope` is set to 'Cluster'"))
    return errors


KIND = IngressClass()
