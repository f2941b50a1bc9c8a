"""Credentials into a user: bearer tokens of service accounts, and impersonation.

`Request.credentials` is {} for the cluster's owner, else {"token": text, "impersonate": {"user", "uid", "groups": [],
"extra": {key: []}}} with what the client sent. Source:
https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens and
https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.access import rbac, tokens
from cluster.api.access.attributes import Attributes
from cluster.api.access.refusal import refused
from cluster.api.access.users import (
    ANONYMOUS,
    AUTHENTICATED,
    OWNER,
    UNAUTHENTICATED,
    User,
    account_groups,
    account_of,
)
from cluster.api.errors import StatusError, mistake

if TYPE_CHECKING:
    from cluster.api.server import ApiServer

_AUTHENTICATION = "authentication.k8s.io"


def authenticated(server: ApiServer, credentials: dict) -> User:
    """Raises StatusError 401 for a token that is not valid, 403 for who may not impersonate."""
    user = OWNER
    if "token" in credentials:
        try:
            user = tokens.verified(server, credentials["token"])[0]
        except tokens.InvalidToken:
            raise unauthorized() from None
    wanted = credentials.get("impersonate")
    return impersonated(server, user, wanted) if wanted else user


def unauthorized() -> StatusError:
    return StatusError(401, "Unauthorized", "Unauthorized")


def impersonated(server: ApiServer, user: User, wanted: dict) -> User:
    """The user that `user` acts as. Raises StatusError."""
    name, uid = wanted.get("user", ""), wanted.get("uid", "")
    groups, extra = list(wanted.get("groups") or ()), dict(wanted.get("extra") or {})
    if not name:
        told = f"requested {_shown(uid, groups, extra)} without impersonating a user name"
        raise mistake(f"Internal error occurred: {told}")
    for attributes in _asked(name, uid, groups, extra):
        allowed, reason = rbac.decide(server.store, user, attributes)
        if not allowed:
            raise refused(user, attributes, reason)
    account = account_of(name)
    if not groups and account:
        groups = list(account_groups(account[0]))
    if name != ANONYMOUS and AUTHENTICATED not in groups and UNAUTHENTICATED not in groups:
        groups.append(AUTHENTICATED)
    elif name == ANONYMOUS and not groups:
        groups = [UNAUTHENTICATED]
    return User(name, uid, tuple(groups), extra)


def _asked(name: str, uid: str, groups: list[str], extra: dict) -> list[Attributes]:
    """What must be allowed, with the verb `impersonate`."""
    account = account_of(name)
    found = (
        [Attributes("impersonate", "", "serviceaccounts", "", *account)]
        if account
        else [Attributes("impersonate", "", "users", name=name)]
    )
    found += [Attributes("impersonate", "", "groups", name=group) for group in groups]
    found += [
        Attributes("impersonate", _AUTHENTICATION, "userextras", key, name=value)
        for key, values in sorted(extra.items())
        for value in values
    ]
    return found + ([Attributes("impersonate", _AUTHENTICATION, "uids", name=uid)] if uid else [])


def _shown(uid: str, groups: list[str], extra: dict) -> str:
    """The references as the server prints them."""
    found = [f"{{Group  {group}      }}" for group in groups]
    found += [f"{{UserExtra  {value}  {key}    }}" for key, values in sorted(extra.items()) for value in values]
    return f"[{' '.join(found + ([f'{{UID  {uid}      }}'] if uid else []))}]"
