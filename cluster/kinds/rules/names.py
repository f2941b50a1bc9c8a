"""Names, labels, ports, variables: what a text must look like. Each function gives the messages, [] when it fits.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/, golden validation.
Since 1.35 label keys and values count bytes in their messages, names still characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

Check = Callable[[str], list[str]]

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_WILDCARD = rf"\*\.{_SUBDOMAIN}"
_UNDERSCORED = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_UNDERSCORED_SUBDOMAIN = rf"{_UNDERSCORED}(\.{_UNDERSCORED})*"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_PERCENT = "[0-9]+%"
_HEADER = "[-A-Za-z0-9]+"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*"

_LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character"
)
_SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, {}'-' or '.', and must start "
    "and end with an alphanumeric character"
)
_LABEL_1035_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character"
)
_KEY_TEXT = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
)
_VALUE_TEXT = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character"
)


def length(text: str) -> int:
    """Bytes, as Go counts."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _fits(pattern: str, text: str) -> bool:
    return _matches(pattern, text) if len(text) <= 256 else re.fullmatch(pattern, text) is not None


@lru_cache(maxsize=8192)
def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def pattern_message(what: str, pattern: str, *examples: str) -> str:
    """`what (e.g. 'a',  or 'b', regex used for validation is '...')`: the double blank is the server's."""
    if not examples:
        return f"{what} (regex used for validation is '{pattern}')"
    listed = " or ".join(f"'{example}', " for example in examples)
    return f"{what} (e.g. {listed}regex used for validation is '{pattern}')"


def at_most(characters: int) -> str:
    return f"must be no more than {characters} characters"


def at_most_bytes(count: int) -> str:
    return f"must be no more than {count} bytes"


def between(low: int, high: int) -> str:
    return f"must be between {low} and {high}, inclusive"


def dns_label(text: str) -> list[str]:
    messages = [at_most(63)] if length(text) > 63 else []
    if not _fits(_LABEL, text):
        wanted = pattern_message(_LABEL_TEXT, _LABEL, "my-name", "123-abc")
        messages.append("must not contain dots" if _fits(_SUBDOMAIN, text) else wanted)
    return messages


def dns_subdomain(text: str) -> list[str]:
    return _subdomain(text, at_most(253))


def path_segment(text: str) -> list[str]:
    """A name that must only be able to stand in a URL: those of RBAC's kinds, for one."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{mark}'" for mark in ("/", "%") if mark in text]


def wildcard_subdomain(text: str) -> list[str]:
    """`*.example.com`"""
    messages = [at_most(253)] if length(text) > 253 else []
    if not _fits(_WILDCARD, text):
        what = (
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
            "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
        )
        messages.append(pattern_message(what, _WILDCARD, "*.example.com"))
    return messages


def dns_subdomain_with_underscore(text: str) -> list[str]:
    messages = [at_most(253)] if length(text) > 253 else []
    if not _fits(_UNDERSCORED_SUBDOMAIN, text):
        messages.append(pattern_message(_SUBDOMAIN_TEXT.format("'_', "), _UNDERSCORED_SUBDOMAIN, "example.com"))
    return messages


def dns_1035_label(text: str) -> list[str]:
    messages = [at_most(63)] if length(text) > 63 else []
    if not _fits(_LABEL_1035, text):
        messages.append(pattern_message(_LABEL_1035_TEXT, _LABEL_1035, "my-name", "abc-123"))
    return messages


def qualified_name(text: str) -> list[str]:
    """A label's key: an optional DNS prefix and `/`, then a name."""
    parts = text.split("/")
    if len(parts) > 2:
        wanted = pattern_message(_KEY_TEXT, _KEY, "MyName", "my.name", "123-abc")
        return [f"a valid label key {wanted} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    messages = []
    if len(parts) == 2:
        prefix = parts[0]
        found = _subdomain(prefix, at_most_bytes(253)) if prefix else ["must be non-empty"]
        messages += [f"prefix part {message}" for message in found]
    name = parts[-1]
    if not name:
        messages.append("name part must be non-empty")
    elif length(name) > 63:
        messages.append(f"name part {at_most_bytes(63)}")
    if not _fits(_KEY, name):
        messages.append(f"name part {pattern_message(_KEY_TEXT, _KEY, 'MyName', 'my.name', '123-abc')}")
    return messages


def label_value(text: str) -> list[str]:
    messages = [at_most_bytes(63)] if length(text) > 63 else []
    if not _fits(f"({_KEY})?", text):
        messages.append(pattern_message(_VALUE_TEXT, f"({_KEY})?", "MyValue", "my_value", "12345"))
    return messages


def environment_variable(text: str) -> list[str]:
    """Since 1.34 any printable ASCII but `=` (KEP-4369)."""
    if not text:
        return ["environment variable name must be non-empty"]
    if all(" " <= character <= "~" and character != "=" for character in text):
        return []
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]


def c_identifier(text: str) -> list[str]:
    if _fits(_IDENTIFIER, text):
        return []
    what = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric "
    return [pattern_message(f"{what}characters or '_'", _IDENTIFIER, "my_name", "MY_NAME", "MyName")]


def config_key(text: str) -> list[str]:
    messages = [at_most(253)] if length(text) > 253 else []
    if not _fits(_CONFIG_KEY, text):
        what = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
        messages.append(pattern_message(what, _CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    if text in (".", ".."):
        messages.append(f"must not be '{text}'")
    elif text.startswith(".."):
        messages.append("must not start with '..'")
    return messages


def port_number(port: int) -> list[str]:
    return [] if 1 <= port <= 65535 else [between(1, 65535)]


def port_name(text: str) -> list[str]:
    messages = [at_most(15)] if length(text) > 15 else []
    if not _fits("[-a-z0-9]+", text):
        messages.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        messages.append("must contain at least one letter (a-z)")
    if "--" in text:
        messages.append("must not contain consecutive hyphens")
    if text.startswith("-") or text.endswith("-"):
        messages.append("must not begin or end with a hyphen")
    return messages


def percent(text: str) -> list[str]:
    what = "a valid percent string must be a numeric string followed by an ending '%'"
    return [] if _fits(_PERCENT, text) else [pattern_message(what, _PERCENT, "1%", "93%")]


def header_name(text: str) -> list[str]:
    what = "a valid HTTP header must consist of alphanumeric characters or '-'"
    return [] if _fits(_HEADER, text) else [pattern_message(what, _HEADER, "X-Header-Name")]


def id_number(number: int) -> list[str]:
    """A user's or group's id."""
    return [] if 0 <= number <= 2**31 - 1 else [between(0, 2**31 - 1)]


def as_prefix(text: str) -> str:
    """A generateName as it is checked: a trailing dash is fine, since more follows."""
    return f"{text[:-2]}a" if len(text) > 1 and text.endswith("-") else text


def _subdomain(text: str, too_long: str) -> list[str]:
    messages = [too_long] if length(text) > 253 else []
    if not _fits(_SUBDOMAIN, text):
        messages.append(pattern_message(_SUBDOMAIN_TEXT.format(""), _SUBDOMAIN, "example.com"))
    return messages
