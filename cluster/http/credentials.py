"""Who a client says it is: the headers Authorization and Impersonate-*.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#putting-a-bearer-token-in-a-request and
https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

_BEARER, _EXTRA = "bearer ", "impersonate-extra-"
_ONE = {"impersonate-user": "user", "impersonate-uid": "uid"}


def credentials(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, Any]:
    """As `Request.credentials` has them: {} where nothing was said."""
    found: dict[str, Any] = {}
    acting: dict[str, Any] = {}
    for raw, value in headers:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        if name == "authorization" and text[: len(_BEARER)].lower() == _BEARER:
            found["token"] = text[len(_BEARER) :].strip()
        elif name in _ONE:
            acting[_ONE[name]] = text
        elif name == "impersonate-group":
            acting.setdefault("groups", []).append(text)
        elif name.startswith(_EXTRA):
            acting.setdefault("extra", {}).setdefault(unquote(name.removeprefix(_EXTRA)), []).append(text)
    return {**found, "impersonate": acting} if acting else found
