"""Lines that GNU's programs and busybox were given: ours answer the same. Lines of find and of `cp -rv` come in
the order of a disk: they are compared as a set."""

import json
from pathlib import Path

import pytest

from tests.cluster.filetools.plain import answer

RECORDED = {
    name: json.loads((Path(__file__).parent / f"recorded/{name}.json").read_text()) for name in ("gnu", "busybox")
}
CASES = [(name, case) for name, recorded in RECORDED.items() for case in recorded["cases"]]


@pytest.mark.parametrize(("flavour", "case"), CASES, ids=[f"{name}: {case['line']}" for name, case in CASES])
def test_a_line_is_answered_as_recorded(flavour, case):
    code, out, err = answer(case["line"], RECORDED[flavour]["files"], RECORDED[flavour]["epoch"], flavour == "gnu")
    assert (code, err) == (case.get("exit", 0), case.get("stderr", ""))
    said = case.get("stdout", "")
    if case["line"].startswith(("find", "cp -")):
        out, said = (sorted(text.replace("\0", "\n").splitlines()) for text in (out, said))
    assert out == said
