"""Rules that rewrite an expectation recorded from 1.20 into what 1.35 answers.

A rule is a pattern with a source (a changelog entry, a KEP, a documentation page). It may look at the whole case
(what was sent decides what is answered), never at its name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.golden.cases import Case

Change = Callable[[Any, Case], Any]


@dataclass(frozen=True)
class Rule:
    """`change(expect, case)` gives the new expectation, or the same one where the pattern does not occur."""

    name: str
    source: str
    change: Change
    suites: tuple[str, ...] = ()  # () = every suite

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError(f"rule {self.name}: source is empty; say where 1.35's behaviour is written")


def rewrite(case: Case, rules: list[Rule]) -> tuple[Case, list[str]]:
    """The case with its expectation rewritten, and the names of the rules that changed something."""
    fired = []
    for rule in rules:
        if rule.suites and case.suite not in rule.suites:
            continue
        changed = rule.change(case.expect, case)
        if changed != case.expect:
            fired.append(rule.name)
            case = case.expecting(changed)
    return case, fired


def in_text(pattern: str, replacement: str | Callable[[re.Match], str], flags: int = 0) -> Change:
    """A change of every text (keys excluded) in which the regular expression occurs."""
    expression = re.compile(pattern, flags)
    return each_value(lambda value: expression.sub(replacement, value) if isinstance(value, str) else value)


def each_object(change: Callable[[dict], dict]) -> Change:
    """A change of every JSON object in the expectation, innermost first. Must not change its argument in place."""
    return each_value(lambda value: change(value) if isinstance(value, dict) else value)


def each_value(change: Callable[[Any], Any]) -> Change:
    """A change of every value in the expectation, innermost first."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: walk(item) for key, item in value.items()}
        elif isinstance(value, list):
            value = [walk(item) for item in value]
        return change(value)

    return lambda expect, case: walk(expect)


def of_kind(kind: str, change: Callable[[dict], dict]) -> Change:
    """A change of every whole object of one kind (`kind` and `metadata` present) in the expectation."""
    return each_object(lambda value: change(value) if value.get("kind") == kind and "metadata" in value else value)


def exchanges(change: Callable[[dict, dict], dict]) -> Change:
    """A change of responses by their requests: `change(request, response)` gives the new response."""

    def changed(expect: Any, case: Case) -> Any:
        if "exchanges" not in expect:
            return expect
        return {
            **expect,
            "exchanges": [
                {**each, "response": change(each["request"], each["response"])} if "response" in each else each
                for each in expect["exchanges"]
            ],
        }

    return changed
