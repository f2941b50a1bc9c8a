"""The 403 of an authorizer.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/
"""

from __future__ import annotations

from cluster.api.access.attributes import Attributes
from cluster.api.access.users import User
from cluster.api.errors import StatusError


def refused(user: User, wanted: Attributes, reason: str) -> StatusError:
    """The 403 that names who may not do what."""
    message = f"{wanted.described(user.name)}: {reason}" if reason else wanted.described(user.name)
    if not wanted.resource:
        return StatusError(403, "Forbidden", f"forbidden: {message}", {})
    what = f"{wanted.resource}.{wanted.group}" if wanted.group else wanted.resource
    name = f' "{wanted.name}"' if wanted.name else ""
    details = {
        **({"name": wanted.name} if wanted.name else {}),
        **({"group": wanted.group} if wanted.group else {}),
        "kind": wanted.resource,
    }
    return StatusError(403, "Forbidden", f"{what}{name} is forbidden: {message}", details)
