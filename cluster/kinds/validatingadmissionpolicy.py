"""ValidatingAdmissionPolicy: conditions in CEL that requests must satisfy, where a binding says so.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ and, for texts and order,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/admissionregistration/validation/validation.go
"""

from __future__ import annotations

import re

from cluster.cel import CompileError, Expression, compile_expression, types
from cluster.cel.functions.authorization import TYPE as AUTHORIZER
from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules import names
from cluster.kinds.rules.admission import FAILURE, GROUP, default_matching, matching_errors
from cluster.kinds.rules.errors import duplicate, each_invalid, invalid, required, unsupported
from cluster.kinds.rules.reading import optional, struct, structs, text
from cluster.kinds.standard import Standard

REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized")
_IDENTIFIER = re.compile("[_a-zA-Z][_a-zA-Z0-9]*")
_RESERVED = (
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "null",
    "package", "namespace", "return", "true", "var", "void", "while",
)  # fmt: skip
VARIABLES: dict[str, types.Type] = {
    **dict.fromkeys(("object", "oldObject", "request", "params", "namespaceObject", "variables"), types.DYN),
    "authorizer": AUTHORIZER,
}


class ValidatingAdmissionPolicy(Standard):
    group, kind, plural = GROUP, "ValidatingAdmissionPolicy", "validatingadmissionpolicies"
    namespaced, categories, subresources = False, ("api-extensions",), ("status",)
    status_alone = True
    columns = (
        NAME,
        Column(
            "Validations",
            "integer",
            description="Validations indicates the number of validation rules defined in this configuration",
        ),
        Column("ParamKind", description="ParamKind specifies the kind of resources used to parameterize this policy"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        spec = {**spec, "failurePolicy": text(spec, "failurePolicy") or "Fail"}
        if isinstance(spec.get("matchConstraints"), dict):
            spec["matchConstraints"] = default_matching(spec["matchConstraints"])
        return {**obj, "spec": spec}

    def rules(self, obj: dict) -> list[FieldError]:
        spec, errors = struct(obj, "spec"), []
        if text(spec, "failurePolicy") not in FAILURE:
            errors.append(unsupported("spec.failurePolicy", text(spec, "failurePolicy"), FAILURE))
        params = optional(spec, "paramKind")
        if params is not None:
            errors += _param_kind(params, "spec.paramKind")
        matching = optional(spec, "matchConstraints")
        if matching is None:
            errors.append(required("spec.matchConstraints"))
        else:
            errors += matching_errors(matching, "spec.matchConstraints", True)
        known = {name: kind for name, kind in VARIABLES.items() if name != "params" or params is not None}
        errors += match_conditions(structs(spec, "matchConditions"), "spec.matchConditions", known)
        errors += _variables(structs(spec, "variables"), known)
        validations, audits = structs(spec, "validations"), structs(spec, "auditAnnotations")
        if not validations and not audits:
            detail = "validations or auditAnnotations must contain at least one item"
            errors.append(required("spec.validations", detail))
        for index, each in enumerate(validations):
            errors += _validation(each, f"spec.validations[{index}]", known)
        for index, each in enumerate(audits):
            path = f"spec.auditAnnotations[{index}]"
            key = text(each, "key")
            errors += each_invalid(f"{path}.key", key, names.qualified_name(key)) if key else [required(f"{path}.key")]
            errors += _expression(each, "valueExpression", path, known, ("string", "null_type", "dyn"))
        return errors

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], struct(obj, "spec")
        params = optional(spec, "paramKind")
        shown = f"{text(params, 'apiVersion')}/{text(params, 'kind')}" if params else "<unset>"
        lasted = age(metadata.get("creationTimestamp"), now)
        return [metadata["name"], len(structs(spec, "validations")), shown, lasted]


def compiled(source: str, known: dict | None = None) -> Expression:
    """Raises CompileError."""
    return compile_expression(source, VARIABLES if known is None else known)


def match_conditions(conditions: list[dict], path: str, known: dict) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: list[str] = []
    before_variables = {name: kind for name, kind in known.items() if name != "variables"}
    for index, each in enumerate(conditions):
        at, name = f"{path}[{index}]", text(each, "name")
        errors += _expression(each, "expression", at, before_variables, ("bool", "dyn"))
        errors += each_invalid(f"{at}.name", name, names.qualified_name(name)) if name else [required(f"{at}.name")]
        if name in seen:
            errors.append(duplicate(f"{at}.name", name))
        seen.append(name)
    return errors


def _param_kind(params: dict, path: str) -> list[FieldError]:
    version, kind = text(params, "apiVersion"), text(params, "kind")
    errors = []
    if not version:
        errors.append(required(f"{path}.apiVersion"))
    elif version.count("/") > 1:
        errors.append(invalid(f"{path}.apiVersion", version, f"unexpected GroupVersion string: {version}"))
    if not kind:
        errors.append(required(f"{path}.kind"))
    elif wrong := names.dns_1035_label(kind.lower()):
        shown = ", ".join(wrong)
        errors.append(invalid(f"{path}.kind", kind, f"may have mixed case, but should otherwise match: {shown}"))
    return errors


def _variables(variables: list[dict], known: dict) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: list[str] = []
    for index, each in enumerate(variables):
        path, name = f"spec.variables[{index}]", text(each, "name")
        if not name:
            errors.append(required(f"{path}.name", "name is required"))
        elif not _IDENTIFIER.fullmatch(name) or name in _RESERVED:
            errors.append(invalid(f"{path}.name", name, "name is not a valid CEL identifier"))
        if not text(each, "expression").strip():
            errors.append(required(f"{path}.expression", "expression is not specified"))
        else:
            errors += _expression(each, "expression", path, known, ())
        if name in seen:
            errors.append(duplicate(f"{path}.name", name))
        seen.append(name)
    return errors


def _validation(validation: dict, path: str, known: dict) -> list[FieldError]:
    source = text(validation, "expression").strip()
    message, shown = text(validation, "message"), text(validation, "messageExpression").strip()
    errors = []
    if not source:
        errors.append(required(f"{path}.expression", "expression is not specified"))
    else:
        errors += _expression(validation, "expression", path, known, ("bool", "dyn"))
    if validation.get("messageExpression") and not shown:
        detail = "must be non-empty if specified"
        errors.append(invalid(f"{path}.messageExpression", text(validation, "messageExpression"), detail))
    elif shown:
        errors += _expression(validation, "messageExpression", path, known, ("string", "dyn"))
    if message and not message.strip():
        errors.append(invalid(f"{path}.message", message, "message must be non-empty if specified"))
    elif "\n" in message.strip():
        errors.append(invalid(f"{path}.message", message, "message must not contain line breaks"))
    elif not message and "\n" in source:
        errors.append(required(f"{path}.message", "message must be specified if expression contains line breaks"))
    reason = validation.get("reason")
    if reason is not None and reason not in REASONS:
        errors.append(unsupported(f"{path}.reason", reason, REASONS))
    return errors


def _expression(holder: dict, field: str, path: str, known: dict, kinds: tuple[str, ...]) -> list[FieldError]:
    """What is wrong with a field that holds CEL; `kinds`: the types that it may have, () for any."""
    source = text(holder, field).strip()
    at = f"{path}.{field}"
    if not source:
        return [required(at)]
    try:
        found = compiled(source, known)
    except CompileError as error:
        return [invalid(at, source, f"compilation failed: {error}")]
    if kinds and found.kind.name not in kinds:
        return [invalid(at, source, f"must evaluate to {kinds[0]}")]
    return []


KIND = ValidatingAdmissionPolicy()
