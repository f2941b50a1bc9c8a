"""Validation of a pod's dnsConfig.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules import addresses, names
from cluster.kinds.rules.errors import each_invalid, invalid, required
from cluster.kinds.rules.reading import structs, text, texts

NAMESERVERS, SEARCHES, SEARCH_CHARACTERS = 3, 32, 2048


def validate_dns(config: dict | None, policy: str, path: str) -> list[FieldError]:
    if policy == "None" and config is None:
        return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")]
    if config is None:
        return []
    servers, searches = texts(config, "nameservers"), texts(config, "searches")
    if policy == "None" and not servers:
        detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        return [required(f"{path}.nameservers", detail)]
    errors = []
    if len(servers) > NAMESERVERS:
        errors.append(invalid(f"{path}.nameservers", servers, f"must not have more than {NAMESERVERS} nameservers"))
    for index, server in enumerate(servers):
        errors += addresses.validate_ip(server, f"{path}.nameservers[{index}]")
    errors += _searches(searches, f"{path}.searches")
    for index, option in enumerate(structs(config, "options")):
        if not text(option, "name"):
            errors.append(required(f"{path}.options[{index}]", "must not be empty"))
    return errors


def _searches(searches: list[str], path: str) -> list[FieldError]:
    errors = []
    if len(searches) > SEARCHES:
        errors.append(invalid(path, searches, f"must not have more than {SEARCHES} search paths"))
    if names.length(" ".join(searches)) > SEARCH_CHARACTERS:
        detail = f"must not have more than {SEARCH_CHARACTERS} characters (including spaces) in the search list"
        errors.append(invalid(path, searches, detail))
    for index, search in enumerate(searches):
        if search != ".":
            domain = search.removesuffix(".")
            errors += each_invalid(f"{path}[{index}]", domain, names.dns_subdomain_with_underscore(domain))
    return errors
