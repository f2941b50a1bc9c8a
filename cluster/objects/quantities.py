"""Quantities such as `500m`, `1Gi` or `2`: read, compared, added and written exactly as Kubernetes does.

A quantity is an integer of nano-units and the family in which it is written: decimal (`k`, `M`, ...), binary (`Ki`,
`Mi`, ...) or exponent (`e3`). What is finer than a nano-unit rounds up, what is beyond 2^63-1 is cut off there.
Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ and golden suites defaults,
validation.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

NANO = 1_000_000_000
_NANO_IN_MILLI = 1_000_000
_LARGEST = (2**63 - 1) * NANO

DECIMAL, BINARY, EXPONENT = "decimal", "binary", "exponent"
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL_SUFFIX = {power: suffix for suffix, power in _DECIMAL.items()}
_BINARY_SUFFIX = {0: "", **{power: suffix for suffix, power in _BINARY.items()}}

_PLACES = 100  # digits that can matter before and after the point
_FORM = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)")
_WRONG_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
_WRONG_SUFFIX = "unable to parse quantity's suffix"


class QuantityError(ValueError):
    """The text is no quantity; the message is the server's."""


class Quantity(NamedTuple):
    """`nano` units, written in `family`."""

    nano: int
    family: str = DECIMAL

    @property
    def milli(self) -> int:
        """Thousandths, rounded up: millicores of a CPU quantity."""
        return -(-self.nano // _NANO_IN_MILLI)

    @property
    def value(self) -> int:
        """Whole units, rounded up: bytes of a memory quantity."""
        return -(-self.nano // NANO)

    def plus(self, other: Quantity) -> Quantity:
        """The sum, in the family of the first that is not zero."""
        return Quantity(self.nano + other.nano, self.family if self.nano else other.family)

    def minus(self, other: Quantity) -> Quantity:
        return Quantity(self.nano - other.nano, self.family if self.nano else other.family)

    def __str__(self) -> str:
        return _write(self)


ZERO = Quantity(0)


@lru_cache(maxsize=16384)
def parse(text: str) -> Quantity:
    """Raises QuantityError with the server's message."""
    found = _FORM.fullmatch(text) if text else None
    if not found:
        raise QuantityError(_WRONG_FORM)
    sign, whole, fraction, suffix = found[1], found[2], found[3] or "", found[4]
    scale, base, family = _suffix(suffix)
    if fraction[_PLACES:].strip("0"):
        fraction = fraction[:_PLACES] + "1"  # enough to round up
    fraction = fraction[: _PLACES + 1]
    whole = whole.lstrip("0")
    digits = int((whole[:_PLACES] + fraction) or "0")
    nano = _LARGEST if len(whole) > _PLACES and scale >= 0 else _scaled(digits, len(fraction), base, scale)
    return Quantity(-nano if sign == "-" else nano, family)


def read(value: object) -> Quantity:
    """A quantity from a JSON value: text, or a number as some clients write it. Raises QuantityError."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise QuantityError(_WRONG_FORM)
    return parse(value.strip() if isinstance(value, str) else repr(value))


def canonical(value: object) -> str:
    """As the server writes it: `1024Mi` → `1Gi`, `0.5` → `500m`, `1000` → `1k`. Raises QuantityError."""
    return _write(read(value))


def milli(value: object) -> int:
    """Thousandths, rounded up. Raises QuantityError."""
    return read(value).milli


def units(value: object) -> int:
    """Whole units, rounded up. Raises QuantityError."""
    return read(value).value


def from_milli(amount: int, family: str = DECIMAL) -> Quantity:
    return Quantity(amount * _NANO_IN_MILLI, family)


def from_units(amount: int, family: str = DECIMAL) -> Quantity:
    return Quantity(amount * NANO, family)


def rounded_to_milli(quantity: Quantity) -> Quantity:
    """What the server stores of limits and requests: nothing finer than a thousandth, rounded up."""
    return Quantity(quantity.milli * _NANO_IN_MILLI, quantity.family)


def _suffix(suffix: str) -> tuple[int, int, str]:
    """(power, base, family)."""
    if suffix in _DECIMAL:
        return _DECIMAL[suffix], 10, DECIMAL
    if suffix in _BINARY:
        return _BINARY[suffix], 1024, BINARY
    if len(suffix) > 1 and suffix[0] in "eE" and re.fullmatch(r"[+-]?[0-9]{1,19}", suffix[1:]):
        return int(suffix[1:]), 10, EXPONENT
    raise QuantityError(_WRONG_SUFFIX)


def _scaled(digits: int, places: int, base: int, power: int) -> int:
    """`digits` × base^power / 10^places in nano-units, rounded up and cut off at the largest."""
    if digits == 0:
        return 0
    if base == 10:
        exponent = power + 9 - places
        if exponent > 60:
            return _LARGEST
        if exponent < -5000:
            return 1
        amount = digits * 10**exponent if exponent >= 0 else -(-digits // 10**-exponent)
    else:
        amount = -(-digits * 1024**power * NANO // 10**places)
    return min(amount, _LARGEST)


@lru_cache(maxsize=16384)
def _write(quantity: Quantity) -> str:
    nano, family = quantity
    if nano == 0:
        return "0"
    sign, amount = ("-", -nano) if nano < 0 else ("", nano)
    if family == BINARY and (amount % NANO or amount < 1024 * NANO):
        family = DECIMAL  # a binary suffix would lose precision, or confuse
    if family == BINARY:
        units_, power = amount // NANO, 0
        while units_ % 1024 == 0 and power < 6:
            units_, power = units_ // 1024, power + 1
        return f"{sign}{units_}{_BINARY_SUFFIX[power]}"
    power = -9
    while amount % 1000 == 0 and power < 18:
        amount, power = amount // 1000, power + 3
    if family == EXPONENT:
        return f"{sign}{amount}" + (f"e{power}" if power else "")
    return f"{sign}{amount}{_DECIMAL_SUFFIX[power]}"
