"""As whom kubectl speaks: its flags --as, --as-group, --as-uid, --token, or the kubeconfig's user.

Source: https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
"""

from __future__ import annotations

from typing import Any

from cluster.kubectl.flags import Flags


def credentials(flags: Flags, user: dict) -> dict[str, Any]:
    """As `Request.credentials` has them; `user` is the kubeconfig's entry."""
    found: dict[str, Any] = {}
    if token := flags.get("token") or user.get("token"):
        found["token"] = token
    extra: dict[str, list[str]] = {}
    for text in flags.get("as-user-extra") or ():
        key, _, value = text.partition("=")
        extra.setdefault(key.lower(), []).append(value)
    acting = {
        "user": flags.get("as") or user.get("as"),
        "uid": flags.get("as-uid") or user.get("as-uid"),
        "groups": list(flags.get("as-group") or user.get("as-groups") or ()),
        "extra": extra or user.get("as-user-extra"),
    }
    acting = {name: value for name, value in acting.items() if value}
    return {**found, "impersonate": acting} if acting else found
