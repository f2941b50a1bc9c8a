"""Selectors as text: what stands in `?labelSelector=` and `?fieldSelector=`, and what is wrong with it.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api and
.../field-selectors/, golden suite api, case "list selectors".
"""

from __future__ import annotations

import re

from cluster.kinds.rules.errors import quoted
from cluster.kinds.rules.names import label_value, qualified_name
from cluster.objects.selectors import EVERYTHING, Requirement, Selector

_TOKEN = re.compile(r"[ \t\r\n]*(?:(?P<symbol>!=|==|[=!(),<>])|(?P<word>[^ \t\r\n=!(),<>]+)|$)")
_OPERATORS = {"=": "In", "==": "In", "!=": "NotIn", "in": "In", "notin": "NotIn", ">": "Gt", "<": "Lt"}
_KNOWN = "in, notin, =, ==, !=, gt, lt"
_END = ""


class SelectorError(ValueError):
    """A selector that cannot be read; the text is the server's."""


def parse_labels(text: str) -> Selector:
    """`app=web,tier in (a,b),!x` → Selector. Raises SelectorError."""
    return Selector(tuple(sorted(_Labels(text).requirements()))) if text else EVERYTHING


class _Labels:
    def __init__(self, text: str):
        self.tokens: list[tuple[str, str]] = []  # (kind, text): word, symbol or end
        position = 0
        while True:
            found = _TOKEN.match(text, position)
            assert found is not None  # every character is a blank, a symbol or part of a word
            position = found.end()
            if found["symbol"]:
                self.tokens.append(("symbol", found["symbol"]))
            elif found["word"]:
                self.tokens.append(("word", found["word"]))
            else:
                self.tokens.append(("end", _END))
                return

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while True:
            kind, text = self.tokens[0]
            if kind == "end":
                return found
            if kind != "word" and text != "!":
                raise SelectorError(f"found '{text}', expected: !, identifier, or 'end of string'")
            try:
                found.append(self.requirement())
            except SelectorError as error:
                raise SelectorError(f"unable to parse requirement: {error}") from None
            kind, text = self.take()
            if kind == "end":
                return found
            if text != ",":
                raise SelectorError(f"found '{text}', expected: ',' or 'end of string'")
            if self.tokens[0][0] != "word" and self.tokens[0][1] != "!":
                raise SelectorError(f"found '{self.tokens[0][1]}', expected: identifier after ','")

    def take(self) -> tuple[str, str]:
        return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]

    def requirement(self) -> Requirement:
        kind, key = self.take()
        absent = key == "!" and kind == "symbol"
        if absent:
            kind, key = self.take()
        if kind != "word":
            raise SelectorError(f"found '{key}', expected: identifier")
        _check("<nil>", key, qualified_name(key))
        if absent or self.tokens[0][0] == "end" or self.tokens[0] == ("symbol", ","):
            return Requirement(key, "DoesNotExist" if absent else "Exists")
        _, operator = self.take()
        if operator not in _OPERATORS:
            raise SelectorError(f"found '{operator}', expected: {_KNOWN}")
        values = self.values() if operator in ("in", "notin") else [self.exact_value()]
        return _requirement(key, _OPERATORS[operator], values)

    def exact_value(self) -> str:
        kind, text = self.tokens[0]
        if kind == "end" or (kind, text) == ("symbol", ","):
            return ""
        self.take()
        if kind != "word":
            raise SelectorError(f"found '{text}', expected: identifier")
        return text

    def values(self) -> list[str]:
        kind, text = self.take()
        if (kind, text) != ("symbol", "("):
            raise SelectorError(f"found '{text}' expected: '('")
        if self.tokens[0] == ("symbol", ")"):
            self.take()
            return [""]
        if self.tokens[0][0] != "word" and self.tokens[0][1] != ",":
            raise SelectorError(f"found '{self.tokens[0][1]}', expected: ',', ')' or identifier")
        return self.list_of_values()

    def list_of_values(self) -> list[str]:
        """Words between commas up to `)`; an empty place is an empty value."""
        found = [""]
        while True:
            kind, text = self.take()
            if (kind, text) == ("symbol", ")"):
                return found
            if (kind, text) == ("symbol", ","):
                found.append("")
            elif kind == "word" and not found[-1]:
                found[-1] = text
            else:
                wanted = "',' or ')'" if found[-1] else "',', or identifier"
                raise SelectorError(f"found '{text}', expected: {wanted}")


def _requirement(key: str, operator: str, values: list[str]) -> Requirement:
    for index, value in enumerate(values):
        if operator in ("Gt", "Lt") and not re.fullmatch(r"[-+]?[0-9]{1,18}", value):
            why = "for 'Gt', 'Lt' operators, the value must be an integer"
            raise SelectorError(f"values[{index}]: Invalid value: {quoted(value)}: {why}")
        _check(f"values[{index}][{key}]", value, label_value(value))
    return Requirement(key, operator, tuple(sorted(set(values))))


def _check(path: str, value: str, messages: list[str]) -> None:
    if messages:
        raise SelectorError(f"{path}: Invalid value: {quoted(value)}: {'; '.join(messages)}")


def parse_fields(text: str) -> list[tuple[str, str, bool]]:
    """`a=b,c!=d` → [(field, value, must be equal)]. Raises SelectorError."""
    terms = []
    for part in _split_terms(text):
        for operator in ("!=", "==", "="):
            left, found, right = part.partition(operator)
            if found:
                terms.append((left, _unescape(right), operator != "!="))
                break
        else:
            if part:
                raise SelectorError(f"invalid selector: '{text}'; can't understand '{part}'")
    return terms


def fields_match(terms: list[tuple[str, str, bool]], labels: dict[str, str]) -> bool:
    return all((labels.get(field, "") == value) == equal for field, value, equal in terms)


def check_fields(terms: list[tuple[str, str, bool]], known: list[str]) -> None:
    """Raises SelectorError for a field that the kind cannot be selected by."""
    for field, _, _ in terms:
        if field not in known:
            if set(known) <= {"metadata.name", "metadata.namespace"}:
                only = '"metadata.name", "metadata.namespace"'
                raise SelectorError(f"{quoted(field)} is not a known field selector: only {only}")
            raise SelectorError(f"field label not supported: {field}")


def _split_terms(text: str) -> list[str]:
    return re.split(r"(?<!\\),", text)


def _unescape(value: str) -> str:
    return re.sub(r"\\([\\,=])", r"\1", value)
