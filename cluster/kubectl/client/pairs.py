"""Arguments that change something: `key=value` and `key-` after the names of objects.

Source: `kubectl label --help`, `kubectl set image --help` and words of kubectl 1.35.2.
"""

from __future__ import annotations

import re

from cluster.kubectl.errors import KubectlError

_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\Z")
_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\Z")
_DOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\Z")


def split(args: list[str], what: str) -> tuple[list[str], list[str]]:
    """Names of objects, and changes. KubectlError where a name follows a change."""
    names: list[str] = []
    changes: list[str] = []
    for arg in args:
        is_change = ("=" in arg and not arg.startswith("=")) or (arg.endswith("-") and arg != "-")
        if changes and not is_change:
            raise KubectlError(f"all resources must be specified before {what} changes: {arg}")
        (changes if is_change else names).append(arg)
    return names, changes


def parse(changes: list[str], what: str, removing: bool) -> tuple[dict[str, str], list[str]]:
    """Values to set and keys to remove."""
    values: dict[str, str] = {}
    removed: list[str] = []
    for change in changes:
        key, equals, value = change.partition("=")
        if equals and key:
            values[key] = value
        elif removing and change.endswith("-") and change != "-":
            removed.append(change[:-1])
        else:
            raise KubectlError(f"invalid {what} format: {change}")
    return values, removed


def label_value_errors(value: str) -> list[str]:
    """What is wrong with a label's value, in the API's words."""
    errors = ["must be no more than 63 bytes"] if len(value) > 63 else []
    if not _VALUE.match(value):
        errors.append(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' "
            "or '.', and must start and "
            "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex "
            "used for validation is "
            "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        )
    return errors


def name_errors(key: str) -> list[str]:
    """What is wrong with a qualified name such as `example.com/role`."""
    prefix, slash, name = key.rpartition("/")
    errors = []
    if slash and (not prefix or not _DOMAIN.match(prefix)):
        errors.append(
            "prefix part must be non-empty"
            if not prefix
            else "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
            "characters, '-' or '.', and "
            "must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        )
    if not name:
        errors.append("name part must be non-empty")
    elif len(name) > 63:
        errors.append("name part must be no more than 63 bytes")
    if not _NAME.match(name):
        errors.append(
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and "
            "end with an alphanumeric "
            "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        )
    return errors
