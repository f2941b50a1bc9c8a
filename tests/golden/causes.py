"""Rewriting `FIELD: MESSAGE` of validation errors wherever it stands: in a Status's message, in its causes (where the
two are apart), and in what kubectl prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.golden.cases import Case
from tests.golden.rewriting import Change

# What a message begins with says which kind of error it is.
_REASONS = {
    "Forbidden": "FieldValueForbidden",
    "Invalid value": "FieldValueInvalid",
    "Required value": "FieldValueRequired",
    "Unsupported value": "FieldValueNotSupported",
}

Replace = Callable[[re.Match, Case], str]


def in_errors(pattern: str, replace: str | Replace) -> Change:
    """`pattern` matches within `FIELD: MESSAGE`; `replace` is a template, or a function of the match and the case."""
    expression = re.compile(pattern, re.DOTALL)

    def change(expect: Any, case: Case) -> Any:
        def rewritten(text: str) -> str:
            if isinstance(replace, str):
                return expression.sub(replace, text)
            return expression.sub(lambda match: replace(match, case), text)

        return _walk(expect, rewritten)

    return change


def _walk(value: Any, rewritten: Callable[[str], str]) -> Any:
    if isinstance(value, dict) and {"field", "message", "reason"} == set(value):
        return _cause(value, rewritten)
    if isinstance(value, dict):
        return {key: _walk(item, rewritten) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, rewritten) for item in value]
    return rewritten(value) if isinstance(value, str) else value


def _cause(cause: dict, rewritten: Callable[[str], str]) -> dict:
    field, _, message = rewritten(f"{cause['field']}: {cause['message']}").partition(": ")
    reason = next((word for start, word in _REASONS.items() if message.startswith(start)), cause["reason"])
    return {**cause, "field": field, "message": message, "reason": reason}
