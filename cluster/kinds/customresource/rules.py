"""x-kubernetes-validations: rules in CEL that an object must keep, compiled once with their schema.

What broke a rule before and did not change is let through (ratcheting). Source:
https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules,
https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, NamedTuple

from cluster.cel import CompileError, EvaluationError, Expression, TooExpensive, Type, compile_expression, types
from cluster.cel.schemas import declared, value_of
from cluster.cel.values import NONE, Optional
from cluster.kinds.base import FieldError
from cluster.kinds.customresource.structural import Structural
from cluster.kinds.rules import errors
from cluster.kinds.rules.fieldpaths import BadFieldPath, joined, resolve

BUDGET = 10_000_000  # of all rules of one object together
_LONGEST = 5 * 1024
_UNKNOWN: Any = object()
_OVER = "validation failed due to running out of cost budget, no further validation rules will be run"


class Rule(NamedTuple):
    """`told` is the rule as the definition says it; `wrong` why it does not compile."""

    told: dict
    expression: Expression | None
    message: Expression | None
    path: str
    wrong: str = ""
    message_wrong: str = ""

    @property
    def uses_old(self) -> bool:
        return self.expression is not None and "oldSelf" in self.expression.names

    @property
    def text(self) -> str:
        return (self.told.get("message") or self.told.get("rule") or "").strip()


class _OutOfBudget(Exception):
    pass


def compiled(schema: dict, root: bool) -> tuple[list[Rule], int]:
    """(the rules of a node, how many bytes a value of it takes at least)."""
    found = declared(schema, root)
    if found is None:
        return [], 1
    return [_compiled(told, schema, found[0]) for told in schema.get("x-kubernetes-validations") or ()], found[1]


def _compiled(told: dict, schema: dict, kind: Type) -> Rule:
    old = types.optional_of(kind) if told.get("optionalOldSelf") else kind
    variables = {"self": kind, "oldSelf": old}
    try:
        steps = resolve(told["fieldPath"], schema)[0] if told.get("fieldPath") else []
    except BadFieldPath:
        steps = []
    try:
        expression = compile_expression(told.get("rule") or "", variables)
    except CompileError as error:
        return Rule(told, None, None, joined(steps), f"compilation failed: {error}")
    if expression.kind != types.BOOL:
        return Rule(told, None, None, joined(steps), "cel expression must evaluate to a bool")
    if not told.get("messageExpression"):
        return Rule(told, expression, None, joined(steps))
    try:
        message = compile_expression(told["messageExpression"], variables)
    except CompileError as error:
        return Rule(told, expression, None, joined(steps), "", f"messageExpression compilation failed: {error}")
    if message.kind != types.STRING:
        return Rule(told, expression, None, joined(steps), "", "messageExpression must evaluate to a string")
    return Rule(told, expression, message, joined(steps))


def check(value: Any, old: Any, schema: Structural, path: str = "", root: bool = False) -> list[FieldError]:
    """What breaks a rule. `old` is None for a new object."""
    checker = _Checker()
    with suppress(_OutOfBudget):
        checker.node(value, old if old is not None else _UNKNOWN, schema, path, root, old is not None, False)
    return checker.errors


class _Checker:
    def __init__(self) -> None:
        self.errors: list[FieldError] = []
        self.left = BUDGET

    def node(
        self, value: Any, old: Any, schema: Structural, path: str, root: bool, update: bool, unchanged: bool
    ) -> None:  # fmt: skip
        """`unchanged`: whether what is around it is as it was, where it cannot be compared itself."""
        if value is None or not schema.has_rules:
            return
        same = unchanged
        if update and old is not _UNKNOWN:
            same = json.dumps(value, sort_keys=True) == json.dumps(old, sort_keys=True)
        if schema.rules:
            self._rules(value, old, schema, path, root, update and same)
        if isinstance(value, list):
            self._list(value, old, schema, path, update, same)
        elif isinstance(value, dict):
            self._map(value, old, schema, path, update, same)

    def _map(self, value: dict, old: Any, schema: Structural, path: str, update: bool, same: bool) -> None:
        before = old if isinstance(old, dict) else {}
        for name, item in value.items():
            former = before.get(name, _UNKNOWN)
            if schema.values is not None:
                self.node(item, former, schema.values, f"{path}[{name}]", schema.values.embedded, update, same)
            elif (below := schema.properties.get(name)) is not None:
                place = f"{path}.{name}" if path else name
                self.node(item, former, below, place, below.embedded, update, same)

    def _list(self, value: list, old: Any, schema: Structural, path: str, update: bool, same: bool) -> None:
        if schema.items is None:
            return
        known: dict[str, Any] = {}
        if schema.list_type == "map" and isinstance(old, list):
            known = {_key(item, schema): item for item in old if isinstance(item, dict)}
        for index, item in enumerate(value):
            former = known.get(_key(item, schema), _UNKNOWN) if isinstance(item, dict) else _UNKNOWN
            self.node(item, former, schema.items, f"{path}[{index}]", schema.items.embedded, update, same)

    def _rules(self, value: Any, old: Any, schema: Structural, path: str, root: bool, ratchet: bool) -> None:
        try:
            own = value_of(value, schema.raw, root)
            before = None if old is _UNKNOWN or old is None else value_of(old, schema.raw, root)
        except (EvaluationError, ValueError) as error:
            self._add(errors.invalid(path or "<nil>", schema.type, str(error)))
            return
        there = old is not _UNKNOWN and old is not None
        for rule in schema.compiled_rules(root):
            if rule.wrong:
                self._add(errors.invalid(path or "<nil>", schema.type, f"rule compile error: {rule.wrong}"))
            elif rule.expression is not None:
                optional = bool(rule.told.get("optionalOldSelf"))
                if there or optional or not rule.uses_old:
                    former = (Optional(before, True) if there else NONE) if optional else before
                    self._rule(rule, {"self": own, "oldSelf": former}, value, schema, path, ratchet)

    def _rule(self, rule: Rule, given: dict, value: Any, schema: Structural, path: str, ratchet: bool) -> None:
        assert rule.expression is not None
        place = path or "<nil>"
        try:
            holds, cost = rule.expression.evaluate(given)
        except TooExpensive as error:
            detail = f"'{error}': no further validation rules will be run due to call cost exceeds limit for rule: "
            self._add(errors.invalid(place, schema.type, detail + rule.text))
            raise _OutOfBudget from None
        except EvaluationError as error:
            self._add(errors.invalid(place, schema.type, _failed(error, rule)))
            return
        self._spend(cost, place, schema)
        if holds is True or (ratchet and not rule.uses_old):
            return
        where = (f"{path}.{rule.path}" if path else rule.path) if rule.path else place
        self._add(_broken(rule, where, value, schema, self._message(rule, given, place, schema)))

    def _message(self, rule: Rule, given: dict, place: str, schema: Structural) -> str:
        fallback = (rule.told.get("message") or "").strip() or f"failed rule: {rule.text}"
        if rule.message is None:
            return fallback
        try:
            text, cost = rule.message.evaluate(given)
        except EvaluationError:
            return fallback
        self._spend(cost, place, schema)
        text = text.strip()
        return text if text and "\n" not in text and len(text.encode()) <= _LONGEST else fallback

    def _spend(self, cost: int, place: str, schema: Structural) -> None:
        self.left -= cost
        if self.left < 0:
            self._add(errors.invalid(place, schema.type, _OVER))
            raise _OutOfBudget

    def _add(self, error: FieldError) -> None:
        self.errors.append(error)


def _failed(error: EvaluationError, rule: Rule) -> str:
    if str(error).startswith("no such overload"):
        told = "call arguments did not match a supported operator, function or macro signature for rule"
        return f"'{error}': {told}: {rule.text}"
    return f"{error} evaluating rule: {rule.text}"


def _broken(rule: Rule, path: str, value: Any, schema: Structural, detail: str) -> FieldError:
    reason, compound = rule.told.get("reason"), schema.type in ("object", "array")
    if reason == "FieldValueForbidden":
        return errors.forbidden(path, detail)
    if reason == "FieldValueRequired":
        return errors.required(path, detail)
    if reason == "FieldValueDuplicate":
        found = errors.duplicate(path, value)
        return found._replace(message="Duplicate value") if compound else found
    return errors.invalid_without_value(path, detail) if compound else errors.invalid(path, value, detail)


def _key(item: dict, schema: Structural) -> str:
    return json.dumps([item.get(name) for name in schema.list_keys])
