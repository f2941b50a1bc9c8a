"""All rules, in the order of the modules' names and of each module's RULES."""

import importlib
import pkgutil

from tests.golden.rewriting import Rule


def all_rules() -> list[Rule]:
    """Every module in this folder that has RULES gives its rules; two rules may not share a name."""
    rules: list[Rule] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        rules += getattr(importlib.import_module(f"{__name__}.{module.name}"), "RULES", [])
    names = [rule.name for rule in rules]
    if len(set(names)) < len(names):
        raise ValueError(f"rules with the same name: {sorted(name for name in set(names) if names.count(name) > 1)}")
    return rules
