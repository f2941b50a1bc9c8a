"""printf of Go templates. Source: https://pkg.go.dev/fmt#hdr-Printing."""

from __future__ import annotations

import re

from cluster.kubectl.printers import govalues

_MOST = 1_000_000  # a width or precision above it is none (fmt's tooLarge)
_VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(.)?", re.DOTALL)


def printf(pattern: str, *values: object) -> str:
    """`pattern` with its verbs filled. Wrong verbs and counts are shown in the text, as Go does, never an error."""
    rest = list(values)

    def fill(match: re.Match) -> str:
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if verb is None or any(_is_too_large(text) for text in (width, precision)):
            return "%!(NOVERB)"
        if width == "*":
            width = str(rest.pop(0)) if rest and isinstance(rest[0], int) else "-"
            if not width.isdecimal() or _is_too_large(width):
                return "%!(BADWIDTH)"
        if precision == "*":
            return "%!(BADPREC)"  # a precision from the arguments is not simulated
        if not rest:
            return f"%!{verb}(MISSING)"
        text = _verb(verb, rest.pop(0), flags, None if precision is None else int(precision or 0))
        return _pad(text, flags, int(width) if width else 0, verb)

    text = _VERB.sub(fill, pattern)
    if rest:
        extra = ", ".join(f"{_type(value)}={govalues.plain(value)}" if value is not None else "<nil>" for value in rest)
        text += f"%!(EXTRA {extra})"
    return text


def _is_too_large(digits: str | None) -> bool:
    return digits is not None and digits != "" and digits != "*" and (len(digits) > 7 or int(digits) > _MOST)


def _pad(text: str, flags: str, width: int, verb: str) -> str:
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and verb in "dfxXeEgGob":
        sign = text[:1] if text[:1] in ("-", "+") else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def _verb(verb: str, value: object, flags: str, precision: int | None) -> str:
    if verb == "v":
        return govalues.syntax(value) if "#" in flags else govalues.plain(value)
    if verb == "T":
        return _type(value)
    if isinstance(value, str):
        return _string(verb, value, precision)
    if isinstance(value, bool):
        return govalues.plain(value) if verb == "t" else _wrong(verb, value)
    if isinstance(value, int):
        return _integer(verb, value, flags)
    if isinstance(value, float):
        return _float(verb, value, flags, precision)
    if isinstance(value, list):
        return "[" + " ".join(_verb(verb, item, flags, precision) for item in value) + "]"
    if isinstance(value, dict):
        inner = (
            f"{_verb(verb, key, flags, precision)}:{_verb(verb, value[key], flags, precision)}" for key in sorted(value)
        )
        return "map[" + " ".join(inner) + "]"
    return f"%!{verb}(<nil>)"


def _string(verb: str, value: str, precision: int | None) -> str:
    text = value if precision is None else value[:precision]
    if verb == "s":
        return text
    if verb == "q":
        return govalues.quote(text)
    if verb in "xX":
        digits = text.encode().hex()
        return digits if verb == "x" else digits.upper()
    return _wrong(verb, value)


def _integer(verb: str, value: int, flags: str) -> str:
    plus = "+" if "+" in flags and value >= 0 else " " if " " in flags and value >= 0 else ""
    if verb == "d":
        return f"{plus}{value}"
    if verb in "xXob":
        prefix = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}[verb] if "#" in flags else ""
        return f"{'-' if value < 0 else plus}{prefix}{abs(value):{verb}}"
    if verb == "c":
        return chr(value)
    if verb == "q":
        return f"'{chr(value)}'"
    return f"U+{value:04X}" if verb == "U" else _wrong(verb, value)


def _float(verb: str, value: float, flags: str, precision: int | None) -> str:
    plus = "+" if "+" in flags and value >= 0 else ""
    if verb in "feE":
        return f"{plus}{value:.{6 if precision is None else precision}{verb}}"
    if verb in "gG":
        return plus + (govalues.number(value) if precision is None else f"{value:.{precision}{verb}}")
    return _wrong(verb, value)


def _wrong(verb: str, value: object) -> str:
    return f"%!{verb}({_type(value)}={govalues.plain(value)})"


def _type(value: object) -> str:
    return "<nil>" if value is None else govalues.type_name(value)
