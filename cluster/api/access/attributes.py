"""What a request wants to do, as an authorizer sees it: read from method and path alone, before anything is looked up.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from cluster.api.options import flag
from cluster.api.selector_text import SelectorError, parse_fields
from cluster.kinds.rules.errors import quoted

if TYPE_CHECKING:
    from cluster.api.request import Request

_VERBS = {"POST": "create", "GET": "get", "HEAD": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_NAMESPACE_SUBRESOURCES = ("status", "finalize")


class Attributes(NamedTuple):
    """Without a `resource`, `path` says what is asked for."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""
    version: str = ""

    @property
    def combined(self) -> str:
        """`pods/log`"""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource

    def described(self, user: str) -> str:
        """`User "jane" cannot list resource "pods" in API group "" in the namespace "default"`"""
        who = f"User {quoted(user)} cannot {self.verb}"
        if not self.resource:
            text = f"{who} path {quoted(self.path)}"
        else:
            text = f"{who} resource {quoted(self.combined)} in API group {quoted(self.group)}"
            text += f" in the namespace {quoted(self.namespace)}" if self.namespace else " at the cluster scope"
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def of_request(request: Request) -> Attributes:
    parts = [unquote(part) for part in request.path.strip("/").split("/")]
    if parts[0] == "api" and len(parts) > 2:
        group, version, rest = "", parts[1], parts[2:]
    elif parts[0] == "apis" and len(parts) > 3:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return Attributes(request.method.lower(), path=request.path or "/")
    verb = _VERBS.get(request.method, "")
    if rest[0] == "watch" and len(rest) > 1:
        verb, rest = "watch", rest[1:]
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 1:
        namespace = rest[1]
        if len(rest) > 2 and rest[2] not in _NAMESPACE_SUBRESOURCES:
            rest = rest[2:]
    resource, name, subresource = (*rest, "", "", "")[:3]
    if not name and verb == "get":
        verb = "watch" if flag(request.query.get("watch")) else "list"
    if not name and verb == "delete":
        verb = "deletecollection"
    if not name and verb in ("list", "watch", "deletecollection"):
        name = _named(request.query.get("fieldSelector", ""))
    return Attributes(verb, group, resource, subresource, namespace, name, request.path, version)


def _named(fields: str) -> str:
    """A list of one object is allowed to who may see that object."""
    try:
        found = [value for field, value, equal in parse_fields(fields) if field == "metadata.name" and equal]
    except SelectorError:
        return ""
    return found[0] if found else ""
