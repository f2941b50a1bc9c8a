"""ValidatingAdmissionPolicies: expressions over a request, evaluated for every binding that means it.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/; the words of a refusal:
https://github.com/kubernetes/kubernetes/tree/v1.35.0/staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cluster.api.admission.base import Plugin
from cluster.api.admission.expressions import Variables, expression, scope_of
from cluster.api.admission.matching import Asked, intercepts, meant, selected
from cluster.api.errors import StatusError, forbidden
from cluster.cel import EvaluationError
from cluster.objects.selectors import from_label_selector

if TYPE_CHECKING:
    from cluster.api.server import ApiServer

GROUP = "admissionregistration.k8s.io"
POLICIES, BINDINGS = f"validatingadmissionpolicies.{GROUP}", f"validatingadmissionpolicybindings.{GROUP}"
_LONGEST = 5 * 1024  # of what a messageExpression gives
_CODES = {"Unauthorized": 401, "Forbidden": 403, "RequestEntityTooLarge": 413, "Invalid": 422}
_NO_PARAMS = "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"


class Failure(NamedTuple):
    """A validation that did not hold."""

    message: str
    reason: str = ""


class Policies(Plugin):
    name = "ValidatingAdmissionPolicy"

    def review(self, server: ApiServer, asked: Asked) -> None:
        if not intercepts(asked):
            return
        for binding in server.store.list(BINDINGS):
            policy = server.store.get(POLICIES, "", binding["spec"].get("policyName", ""))
            if policy is not None and _concerns(server, policy, binding, asked):
                for failure in _failures(server, policy, binding, asked):
                    _act(server, policy, binding, asked, failure)


def conditions_hold(server: ApiServer, conditions: list[dict] | None, asked: Asked) -> bool:
    """Whether all matchConditions are true."""
    scope = scope_of(server, asked, None)
    return all(expression(each["expression"]).evaluate(scope)[0] is True for each in conditions or ())


def _concerns(server: ApiServer, policy: dict, binding: dict, asked: Asked) -> bool:
    constraints = policy["spec"].get("matchConstraints") or {}
    narrowed = binding["spec"].get("matchResources")
    for matching in (constraints, narrowed):
        if matching is None:
            continue
        rules = matching.get("resourceRules")
        if (rules or matching is constraints) and not meant(rules, asked):
            return False
        if meant(matching.get("excludeResourceRules"), asked) or not selected(server, asked, matching):
            return False
    return True


def _failures(server: ApiServer, policy: dict, binding: dict, asked: Asked) -> list[Failure]:
    spec = policy["spec"]
    fails = spec.get("failurePolicy", "Fail") == "Fail"
    params = _params(server, policy, binding, asked)
    if params is None:
        return [Failure(_NO_PARAMS)] if fails else []
    found = []
    for param in params:
        scope = scope_of(server, asked, param)
        try:
            conditions = spec.get("matchConditions") or ()
            if not all(expression(each["expression"]).evaluate(scope)[0] is True for each in conditions):
                continue
        except EvaluationError as error:
            found += [Failure(str(error))] if fails else []
            continue
        scope["variables"] = Variables(spec.get("variables") or (), scope)
        for validation in spec.get("validations") or ():
            found += _broken(validation, scope, fails)
    return found


def _broken(validation: dict, scope: dict[str, Any], fails: bool) -> list[Failure]:
    source, reason = validation["expression"].strip(), validation.get("reason", "")
    try:
        if expression(source).evaluate(scope)[0] is True:
            return []
    except EvaluationError as error:
        return [Failure(f"expression '{source}' resulted in error: {error}")] if fails else []
    message = validation.get("message", "").strip() or f"failed expression: {source}"
    if told := validation.get("messageExpression", "").strip():
        try:
            value = expression(told).evaluate(scope)[0]
            if isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST and "\n" not in value.strip():
                message = value.strip()
        except EvaluationError:
            pass
    return [Failure(message, reason)]


def _act(server: ApiServer, policy: dict, binding: dict, asked: Asked, failure: Failure) -> None:
    """Raises StatusError where a violation is denied."""
    names = policy["metadata"]["name"], binding["metadata"]["name"]
    actions = binding["spec"].get("validationActions") or ()
    if "Deny" in actions:
        message = f"ValidatingAdmissionPolicy '{names[0]}' with binding '{names[1]}' denied request: {failure.message}"
        error = forbidden(asked.kind, asked.name, message)
        reason = failure.reason or "Invalid"
        details = {**(error.details or {}), "causes": [{"message": message}]}
        raise StatusError(_CODES[reason], reason, error.message, details)
    if "Warn" in actions:
        server.warn(
            f"Validation failed for ValidatingAdmissionPolicy '{names[0]}' with binding '{names[1]}': {failure.message}"
        )


def _params(server: ApiServer, policy: dict, binding: dict, asked: Asked) -> list[dict | None] | None:
    """The parameters, one at a time ([None] where there are none to be had); None where they are missing."""
    wanted, reference = policy["spec"].get("paramKind"), binding["spec"].get("paramRef")
    if not wanted or not reference:
        return [None]
    group, _, version = wanted["apiVersion"].rpartition("/")
    kind = server.kinds.by_kind.get((group, version, wanted["kind"]))
    found: list[dict] = []
    if kind is not None:
        namespace = reference.get("namespace") or asked.namespace if kind.namespaced else ""
        resource = kind.stored.resource
        if reference.get("name"):
            one = server.store.get(resource, namespace, reference["name"])
            found = [one] if one else []
        else:
            found = server.store.select(resource, namespace, from_label_selector(reference.get("selector")))
    if found and kind is not None:
        return [server.views.converted(kind, each) for each in found]
    return [] if reference.get("parameterNotFoundAction") == "Allow" else None
