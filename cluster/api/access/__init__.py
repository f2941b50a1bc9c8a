"""Who asks, and whether they may: authentication and authorisation of requests from outside.

The cluster's owner (no credentials: the page, the terminal, `serve`'s kubeconfig) is a member of system:masters and is
not looked at twice. Bearer tokens of service accounts and impersonation are honoured; RBAC decides. Writes from inside
do not come this way. Source: https://kubernetes.io/docs/concepts/security/controlling-access/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.access import rbac
from cluster.api.access.attributes import Attributes, of_request
from cluster.api.access.authentication import authenticated
from cluster.api.access.refusal import refused
from cluster.api.access.users import OWNER, User

if TYPE_CHECKING:
    from cluster.api.request import Request
    from cluster.api.server import ApiServer


def who(server: ApiServer, request: Request) -> User:
    """Who asks. Raises StatusError 401 for bad credentials, 403 for an impersonation that is not allowed."""
    return authenticated(server, request.credentials) if request.credentials else OWNER


def authorize(server: ApiServer, user: User, request: Request) -> None:
    """Raises StatusError 403 for what the user may not do."""
    if user.is_master:
        return
    wanted = of_request(request)
    _check(server, user, wanted)
    if request.upgrade and request.method == "GET":  # since 1.35 a WebSocket needs what a POST would need
        _check(server, user, wanted._replace(verb="create"))


def _check(server: ApiServer, user: User, wanted: Attributes) -> None:
    allowed, reason = rbac.decide(server.store, user, wanted)
    if not allowed:
        raise refused(user, wanted, reason)


__all__ = ["OWNER", "User", "authorize", "who"]
