"""Quantities: the table of what is read and how it is written back."""

import pytest

from cluster.objects import quantities
from cluster.objects.quantities import QuantityError


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0", "0"), ("1", "1"), ("-1", "-1"), ("+2", "2"), ("007", "7"), ("1.", "1"), (".5", "500m"),
        ("0.5", "500m"), ("1000m", "1"), ("1500m", "1500m"), ("1000", "1k"), ("1024", "1024"), ("123456", "123456"),
        ("1Ki", "1Ki"), ("1024Ki", "1Mi"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("0.5Ki", "512"), ("1.5Ki", "1536"),
        ("100Ki", "100Ki"), ("1e3", "1e3"), ("1E3", "1e3"), ("1E", "1E"), ("12e-1", "1200e-3"), ("1n", "1n"),
        ("0.1n", "1n"), ("1.0000000001", "1000000001n"), ("0.0001", "100u"), ("5u", "5u"), ("1G", "1G"),
        ("1000G", "1T"), ("10000E", "9223372036854775807"), ("1e400", "9223372036854775807"), ("0Gi", "0"), ("-0", "0"),
        ("-1.5", "-1500m"),
    ],
)  # fmt: skip
def test_written_as_the_server_writes_it(text, written):
    assert quantities.canonical(text) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "quantities must match"), ("lots", "quantities must match"), ("1Gib", "quantities must match"),
        ("1 Gi", "quantities must match"), ("--1", "unable to parse quantity's suffix"),
        ("1,5", "quantities must match"), ("1K", "unable to parse quantity's suffix"),
        ("1mi", "unable to parse quantity's suffix"),
        ("1e", "unable to parse quantity's suffix"), ("1GiGi", "unable to parse quantity's suffix"),
        ("1\n", "quantities must match"), ("１", "quantities must match"), ("<script>", "quantities must match"),
    ],
)  # fmt: skip
def test_refused_in_the_servers_words(text, message):
    with pytest.raises(QuantityError, match=message):
        quantities.parse(text)


@pytest.mark.parametrize("value", [None, True, [], {}, ["1"]])
def test_no_quantity_at_all(value):
    with pytest.raises(QuantityError):
        quantities.read(value)


def test_numbers_of_json_are_read():
    assert quantities.canonical(2) == "2"
    assert quantities.canonical(0.1) == "100m"


def test_milli_and_units_round_up():
    assert quantities.milli("100u") == 1
    assert quantities.milli("1") == 1000
    assert quantities.units("1.5") == 2
    assert quantities.units("1Gi") == 1024**3


def test_sums_keep_the_family():
    assert str(quantities.parse("1Gi").plus(quantities.parse("512Mi"))) == "1536Mi"
    assert str(quantities.ZERO.plus(quantities.parse("512Mi"))) == "512Mi"
    assert str(quantities.parse("1").minus(quantities.parse("250m"))) == "750m"


def test_the_longest_texts_are_read_in_no_time():
    assert quantities.canonical("0." + "0" * 5000 + "1") == "1n"
    assert quantities.canonical("9" * 5000) == "9223372036854775807"
    with pytest.raises(QuantityError):
        quantities.parse("1e" + "9" * 4000)
