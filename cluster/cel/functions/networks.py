"""Addresses and networks.

Source: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library
"""

from __future__ import annotations

import ipaddress
from typing import Any

from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.cel.values import Opaque

_READ = Cost(lambda text, *_: text * 0.1)
_I, _C = "net.IP", "net.CIDR"


class Address(Opaque):
    kind = _I


class Network(Opaque):
    """`key` is the interface: an address within its network."""

    kind = _C


def _address(text: str) -> Address:
    try:
        if "%" in text or text.lower().startswith("::ffff:") and "." in text:
            raise ValueError
        return Address(ipaddress.ip_address(text))
    except ValueError:
        raise EvaluationError(f'IP Address "{text}" parse error during conversion from string: ParseAddr("{text}"): unable to parse IP') from None  # noqa: E501  # fmt: skip


def _network(text: str) -> Network:
    try:
        if "/" not in text or "%" in text:
            raise ValueError
        return Network(ipaddress.ip_interface(text))
    except ValueError:
        raise EvaluationError(f'network address parse error during conversion from string: netip.ParsePrefix("{text}")') from None  # noqa: E501  # fmt: skip


def _holds(read, text: str) -> bool:
    try:
        read(text)
    except EvaluationError:
        return False
    return True


def _of(value: Any) -> Any:
    return value if isinstance(value, Opaque) else _address(value)


def _contains(network: Network, value: Any) -> bool:
    address = _of(value).key
    return address.version == network.key.version and address in network.key.network


def _covers(network: Network, value: Any) -> bool:
    other = (value if isinstance(value, Network) else _network(value)).key.network
    return other.version == network.key.version and other.subnet_of(network.key.network)


declare("ip", f"(string) -> {_I}", _address, _READ)
declare("isIP", "(string) -> bool", lambda text: _holds(_address, text), _READ)
declare("ip.isCanonical", "(string) -> bool", lambda text: str(_address(text).key) == text, _READ)
declare("family", f"{_I}.() -> int", lambda a: a.key.version)
declare("isUnspecified", f"{_I}.() -> bool", lambda a: a.key.is_unspecified)
declare("isLoopback", f"{_I}.() -> bool", lambda a: a.key.is_loopback)
declare("isLinkLocalMulticast", f"{_I}.() -> bool",
        lambda a: a.key in ipaddress.ip_network("224.0.0.0/24" if a.key.version == 4 else "ff02::/16"))  # fmt: skip
declare("isLinkLocalUnicast", f"{_I}.() -> bool", lambda a: a.key.is_link_local)
declare("isGlobalUnicast", f"{_I}.() -> bool",
        lambda a: not (a.key.is_unspecified or a.key.is_loopback or a.key.is_multicast or a.key.is_link_local
                       or str(a.key) == "255.255.255.255"))  # fmt: skip
declare("string", f"({_I}) -> string", lambda a: str(a.key))
declare("cidr", f"(string) -> {_C}", _network, _READ)
declare("isCIDR", "(string) -> bool", lambda text: _holds(_network, text), _READ)
for _kind in (_I, "string"):
    declare("containsIP", f"{_C}.({_kind}) -> bool", _contains)
for _kind in (_C, "string"):
    declare("containsCIDR", f"{_C}.({_kind}) -> bool", _covers)
declare("ip", f"{_C}.() -> {_I}", lambda c: Address(c.key.ip))
declare("masked", f"{_C}.() -> {_C}",
        lambda c: Network(ipaddress.ip_interface(str(c.key.network))))  # fmt: skip
declare("prefixLength", f"{_C}.() -> int", lambda c: c.key.network.prefixlen)
declare("string", f"({_C}) -> string", lambda c: str(c.key))
