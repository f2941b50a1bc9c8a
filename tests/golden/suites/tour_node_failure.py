"""Suite tour: the section node-failure. The transcripts are played by the module `tour`; without it nothing is."""

from __future__ import annotations

from importlib.util import find_spec

from tests.golden import nodefailure
from tests.golden.cases import Case

SUITES = ("tour",) if find_spec("tests.golden.suites.tour") else ()


def run(case: Case) -> list[str]:
    return nodefailure.run(case) if "shots" in case.expect else []
