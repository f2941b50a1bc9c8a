"""IP addresses and blocks of them.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/, golden validation. As
long as the feature gate StrictIPCIDRValidation is off (1.35), leading zeros are accepted.
"""

from __future__ import annotations

import ipaddress
import re

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import invalid, quoted

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


def strict_ip(text: str) -> list[str]:
    """Messages about an address that must be written as it ought to be: where newer kinds have one."""
    address = parse_ip(text)
    if address is None:
        return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    if _without_zeros(text) != text:
        return ["must not have leading 0s"]
    if address.version == 6 and address.ipv4_mapped is not None:
        return ["must not be an IPv4-mapped IPv6 address"]
    return [] if str(address) == text else [f"must be in canonical form ({quoted(str(address))})"]


def validate_strict_cidr(text: str, path: str) -> list[FieldError]:
    """The same for a block."""
    errors = validate_cidr(text, path)
    if errors:
        return errors
    start, _, length = text.partition("/")
    if _without_zeros(start) != start or str(int(length)) != length:
        return [invalid(path, text, "must not have leading 0s in IP or prefix length")]
    block = ipaddress.ip_interface(text)
    if block.version == 6 and block.ip.ipv4_mapped is not None:
        return [invalid(path, text, "must not have an IPv4-mapped IPv6 address")]
    if block.ip != block.network.network_address:
        return [invalid(path, text, "must not have bits set beyond the prefix length")]
    if str(block.network) != text:
        return [invalid(path, text, f"must be in canonical form ({quoted(str(block.network))})")]
    return []


def ip_warnings(text: str, path: str) -> list[str]:
    """An address that is accepted but not written as it ought to be."""
    address = parse_ip(text)
    if address is None:
        return []
    wanted = _canonical(address)
    if text == wanted:
        return []
    if address.version == 6 and address.ipv4_mapped is None:
        return [f'{path}: IPv6 address {quoted(text)} should be in RFC 5952 canonical format ("{wanted}")']
    standard = f'{quoted(text)} will be considered invalid in a future Kubernetes release: use "{wanted}"'
    return [f"{path}: non-standard IP address {standard}"]


def cidr_warnings(text: str, path: str) -> list[str]:
    """A block whose address is one of a machine, or that is not written as it ought to be."""
    if validate_cidr(text, path):
        return []
    start, _, length = text.partition("/")
    block = ipaddress.ip_interface(f"{_without_zeros(start)}/{int(length)}")
    wanted, found = str(block.network), []
    if block.ip != block.network.network_address:
        which = f'should be "{wanted}" or "{block.ip}/{block.max_prefixlen}"?'
        found.append(f"{path}: CIDR value {quoted(text)} is ambiguous in this context ({which})")
    if block.version == 4 and start != str(block.ip):
        standard = f'{quoted(text)} will be considered invalid in a future Kubernetes release: use "{wanted}"'
        found.append(f"{path}: non-standard CIDR value {standard}")
    if block.version == 6 and not found and text != wanted:
        found.append(f'{path}: IPv6 CIDR value {quoted(text)} should be in RFC 5952 canonical format ("{wanted}")')
    return found


def _canonical(address: Address) -> str:
    mapped = address.ipv4_mapped if address.version == 6 else None
    return str(mapped or address)


def _is_link_local_multicast(address: Address) -> bool:
    packed = address.packed
    return packed[:3] == b"\xe0\x00\x00" if address.version == 4 else packed[0] == 0xFF and packed[1] & 0x0F == 2


def _without_zeros(text: str) -> str:
    """010.000.1.1 → 10.0.1.1."""
    return ".".join(re.sub("^0+(?=[0-9])", "", part) for part in text.split(".")) if ":" not in text else text
