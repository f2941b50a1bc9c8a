"""Numbers that anybody may have written."""

import pytest

from cluster.objects.go.numbers import int64


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("007", 7), ("0" * 5000 + "7", 7), ("9223372036854775807", 2**63 - 1),
     ("-9223372036854775808", -(2**63)), ("9223372036854775808", None), ("9" * 5000, None), ("", None), ("-", None),
     ("²", None), ("٣", None), (" 5", None), ("1e3", None), ("1_0", None), ("5\n", None)],
)  # fmt: skip
def test_as_go_reads_them(text, value):
    assert int64(text) == value
