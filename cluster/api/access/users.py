"""Users as the API server knows them: a name, a uid, groups, and more.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#users-in-kubernetes
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

MASTERS, AUTHENTICATED, UNAUTHENTICATED = "system:masters", "system:authenticated", "system:unauthenticated"
ANONYMOUS = "system:anonymous"
ACCOUNT = "system:serviceaccount:"
ACCOUNTS = "system:serviceaccounts"
CREDENTIAL = "authentication.kubernetes.io/credential-id"


class User(NamedTuple):
    """`extra`: key → values."""

    name: str
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: dict[str, list[str]] = {}

    @property
    def is_master(self) -> bool:
        """Whether the user may do everything, whatever RBAC says."""
        return MASTERS in self.groups

    def info(self) -> dict:
        """A UserInfo of authentication.k8s.io/v1."""
        found: dict = {"username": self.name} if self.name else {}
        if self.uid:
            found["uid"] = self.uid
        if self.groups:
            found["groups"] = list(self.groups)
        if self.extra:
            found["extra"] = {key: list(values) for key, values in sorted(self.extra.items())}
        return found


# minikube's kubeconfig has a client certificate of this name (CN) and group (O).
OWNER = User(
    "minikube-user", "", (MASTERS, AUTHENTICATED), {CREDENTIAL: [f"X509SHA256={sha256(b'minikube-user').hexdigest()}"]}
)


def account_name(namespace: str, name: str) -> str:
    return f"{ACCOUNT}{namespace}:{name}"


def account_of(user: str) -> tuple[str, str] | None:
    """(namespace, name) of a service account's user name; None for other users."""
    if not user.startswith(ACCOUNT):
        return None
    namespace, colon, name = user.removeprefix(ACCOUNT).partition(":")
    return (namespace, name) if colon and namespace and name and ":" not in name else None


def account_groups(namespace: str) -> tuple[str, ...]:
    return (ACCOUNTS, f"{ACCOUNTS}:{namespace}")
