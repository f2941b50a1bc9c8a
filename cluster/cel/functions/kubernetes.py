"""Kubernetes' own: quantities, named formats, semantic versions, URLs.

Source: https://kubernetes.io/docs/reference/using-api/cel/ (quantity, format, semver and URL library)
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.cel.values import NONE, Opaque, Optional
from cluster.objects import quantities
from cluster.objects.times import parse as parse_time

_READ = Cost(lambda text, *_: text * 0.1)
_SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
)


class QuantityValue(Opaque):
    """`key` is its amount in nano units."""

    kind = "kubernetes.Quantity"


def quantity_value(text: str) -> QuantityValue:
    try:
        return QuantityValue(quantities.parse(text).nano)
    except ValueError:
        raise EvaluationError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        ) from None


def _is_quantity(text: str) -> bool:
    try:
        quantities.parse(text)
    except ValueError:
        return False
    return True


def _nano(value: Any) -> int:
    return value.key if isinstance(value, QuantityValue) else value * 10**9


_Q = "kubernetes.Quantity"
declare("quantity", f"(string) -> {_Q}", quantity_value, _READ)
declare("isQuantity", "(string) -> bool", _is_quantity, _READ)
declare("sign", f"{_Q}.() -> int", lambda q: (q.key > 0) - (q.key < 0))
declare("isInteger", f"{_Q}.() -> bool", lambda q: q.key % 10**9 == 0 and abs(q.key) < 2**63 * 10**9)
declare("asApproximateFloat", f"{_Q}.() -> double", lambda q: q.key / 1e9)


def _as_integer(value: QuantityValue) -> int:
    if value.key % 10**9:
        raise EvaluationError("cannot convert value to integer")
    return value.key // 10**9


declare("asInteger", f"{_Q}.() -> int", _as_integer)
declare("compareTo", f"{_Q}.({_Q}) -> int", lambda a, b: (a.key > b.key) - (a.key < b.key))
declare("isGreaterThan", f"{_Q}.({_Q}) -> bool", lambda a, b: a.key > b.key)
declare("isLessThan", f"{_Q}.({_Q}) -> bool", lambda a, b: a.key < b.key)
for _other in (_Q, "int"):
    declare("add", f"{_Q}.({_other}) -> {_Q}", lambda a, b: QuantityValue(a.key + _nano(b)))
    declare("sub", f"{_Q}.({_other}) -> {_Q}", lambda a, b: QuantityValue(a.key - _nano(b)))


class Version(Opaque):
    kind = "kubernetes.Semver"


def semver_value(text: str, normalize: bool = False) -> Version:
    found = _SEMVER.fullmatch(_normal(text) if normalize else text)
    if found is None:
        raise EvaluationError("Invalid character(s) found in version")
    rank: tuple = ((2, 0, ""),)
    if found[4]:
        rank = tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in found[4].split("."))
    return Version((int(found[1]), int(found[2]), int(found[3]), rank))


def _normal(text: str) -> str:
    """`v1.2` → `1.2.0`"""
    core, mark, rest = re.match(r"v?([^-+]*)([-+]?)(.*)", text).groups()  # type: ignore[union-attr]
    parts = [part.lstrip("0") or "0" for part in core.split(".")] if core else []
    return ".".join([*parts, *["0"] * (3 - len(parts))]) + mark + rest


def _is_semver(text: str, normalize: bool = False) -> bool:
    try:
        semver_value(text, normalize)
    except EvaluationError:
        return False
    return True


_V = "kubernetes.Semver"
declare("semver", f"(string) -> {_V}", semver_value, _READ)
declare("semver", f"(string, bool) -> {_V}", semver_value, _READ)
declare("isSemver", "(string) -> bool", _is_semver, _READ)
declare("isSemver", "(string, bool) -> bool", _is_semver, _READ)
for _place, _name in enumerate(("major", "minor", "patch")):
    declare(_name, f"{_V}.() -> int", lambda v, place=_place: v.key[place])
declare("isGreaterThan", f"{_V}.({_V}) -> bool", lambda a, b: a.key > b.key)
declare("isLessThan", f"{_V}.({_V}) -> bool", lambda a, b: a.key < b.key)
declare("compareTo", f"{_V}.({_V}) -> int", lambda a, b: (a.key > b.key) - (a.key < b.key))


class Url(Opaque):
    kind = "kubernetes.URL"


def _url(text: str) -> Url:
    if not _is_url(text):
        raise EvaluationError(f'URL parse error during conversion from string: parse "{text}": invalid URI for request')
    return Url(text)


def _is_url(text: str) -> bool:
    """A path, or an absolute URL."""
    try:
        urlsplit(text).port  # noqa: B018
    except ValueError:
        return False
    return bool(text) and (text.startswith("/") or bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text)))


_U = "kubernetes.URL"
declare("url", f"(string) -> {_U}", _url, _READ)
declare("isURL", "(string) -> bool", _is_url, _READ)
declare("getScheme", f"{_U}.() -> string", lambda u: urlsplit(u.key).scheme)
declare("getHost", f"{_U}.() -> string", lambda u: urlsplit(u.key).netloc.rpartition("@")[2])
declare("getHostname", f"{_U}.() -> string", lambda u: urlsplit(u.key).hostname or "")
declare("getPort", f"{_U}.() -> string", lambda u: str(urlsplit(u.key).port or ""))
declare("getEscapedPath", f"{_U}.() -> string", lambda u: urlsplit(u.key).path.replace(" ", "%20"))
declare("getQuery", f"{_U}.() -> map<string, list<string>>", lambda u: parse_qs(urlsplit(u.key).query, True))


class Format(Opaque):
    """`key` is its name."""

    kind = "kubernetes.NamedFormat"


_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_VALUE = r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
_FORMATS: dict[str, tuple[str, int, str]] = {
    "dns1123Label": (_LABEL, 63, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
                     "'-', and must start and end with an alphanumeric character"),
    "dns1123Subdomain": (rf"{_LABEL}(\.{_LABEL})*", 253, "a lowercase RFC 1123 subdomain must consist of lower case "
                         "alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"),
    "dns1035Label": (r"[a-z]([-a-z0-9]*[a-z0-9])?", 63, "a DNS-1035 label must consist of lower case alphanumeric "
                     "characters or '-', start with an alphabetic character, and end with an alphanumeric character"),
    "qualifiedName": (rf"({_LABEL}(\.{_LABEL})*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", 317, "name part must "
                      "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                      "alphanumeric character"),
    "labelValue": (_VALUE, 63, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' "
                   "or '.', and must start and end with an alphanumeric character"),
    "uuid": (r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}", 36,
             "does not match the UUID format"),
    "byte": (r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", 10**9, "invalid base64"),
    "uri": (r"(/|[a-zA-Z][a-zA-Z0-9+.-]*:)\S*", 10**9, "invalid URI for request"),
}  # fmt: skip
_TIMES = ("date", "datetime")


def _problems(name: str, text: str) -> list[str]:
    prefix = name.endswith("Prefix")
    if name in _TIMES:
        try:
            parse_time(text if name == "datetime" else f"{text}T00:00:00Z")
        except ValueError:
            return [f"invalid {name}"]
        return []
    pattern, most, told = _FORMATS[name.removesuffix("Prefix")]
    found = [f"must be no more than {most} characters"] if len(text) > most else []
    checked = f"{text[:-1]}a" if prefix and text.endswith("-") else text
    return found if re.fullmatch(pattern, checked) else [*found, told]


def _validated(found: Format, text: str) -> Optional:
    wrong = _problems(found.key, text)
    return Optional(wrong, True) if wrong else NONE


def _named(name: str) -> Optional:
    known = name in _TIMES or name.removesuffix("Prefix") in _FORMATS
    return Optional(Format(name), True) if known else NONE


_F = "kubernetes.NamedFormat"
for _name in (*_FORMATS, *_TIMES, "dns1123LabelPrefix", "dns1123SubdomainPrefix", "dns1035LabelPrefix"):
    declare(f"format.{_name}", f"() -> {_F}", lambda name=_name: Format(name))
declare("format.named", f"(string) -> optional<{_F}>", _named)
declare("validate", f"{_F}.(string) -> optional<list<string>>", _validated, _READ)
