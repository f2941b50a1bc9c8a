"""`python -m tests.golden [DIR] [--suite NAME] [--case NAME] [-v]`: play the recorded cases; exit 1 if one failed."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.golden.cases import DATA, load
from tests.golden.running import FAILED, OUT_OF_SCOPE, PASSED, REWRITTEN, Result, play

SHOWN = 12


def main(arguments: list[str] | None = None) -> int:
    """Prints failures, then `passed P, rewritten R, out-of-scope S, failed F` as the last line."""
    options = _options(arguments)
    total: Counter[str] = Counter()
    for suite, cases in load(options.folder).items():
        if options.suite and suite not in options.suite:
            continue
        counts: Counter[str] = Counter()
        for case in cases:
            if options.case and case.name not in options.case:
                continue
            result = play(case)
            counts[result.outcome] += 1
            _report(result, options.verbose, options.all)
        print(f"{suite}: {_line(counts)}", flush=True)
        total += counts
    print(_line(total))
    return 1 if total[FAILED] else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA, help="folder of golden files (default: ours)")
    parser.add_argument("--suite", action="append", help="only this suite (may be repeated)")
    parser.add_argument("--case", action="append", help="only this case (may be repeated)")
    parser.add_argument("-v", "--verbose", action="store_true", help="also say why cases are out of scope or rewritten")
    parser.add_argument("--all", action="store_true", help=f"show all differences, not the first {SHOWN} of a case")
    options = parser.parse_args(arguments)
    if not any(options.folder.glob("*.json")):
        parser.error(f"{options.folder} holds no golden files (*.json)")
    return options


def _report(result: Result, verbose: bool, everything: bool) -> None:
    title = f"{result.case.suite}/{result.case.name}"
    if result.outcome == FAILED:
        shown = result.differences if everything else result.differences[:SHOWN]
        print(f"FAILED {title}" + (f" (rewritten by {', '.join(result.rules)})" if result.rules else ""))
        for line in shown:
            print(f"    {line}")
        if len(shown) < len(result.differences):
            print(f"    ... and {len(result.differences) - len(shown)} more")
    elif verbose:
        print(f"{result.outcome} {title} {result.why or ', '.join(result.rules)}".rstrip())


def _line(counts: Counter[str]) -> str:
    return ", ".join(f"{outcome} {counts[outcome]}" for outcome in (PASSED, REWRITTEN, OUT_OF_SCOPE, FAILED))


if __name__ == "__main__":
    sys.exit(main())
