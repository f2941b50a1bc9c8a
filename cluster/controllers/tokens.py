"""Secrets of type kubernetes.io/service-account-token: filled with a token of their account, deleted with it.

Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#token-controller
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from cluster import reasons
from cluster.api.access import keys, tokens
from cluster.component import Component, World, split_key
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({"token.fill": ("account",), "token.delete": ("account",), "token.filled": ("account",)})

TYPE = "kubernetes.io/service-account-token"
NAME, UID = "kubernetes.io/service-account.name", "kubernetes.io/service-account.uid"


def token_key(change: Change, store: Store) -> Iterable[str]:
    if change.op != DELETED and change.object.get("type") == TYPE:
        yield f"{change.namespace}/{change.name}"


def tokens_of(change: Change, store: Store) -> Iterable[str]:
    """The token Secrets of an account that came or went."""
    if change.op != DELETED and change.previous is not None:
        return
    for secret in store.list("secrets", change.namespace):
        if secret.get("type") == TYPE and _annotations(secret).get(NAME) == change.name:
            yield f"{change.namespace}/{secret['metadata']['name']}"


class TokenController(Component):
    name = "tokens-controller"
    watches = {"secrets": token_key, "serviceaccounts": tokens_of}

    def reconcile(self, key: str, world: World) -> Reason | None:
        namespace, name = split_key(key)
        secret = world.store.get("secrets", namespace, name)
        if secret is None or secret.get("type") != TYPE:
            return None
        wanted = _annotations(secret).get(NAME, "")
        account = world.store.get("serviceaccounts", namespace, wanted)
        uid = _annotations(secret).get(UID)
        if account is None or (uid and uid != account["metadata"]["uid"]):
            why = reason("token.delete", account=wanted)
            world.client.delete("secrets", namespace, name, why, uid=secret["metadata"]["uid"])
            return why
        data = secret.get("data") or {}
        content = {"ca.crt": keys.authority(), "namespace": namespace, "token": ""}
        lacking = [field for field in content if not data.get(field)]
        if not lacking and uid:
            return reason("token.filled", account=wanted)
        if "token" in lacking:
            content["token"] = tokens.legacy(account, name)
        added = {field: b64encode(content[field].encode()).decode() for field in lacking}
        annotations = {UID: account["metadata"]["uid"]}
        why = reason("token.fill", account=wanted)
        world.client.patch("secrets", namespace, name, {"metadata": {"annotations": annotations}, "data": added}, why)
        return why


def _annotations(secret: dict) -> dict:
    return secret["metadata"].get("annotations") or {}
