"""Names that a domain stands before, such as `acme.io/foo`.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/#JobSpec (managedBy)
"""

from __future__ import annotations

import re

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import each_invalid, invalid, required, too_long
from cluster.kinds.rules.names import dns_subdomain, length, pattern_message

_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"


def domain_prefixed_path(value: str, path: str, longest: int) -> list[FieldError]:
    """`longest` in bytes."""
    errors = _parts(value, path)
    return [*errors, too_long(path, longest)] if length(value) > longest else errors


def _parts(value: str, path: str) -> list[FieldError]:
    if not value:
        return [required(path)]
    host, _, rest = value.partition("/")
    if not host or not rest:
        return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    errors = each_invalid(path, host, dns_subdomain(host))
    if not re.fullmatch(_PATH, rest):
        errors.append(invalid(path, rest, pattern_message("Invalid path", _PATH)))
    return errors
