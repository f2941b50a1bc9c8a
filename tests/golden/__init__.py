"""Golden tests: what a real control plane did, replayed on the simulated one.

`data/` holds the recorded facts (FORMAT.md explains them). Callers above callees:

    __main__   the command `python -m tests.golden [DIR]`
    running    one case through its suite's runners, and its result
    suites/    one runner a module: SUITES and run(case) -> differences
    rules/     where 1.35 differs from the recorded 1.20: patterns with a source, never case names
    scope      the one table of what 1.35 no longer serves
    compare    expected against actual, placeholders included
    cases      reading the files
"""
