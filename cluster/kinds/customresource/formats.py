"""What the formats of strings stand for: those that the server knows of 1.35; all others are not looked at.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
(formats), https://pkg.go.dev/k8s.io/kube-openapi/pkg/validation/strfmt
"""

from __future__ import annotations

import ipaddress
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import date

_HOSTNAME = re.compile(
    r"[a-zA-Z0-9_]([a-zA-Z0-9_\-]{0,62}[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([a-zA-Z0-9_\-]{0,62}[a-zA-Z0-9_])?)*\.?"
)
_UUID = r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}"
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))")
_GO_DURATION = re.compile(r"[-+]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+")
_WORDY_DURATION = re.compile(
    r"\d+\s*(ns|nano\w*|us|µs|micro\w*|ms|milli\w*|s|sec\w*|m|min\w*|hr?|hour\w*|d|day\w*|w|wk|week\w*)(?![A-Za-zµ])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+|[^<>@]*<[^\s@<>]+@[^\s@<>]+>")
_MAC = re.compile(
    r"(?i)([0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\2){4}(?:(?:[0-9a-f]{2}\2){2})?[0-9a-f]{2}|([0-9a-f]{4}\.){2,3}[0-9a-f]{4}"
)
_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"


def known(name: str) -> bool:
    """Whether a format of that name is checked (dashes do not count)."""
    return name.replace("-", "") in _CHECKS


def holds(name: str, text: str) -> bool:
    return _CHECKS[name.replace("-", "")](text)


def _matches(pattern: str) -> Callable[[str], bool]:
    expression = re.compile(pattern)
    return lambda text: expression.fullmatch(text) is not None


def _hostname(text: str) -> bool:
    return len(text) <= 255 and _HOSTNAME.fullmatch(text) is not None and all(len(p) <= 63 for p in text.split("."))


def _ip(version: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return ipaddress.ip_address(_without_zeros(text) if version == 4 else text).version == version
        except ValueError:
            return False

    return check


def _without_zeros(text: str) -> str:
    """Leading zeros are borne with, as before Go 1.17."""
    return ".".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in text.split("."))


def _cidr(text: str) -> bool:
    address, slash, bits = text.partition("/")
    try:
        ipaddress.ip_network(f"{_without_zeros(address)}/{bits}", strict=False)
    except ValueError:
        return False
    return bool(slash) and bits.isdecimal()


def _uri(text: str) -> bool:
    """A path, or an absolute URI."""
    if not text or any(ord(character) < 0x21 or ord(character) == 0x7F for character in text):
        return False
    return text.startswith("/") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text) is not None


def _base64(text: str) -> bool:
    try:
        b64decode(text, validate=True)
    except ValueError:
        return False
    return bool(text)


def _date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _date_time(text: str) -> bool:
    day, _, time = text.lower().partition("t")
    found = _TIME.search(time)
    return _date(day) and found is not None and found[1] <= "23" and found[2] <= "59" and found[3] <= "59"


def _duration(text: str) -> bool:
    return _GO_DURATION.fullmatch(text) is not None or _WORDY_DURATION.search(text) is not None


def _isbn(length: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        digits = re.sub(r"[\s-]+", "", text)
        if length == 10:
            if not re.fullmatch("[0-9]{9}[0-9X]", digits):
                return False
            return sum((place + 1) * (10 if c == "X" else int(c)) for place, c in enumerate(digits)) % 11 == 0
        if not re.fullmatch("[0-9]{13}", digits):
            return False
        return sum(int(c) * (3 if place % 2 else 1) for place, c in enumerate(digits)) % 10 == 0

    return check


def _credit_card(text: str) -> bool:
    digits = re.sub(r"[^0-9]+", "", text)
    pattern = (
        r"(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|"
        r"6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11}|"
        r"6[27][0-9]{14})"
    )
    if not re.fullmatch(pattern, digits):
        return False
    doubled = [int(c) * 2 if place % 2 else int(c) for place, c in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_CHECKS: dict[str, Callable[[str], bool]] = {
    "bsonobjectid": _matches("[0-9a-fA-F]{24}"),
    "uri": _uri,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "hostname": _hostname,
    "ipv4": _ip(4),
    "ipv6": _ip(6),
    "cidr": _cidr,
    "mac": lambda text: _MAC.fullmatch(text) is not None,
    "uuid": _matches(_UUID % ("[0-9a-f]", "[0-9a-f]")),
    "uuid3": _matches(_UUID % ("3", "[0-9a-f]")),
    "uuid4": _matches(_UUID % ("4", "[89ab]")),
    "uuid5": _matches(_UUID % ("5", "[89ab]")),
    "isbn": lambda text: _isbn(10)(text) or _isbn(13)(text),
    "isbn10": _isbn(10),
    "isbn13": _isbn(13),
    "creditcard": _credit_card,
    "ssn": _matches(r"[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}"),
    "hexcolor": _matches("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "rgbcolor": _matches(
        r"rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*(,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*){2}\)"
    ),
    "byte": _base64,
    "password": lambda text: True,
    "date": _date,
    "duration": _duration,
    "datetime": _date_time,
    "k8sshortname": lambda text: len(text) <= 63 and re.fullmatch(_LABEL, text) is not None,
    "k8slongname": lambda text: len(text) <= 253 and re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", text) is not None,
}
