"""PriorityLevelConfiguration: how many requests of a priority level are served at once, and what becomes of the others.

Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#prioritylevelconfiguration and, for
texts, https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/flowcontrol/validation/validation.go
"""

from __future__ import annotations

from math import ceil, log2

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age
from cluster.kinds.flowschema import conditions
from cluster.kinds.rules.errors import forbidden, invalid, required, unsupported
from cluster.kinds.rules.flows import EXEMPT, GROUP, MANDATORY, level_specs
from cluster.kinds.rules.reading import number, optional, struct, text
from cluster.kinds.standard import Standard

_QUEUING = {"queues": 64, "handSize": 8, "queueLengthLimit": 50}
_SHARES = 30
_MOST_QUEUES, _HASH_BITS = 10_000_000, 60
_TYPES, _RESPONSES = ("Exempt", "Limited"), ("Queue", "Reject")


class PriorityLevelConfiguration(Standard):
    group, kind, plural = GROUP, "PriorityLevelConfiguration", "prioritylevelconfigurations"
    namespaced, status_alone = False, True
    subresources = ("status",)
    columns = (
        NAME,
        Column("Type"),
        Column("NominalConcurrencyShares"),
        Column("Queues"),
        Column("HandSize"),
        Column("QueueLengthLimit"),
        AGE,
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        if text(spec, "type") == "Exempt":
            told = {"nominalConcurrencyShares": 0, "lendablePercent": 0, **_given(struct(spec, "exempt"))}
            return {**obj, "spec": {**spec, "exempt": told}}
        limited = optional(spec, "limited")
        if limited is None:
            return obj
        limited = {"nominalConcurrencyShares": _SHARES, "lendablePercent": 0, **_given(limited)}
        queuing = optional(struct(limited, "limitResponse"), "queuing")
        if queuing is not None:
            complete = {name: queuing.get(name) or usual for name, usual in _QUEUING.items()}
            limited["limitResponse"] = {**limited["limitResponse"], "queuing": {**queuing, **complete}}
        return {**obj, "spec": {**spec, "limited": limited}}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec, name = struct(obj, "spec"), text(obj["metadata"], "name")
        return _spec(spec, name) + _mandatory(spec, name) + conditions(obj)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return conditions(obj)

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj.get("spec") or {}
        limited = spec.get("limited") or {}
        queuing = (limited.get("limitResponse") or {}).get("queuing") or {}
        return [
            metadata["name"],
            spec.get("type", ""),
            limited.get("nominalConcurrencyShares", NONE),
            *(queuing.get(name, NONE) for name in _QUEUING),
            age(metadata.get("creationTimestamp"), now),
        ]


def _given(told: dict) -> dict:
    return {name: value for name, value in told.items() if value is not None}


def _spec(spec: dict, name: str) -> list[FieldError]:
    kind, limited, exempt = text(spec, "type"), optional(spec, "limited"), optional(spec, "exempt")
    errors = []
    if (name == EXEMPT) != (kind == "Exempt"):
        errors.append(invalid("spec.type", kind, "type must be 'Exempt' if and only if name is 'exempt'"))
    if kind == "Exempt":
        if limited is not None:
            errors.append(forbidden("spec.limited", "must be nil if the type is not Limited"))
        return errors + _shares(exempt or {}, "spec.exempt")
    if kind != "Limited":
        return [*errors, unsupported("spec.type", kind, _TYPES)]
    if exempt is not None:
        errors.append(forbidden("spec.exempt", "must be nil if the type is Limited"))
    if limited is None:
        return [*errors, required("spec.limited", "must not be empty when type is Limited")]
    return errors + _limited(limited, "spec.limited")


def _shares(told: dict, path: str) -> list[FieldError]:
    errors = []
    if (shares := number(told, "nominalConcurrencyShares") or 0) < 0:
        errors.append(invalid(f"{path}.nominalConcurrencyShares", shares, "must be a non-negative integer"))
    if not 0 <= (lent := number(told, "lendablePercent") or 0) <= 100:
        errors.append(invalid(f"{path}.lendablePercent", lent, "must be between 0 and 100, inclusive"))
    return errors


def _limited(limited: dict, path: str) -> list[FieldError]:
    errors = _shares(limited, path)
    response = struct(limited, "limitResponse")
    kind, queuing, place = text(response, "type"), optional(response, "queuing"), f"{path}.limitResponse"
    if kind not in _RESPONSES:
        errors.append(unsupported(f"{place}.type", kind, _RESPONSES))
    elif kind == "Reject" and queuing is not None:
        errors.append(forbidden(f"{place}.queuing", "must be nil if limited.limitResponse.type is not Limited"))
    elif kind == "Queue":
        why = "must not be empty if limited.limitResponse.type is Limited"
        errors += [required(f"{place}.queuing", why)] if queuing is None else _queuing(queuing, f"{place}.queuing")
    if (borrowed := number(limited, "borrowingLimitPercent") or 0) < 0:
        detail = "if specified, must be a non-negative integer"
        errors.append(invalid(f"{path}.borrowingLimitPercent", borrowed, detail))
    return errors


def _queuing(queuing: dict, path: str) -> list[FieldError]:
    length, queues, hand = (number(queuing, name) or 0 for name in ("queueLengthLimit", "queues", "handSize"))
    errors = [] if length > 0 else [invalid(f"{path}.queueLengthLimit", length, "must be positive")]
    if queues <= 0:
        errors.append(invalid(f"{path}.queues", queues, "must be positive"))
    elif queues > _MOST_QUEUES:
        errors.append(invalid(f"{path}.queues", queues, f"must not be greater than {_MOST_QUEUES}"))
    if hand <= 0:
        errors.append(invalid(f"{path}.handSize", hand, "must be positive"))
    elif hand > queues:
        errors.append(invalid(f"{path}.handSize", hand, f"should not be greater than queues ({queues})"))
    elif _entropy(queues, hand) > _HASH_BITS:
        detail = f"required entropy bits of deckSize {queues} and handSize {hand} should not be greater than"
        errors.append(invalid(f"{path}.handSize", hand, f"{detail} {_HASH_BITS}"))
    return errors


def _entropy(queues: int, hand: int) -> int:
    """How many random bits dealing such a hand takes."""
    return ceil(sum(log2(queues - dealt) for dealt in range(hand)))


def _mandatory(spec: dict, name: str) -> list[FieldError]:
    if name not in MANDATORY:
        return []
    wanted, but = level_specs()[name], ""
    if name == EXEMPT:
        wanted, spec, but = {**wanted, "exempt": {}}, {**spec, "exempt": {}}, " except the 'spec.exempt' field"
    return [] if spec == wanted else [invalid("spec", spec, f"spec of '{name}'{but} must equal the fixed value")]


KIND = PriorityLevelConfiguration()
