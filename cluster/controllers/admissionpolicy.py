"""ValidatingAdmissionPolicies are type-checked against the kinds that they mean; their status tells what looks wrong.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.cel import CompileError, compile_expression, types
from cluster.cel.schemas import declared
from cluster.cel.types import Struct, Type
from cluster.component import Component, World
from cluster.kinds.base import Kind, Registry
from cluster.kinds.customresource.kind import Custom
from cluster.kinds.rules.celtypes import metadata, of_kind
from cluster.kinds.validatingadmissionpolicy import KIND, VARIABLES
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"policy.checked": ("warnings",)})

RESOURCE = KIND.resource
_MOST = 10  # kinds


def changed(change: Change, store: Store) -> Iterable[str]:
    before = change.previous
    if change.op != DELETED and (before is None or before["spec"] != change.object["spec"]):
        yield change.name


class PolicyStatus(Component):
    name = "validatingadmissionpolicy-status"
    watches = {RESOURCE: changed}

    def reconcile(self, key: str, world: World) -> Reason | None:
        policy = world.store.get(RESOURCE, "", key)
        if policy is None:
            return None
        warnings = checked(policy["spec"], world.client.kinds)
        typing = {"expressionWarnings": warnings} if warnings else {}
        kept = policy.get("status") or {}
        status = {**kept, "observedGeneration": policy["metadata"].get("generation", 1), "typeChecking": typing}
        why = reason("policy.checked", warnings=len(warnings))
        if status != kept:
            world.client.update_status(RESOURCE, {**policy, "status": status}, why)
        return why


def checked(spec: dict, kinds: Registry) -> list[dict]:
    """An entry for each expression of a validation that does not fit one of the kinds."""
    meant = [(kind, known) for kind in _meant(spec, kinds) if (known := _variables(spec, kind, kinds)) is not None]
    found = []
    for index, validation in enumerate(spec.get("validations") or ()):
        for field in ("expression", "messageExpression"):
            source = (validation.get(field) or "").strip()
            told = "".join(_complaint(source, kind, known) for kind, known in meant) if source else ""
            if told:
                found.append({"fieldRef": f"spec.validations[{index}].{field}", "warning": told})
    return found


def _meant(spec: dict, kinds: Registry) -> list[Kind]:
    """The kinds that the rules name; wildcards and subresources name none."""
    found: dict[str, Kind] = {}
    for rule in (spec.get("matchConstraints") or {}).get("resourceRules") or ():
        places = [
            (group, version, plural)
            for group in rule.get("apiGroups") or ()
            for version in rule.get("apiVersions") or ()
            for plural in rule.get("resources") or ()
        ]
        found |= {_shown(kinds.by_path[place]): kinds.by_path[place] for place in places if place in kinds.by_path}
    return [found[name] for name in sorted(found)[:_MOST]]


def _variables(spec: dict, kind: Kind, kinds: Registry) -> dict[str, Type] | None:
    """The variables of an expression, typed for the kind; None where its schema is not known."""
    own = _typed(kind)
    if own is None:
        return None
    known = {**VARIABLES, "object": own, "oldObject": own}
    params = spec.get("paramKind")
    if params:
        group, _, version = params["apiVersion"].rpartition("/")
        named = kinds.by_kind.get((group, version, params["kind"]))
        known["params"] = (_typed(named) if named is not None else None) or types.DYN
    fields: dict[str, Type] = {}
    for variable in spec.get("variables") or ():
        try:
            scope = {**known, "variables": Struct("variables", (), dict(fields))}
            fields[variable["name"]] = compile_expression(variable["expression"].strip(), scope).kind
        except CompileError:
            fields[variable["name"]] = types.DYN
    return {**known, "variables": Struct("variables", (), fields)}


def _typed(kind: Kind) -> Type | None:
    if not isinstance(kind, Custom):
        return of_kind(kind.group, kind.version, kind.kind)
    found = declared(kind.raw, root=True)
    if found is None or not isinstance(found[0], Struct):
        return None
    return Struct(found[0].name, (), {**found[0].fields, "metadata": metadata()})


def _complaint(source: str, kind: Kind, known: dict[str, Type]) -> str:
    try:
        compile_expression(source, known)
    except CompileError as error:
        return f"{_shown(kind)}: {error}\n"
    return ""


def _shown(kind: Kind) -> str:
    return f"{kind.api_version}, Kind={kind.kind}"
