"""How Go prints numbers by `%v`: whole ones without a fraction, large and small ones with an exponent.

Source: https://pkg.go.dev/fmt#hdr-Printing
"""

from __future__ import annotations


def number(value: int | float) -> str:
    if isinstance(value, int) or value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e21:
        text = repr(value)
        if "e" in text:
            text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa.removesuffix('.0')}e{exponent[0]}{exponent[1:].zfill(2)}"
