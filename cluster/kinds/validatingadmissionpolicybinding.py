"""ValidatingAdmissionPolicyBinding: where a policy holds, with which parameters, and what a violation leads to.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-binding-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, age
from cluster.kinds.rules import names
from cluster.kinds.rules.admission import GROUP, default_matching, matching_errors
from cluster.kinds.rules.errors import duplicate, each_invalid, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import optional, struct, text, texts
from cluster.kinds.rules.selecting import validate_label_selector
from cluster.kinds.standard import Standard

ACTIONS = ("Audit", "Deny", "Warn")


class ValidatingAdmissionPolicyBinding(Standard):
    group, kind, plural = GROUP, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"
    namespaced, categories = False, ("api-extensions",)
    columns = (
        NAME,
        Column(
            "PolicyName", description="PolicyName indicates the policy definition which the policy binding binded to"
        ),
        Column("ParamRef", description="ParamRef indicates the param resource which sets the configration param"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        if isinstance(spec.get("matchResources"), dict):
            spec = {**spec, "matchResources": default_matching(spec["matchResources"])}
        return {**obj, "spec": spec}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        policy, errors = text(spec, "policyName"), []
        if not policy:
            errors.append(required("spec.policyName"))
        else:
            errors += each_invalid("spec.policyName", policy, names.dns_subdomain(policy))
        reference = optional(spec, "paramRef")
        if reference is not None:
            errors += _reference(reference, "spec.paramRef")
        matching = optional(spec, "matchResources")
        if matching is not None:
            errors += matching_errors(matching, "spec.matchResources", False)
        return errors + _actions(texts(spec, "validationActions"), "spec.validationActions")

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], struct(obj, "spec")
        reference = optional(spec, "paramRef")
        shown = "<unset>"
        if reference is not None:
            name, namespace = text(reference, "name"), text(reference, "namespace")
            shown = f"{namespace}/{name}" if namespace else name or "<unset>"
        lasted = age(metadata.get("creationTimestamp"), now)
        return [metadata["name"], text(spec, "policyName"), shown, lasted]


def _reference(reference: dict, path: str) -> list[FieldError]:
    name, selector = text(reference, "name"), optional(reference, "selector")
    errors = []
    if name and selector is not None:
        errors.append(forbidden(f"{path}.name", "name and selector are mutually exclusive"))
    elif not name and selector is None:
        errors.append(required(path, "one of name or selector must be specified"))
    if name:
        errors += each_invalid(f"{path}.name", name, names.path_segment(name))
    if selector is not None:
        errors += validate_label_selector(selector, f"{path}.selector")
    action = reference.get("parameterNotFoundAction")
    if not action:
        errors.append(required(f"{path}.parameterNotFoundAction"))
    elif action not in ("Allow", "Deny"):
        errors.append(unsupported(f"{path}.parameterNotFoundAction", action, ("Allow", "Deny")))
    return errors


def _actions(actions: list[str], path: str) -> list[FieldError]:
    if not actions:
        return [required(path)]
    errors = []
    for index, action in enumerate(actions):
        if action not in ACTIONS:
            errors.append(unsupported(f"{path}[{index}]", action, ACTIONS))
        if action in actions[:index]:
            errors.append(duplicate(f"{path}[{index}]", action))
    if "Deny" in actions and "Warn" in actions:
        detail = "must not contain both Deny and Warn (repeating the same validation failure information in the API "
        detail += "response and headers serves no purpose)"
        errors.append(invalid(path, actions, detail))
    return errors


KIND = ValidatingAdmissionPolicyBinding()
