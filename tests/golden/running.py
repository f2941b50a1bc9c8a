"""One case through the runners of its suite."""

import importlib
import pkgutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from tests.golden import suites
from tests.golden.cases import Case
from tests.golden.rewriting import rewrite
from tests.golden.rules import all_rules
from tests.golden.scope import out_of_scope

PASSED, REWRITTEN, OUT_OF_SCOPE, FAILED = "passed", "rewritten", "out-of-scope", "failed"
Runner = Callable[[Case], list[str]]


@dataclass
class Result:
    """What became of a case: outcome, why (out of scope), the rules that rewrote it, what differs."""

    case: Case
    outcome: str
    why: str = ""
    rules: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def runners() -> dict[str, list[Runner]]:
    """Suite -> its runners. Each module of `suites/` has SUITES and run(case) -> differences; several modules may
    serve one suite (a case passes when it passes all of them)."""
    found: dict[str, list[Runner]] = {}
    for module in sorted(pkgutil.iter_modules(suites.__path__), key=lambda module: module.name):
        content = importlib.import_module(f"{suites.__name__}.{module.name}")
        for suite in getattr(content, "SUITES", ()):
            found.setdefault(suite, []).append(content.run)
    return found


def play(case: Case) -> Result:
    """Run the case on the simulated cluster. An exception is a failure with its traceback, not a crash."""
    if case.suite not in runners():
        return Result(case, OUT_OF_SCOPE, why=f"suite {case.suite}: no runner yet")
    why = out_of_scope(case)
    if why:
        return Result(case, OUT_OF_SCOPE, why=why)
    found: list[str] = []
    fired: list[str] = []
    try:
        rewritten, fired = rewrite(case, all_rules())
        for run in runners()[case.suite]:
            found += run(rewritten)
    except Exception:  # one broken case must not hide the others' results
        found.append(traceback.format_exc())
    if found:
        return Result(case, FAILED, rules=fired, differences=found)
    return Result(case, REWRITTEN if fired else PASSED, rules=fired)
