"""The runners. A module here has

    SUITES = ("replicasets",)            # names of the golden files it plays
    def run(case: Case) -> list[str]     # differences, one line each; [] = the same

`case.expect` has already been rewritten by the rules, and cases out of scope never come here. Compare with
`tests.golden.compare.differences(expected, actual, ignore=case.unstable)`. A new module is found by itself.
"""
