"""How the server shows values in its errors."""

import pytest

from cluster.kinds.rules.errors import NO_ITEMS, Struct, invalid, shown, unsupported


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("web", '"web"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("a\n\t\x00\x7f", r'"a\n\t\x00\x7f"'),
        ("<script>é한\u200b", r'"<script>é한\u200b"'),
        (5, "5"),
        (True, "true"),
        (None, '"null"'),  # a pointer
        (NO_ITEMS, "null"),
        ({"b": "2", "a": "1"}, '{"a":"1","b":"2"}'),
        (Struct(Type="Rolling", RollingUpdate=None), '{"Type":"Rolling","RollingUpdate":null}'),
        (["<b>"], r'["\u003cb\u003e"]'),
    ],
)
def test_values(value, text):
    assert shown(value) == text


def test_the_parts_of_an_error():
    assert invalid("spec.a", 0, "must be 1") == ("FieldValueInvalid", "spec.a", "Invalid value: 0: must be 1")
    assert unsupported("t", "X", ("A", "B")).message == 'Unsupported value: "X": supported values: "A", "B"'
