"""Tokens of service accounts: JSON Web Tokens that say whose they are, what they are bound to and how long they hold.

Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, Any

from cluster import randomness
from cluster.api.access import keys
from cluster.api.access.users import AUTHENTICATED, CREDENTIAL, User, account_groups, account_name
from cluster.objects.times import SECOND

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.store import Store

ISSUER = "https://kubernetes.default.svc.cluster.local"
LEGACY_ISSUER = "kubernetes/serviceaccount"
_PRIVATE = "kubernetes.io"
_EXTRA = "authentication.kubernetes.io/"


class InvalidToken(ValueError):
    """The token is not one of this cluster's, or holds no longer."""


def issued(
    seed: int, now: int, account: dict, seconds: int, audiences: list[str] | None = None, bound: dict | None = None,
    node: dict | None = None,
) -> str:  # fmt: skip
    """A token for a ServiceAccount. `now` in µs since 1970; `bound`: the Pod, Secret or Node that it lives with;
    `node`: that of the pod. The same token for the same moment."""
    metadata = account["metadata"]
    begin = now // SECOND
    own: dict[str, Any] = {"namespace": metadata["namespace"]}
    for obj in (node, bound):
        if obj is not None:
            own[obj["kind"].lower()] = _reference(obj)
    own["serviceaccount"] = _reference(account)
    serial = randomness.uid(seed, "token", metadata["uid"], now, seconds, str(audiences), str(own))
    return _encoded({
        "aud": audiences or [ISSUER],
        "exp": begin + seconds,
        "iat": begin,
        "iss": ISSUER,
        "jti": serial,
        _PRIVATE: own,
        "nbf": begin,
        "sub": account_name(metadata["namespace"], metadata["name"]),
    })  # fmt: skip


def legacy(account: dict, secret: str) -> str:
    """The token in a Secret of type kubernetes.io/service-account-token: it never expires."""
    metadata, prefix = account["metadata"], "kubernetes.io/serviceaccount/"
    return _encoded({
        "iss": LEGACY_ISSUER,
        f"{prefix}namespace": metadata["namespace"],
        f"{prefix}secret.name": secret,
        f"{prefix}service-account.name": metadata["name"],
        f"{prefix}service-account.uid": metadata["uid"],
        "sub": account_name(metadata["namespace"], metadata["name"]),
    })  # fmt: skip


def verified(server: ApiServer, token: str, audiences: list[str] | None = None) -> tuple[User, list[str]]:
    """(whose token it is, the audiences for which it holds). Raises InvalidToken."""
    claims = _claims(token)
    if claims.get("iss") == LEGACY_ISSUER:
        return _legacy_user(server.store, claims), audiences or [ISSUER]
    second = server.now // SECOND
    if claims.get("exp", 0) <= second:
        raise InvalidToken("[invalid bearer token, service account token has expired]")
    held = [each for each in claims["aud"] if each in (audiences or [ISSUER])]
    if not held:
        asked = " ".join(audiences or [ISSUER])
        told = f"token audiences {json.dumps(claims['aud'])} is invalid for the target audiences [{asked}]"
        raise InvalidToken(f"[invalid bearer token, {told}]")
    return _user(server.store, claims), held


def _user(store: Store, claims: dict) -> User:
    own = claims[_PRIVATE]
    namespace, account = own["namespace"], own["serviceaccount"]
    _check(store, "serviceaccounts", namespace, account)
    extra = {CREDENTIAL: [f"JTI={claims['jti']}"]}
    for kind, resource in (("pod", "pods"), ("node", "nodes"), ("secret", "secrets")):
        if bound := own.get(kind):
            if kind != "node" or "pod" not in own:
                _check(store, resource, "" if kind == "node" else namespace, bound)
            if kind != "secret":
                extra[f"{_EXTRA}{kind}-name"], extra[f"{_EXTRA}{kind}-uid"] = [bound["name"]], [bound["uid"]]
    groups = (*account_groups(namespace), AUTHENTICATED)
    return User(account_name(namespace, account["name"]), account["uid"], groups, extra)


def _legacy_user(store: Store, claims: dict) -> User:
    prefix = "kubernetes.io/serviceaccount/"
    namespace = claims[f"{prefix}namespace"]
    name, uid = (claims[f"{prefix}service-account.{field}"] for field in ("name", "uid"))
    _check(store, "serviceaccounts", namespace, {"name": name, "uid": uid})
    if store.get("secrets", namespace, claims[f"{prefix}secret.name"]) is None:
        raise InvalidToken("[invalid bearer token, Token has been invalidated]")
    return User(account_name(namespace, name), uid, (*account_groups(namespace), AUTHENTICATED))


def _check(store: Store, resource: str, namespace: str, wanted: dict) -> None:
    found = store.get(resource, namespace, wanted["name"])
    if found is None or found["metadata"]["uid"] != wanted["uid"]:
        raise InvalidToken("[invalid bearer token, service account token has been invalidated]")


def _reference(obj: dict) -> dict:
    return {"name": obj["metadata"]["name"], "uid": obj["metadata"]["uid"]}


def _encoded(claims: dict) -> str:
    head = _part(json.dumps({"alg": "RS256", "kid": keys.key_id()}, separators=(",", ":")).encode())
    body = _part(json.dumps(claims, separators=(",", ":")).encode())
    return f"{head}.{body}.{_part(keys.signature(f'{head}.{body}'.encode()))}"


def _claims(token: str) -> dict:
    """What a token says, its signature checked. Raises InvalidToken."""
    signed, _, signature = token.rpartition(".")
    try:
        if _part(keys.signature(signed.encode())) != signature:
            raise InvalidToken("invalid bearer token")
        text = signed.partition(".")[2]
        claims = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (NotBase64, UnicodeError, json.JSONDecodeError):
        raise InvalidToken("invalid bearer token") from None
    return claims


def _part(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
