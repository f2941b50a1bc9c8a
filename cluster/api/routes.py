"""Which resource a path names, and which verb a method means there.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris and golden suite api, case "methods".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from cluster.api.errors import bad_request, method_not_allowed, no_such_resource, not_found
from cluster.kinds.rules.errors import quoted

if TYPE_CHECKING:
    from cluster.api.request import Request
    from cluster.kinds.base import Kind, Registry

# HEAD is known to none: the routes of go-restful are those of GET (k8s.io/apiserver/pkg/endpoints/installer.go).
_COLLECTION = {"GET": "list", "POST": "create", "DELETE": "deletecollection"}
_OBJECT = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_SUBRESOURCE = {"GET": "get", "PUT": "update", "PATCH": "patch", "POST": "create"}
_PROXY = _OBJECT | {"HEAD": "get", "OPTIONS": "get", "POST": "create"}
NAMESPACE_SUBRESOURCES = ("status", "finalize")
# subresource → the verbs that it knows; a kind's subresource that is not here is not served yet
SUBRESOURCE_VERBS = {
    "status": ("get", "update", "patch"),
    "scale": ("get", "update", "patch"),
    "finalize": ("update",),
    "binding": ("create",),
    "eviction": ("create",),
    "log": ("get",),
    "token": ("create",),
    "approval": ("get", "update", "patch"),
    "ephemeralcontainers": ("get", "update", "patch"),
    "resize": ("get", "update", "patch"),
    "exec": ("get", "create"),
    "attach": ("get", "create"),
    "portforward": ("get", "create"),
    "proxy": ("create", "delete", "get", "patch", "update"),
}


class Route(NamedTuple):
    """`namespace` is None for a list across all namespaces, "" for a cluster-scoped kind."""

    kind: Kind
    verb: str
    namespace: str | None
    name: str = ""
    subresource: str = ""


def split(path: str) -> tuple[str, str, list[str]] | None:
    """(group, version, rest) of an API path; None when it is none, or only names a group or version."""
    begin, *parts = unquote(path).rstrip("/").split("/")
    if begin or not parts:
        return None
    if parts[0] == "api" and len(parts) > 2:
        return "", parts[1], parts[2:]
    if parts[0] == "apis" and len(parts) > 3 and parts[1]:
        return parts[1], parts[2], parts[3:]
    return None


def route(kinds: Registry, request: Request, group: str, version: str, rest: list[str]) -> Route:
    """Raises StatusError 404 for what does not exist, 405 for a method that it does not have."""
    namespace, plural, name, subresource = _parts(rest)
    kind = kinds.by_path.get((group, version, plural))
    if kind is None or (namespace is not None and not kind.namespaced):
        raise no_such_resource()
    if name and kind.namespaced and namespace is None:
        raise no_such_resource()
    if subresource and subresource not in served_subresources(kind):
        raise not_found(kind, name) if kind.custom else no_such_resource()
    _check_segment("Namespace", namespace or "")
    _check_segment("Name", name)
    verb = _verb(kind, request.method, namespace, name, subresource)
    return Route(kind, verb, namespace if kind.namespaced else "", name, subresource)


def _check_segment(what: str, text: str) -> None:
    """Raises StatusError 400 for a name that cannot stand in a path."""
    wrong = [f"may not be '{word}'" for word in (".", "..") if text == word]
    wrong += [f"may not contain '{mark}'" for mark in ("/", "%") if mark in text]
    if wrong:
        raise bad_request(f"{what} parameter invalid: {quoted(text)}: {';'.join(wrong)}")


def served_subresources(kind: Kind) -> list[str]:
    """Sorted; those of custom resources in their order."""
    served = [name for name in kind.subresources if name in SUBRESOURCE_VERBS]
    return served if kind.custom else sorted(served)


def _parts(rest: list[str]) -> tuple[str | None, str, str, str]:
    """(namespace or None, plural, name, subresource)."""
    if rest[0] == "namespaces" and len(rest) > 2 and not (len(rest) == 3 and rest[2] in NAMESPACE_SUBRESOURCES):
        namespace, rest = rest[1], rest[2:]
    else:
        namespace = None
    if rest[2:3] == ["proxy"]:
        rest = rest[:3]  # what follows is a path of somebody else's
    if len(rest) > 3 or not all(rest) or namespace == "":
        raise no_such_resource()
    plural, name, subresource = (*rest, "", "")[:3]
    return namespace, plural, name, subresource


def _verb(kind: Kind, method: str, namespace: str | None, name: str, subresource: str) -> str:
    if subresource:
        verb = (_PROXY if subresource == "proxy" else _SUBRESOURCE).get(method)
        allowed = SUBRESOURCE_VERBS.get(subresource, ())
    else:
        verb = (_OBJECT if name else _COLLECTION).get(method)
        allowed = kind.verbs
        if not name and verb != "list" and kind.namespaced and namespace is None:
            raise method_not_allowed()
    if verb not in allowed:
        raise method_not_allowed()
    return verb
