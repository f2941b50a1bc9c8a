"""IP addresses and blocks of them.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/, golden validation. As
long as the feature gate StrictIPCIDRValidation is off (1.35), leading zeros are accepted.
"""

from __future__ import annotations

import ipaddress
import re

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_ip(text: str) -> Address | None:
    try:
        return None if "%" in text else ipaddress.ip_address(_without_zeros(text))
    except ValueError:
        return None


def is_ipv6(text: str) -> bool:
    address = parse_ip(text)
    return address is not None and address.version == 6


def validate_ip(text: str, path: str) -> list[FieldError]:
    if parse_ip(text) is not None:
        return []
    return [invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]


def validate_cidr(text: str, path: str) -> list[FieldError]:
    try:
        address, slash, length = text.partition("/")
        if not slash or not re.fullmatch("[0-9]{1,3}", length) or "%" in address:
            raise ValueError
        ipaddress.ip_interface(f"{_without_zeros(address)}/{int(length)}")
    except ValueError:
        return [invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    return []


def validate_usable_ip(text: str, path: str) -> list[FieldError]:
    """An address that others can reach: for endpoints and external IPs."""
    address = parse_ip(text)
    if address is None:
        return [invalid(path, text, "must be a valid IP address")]
    errors = []
    if address.is_unspecified:
        errors.append(invalid(path, text, f"may not be unspecified ({text})"))
    if address.is_loopback:
        errors.append(invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)"))
    if address.is_link_local:
        errors.append(invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"))
    if _is_link_local_multicast(address):
        errors.append(invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"))
    return errors


def _is_link_local_multicast(address: Address) -> bool:
    packed = address.packed
    return packed[:3] == b"\xe0\x00\x00" if address.version == 4 else packed[0] == 0xFF and packed[1] & 0x0F == 2


def _without_zeros(text: str) -> str:
    """010.000.1.1 → 10.0.1.1."""
    return ".".join(re.sub("^0+(?=[0-9])", "", part) for part in text.split(".")) if ":" not in text else text
