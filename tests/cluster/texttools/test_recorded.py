"""Lines that GNU's programs and busybox were given: ours answer the same, to the letter."""

import json
from pathlib import Path

import pytest

from tests.cluster.texttools.plain import answer

FLAVOURS = {
    name: json.loads((Path(__file__).parent / f"recorded/{name}.json").read_text()) for name in ("gnu", "busybox", "jq")
}
CASES = [(name, case) for name, recorded in FLAVOURS.items() for case in recorded["cases"]]


@pytest.mark.parametrize(("flavour", "case"), CASES, ids=[f"{name}: {case['line']}" for name, case in CASES])
def test_a_line_is_answered_as_recorded(flavour, case):
    told = answer(case["line"], FLAVOURS[flavour]["files"], case.get("stdin", ""), flavour != "busybox")
    assert told == (case.get("exit", 0), case.get("stdout", ""), case.get("stderr", ""))
