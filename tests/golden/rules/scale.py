"""A Scale is put where the request says, when it does not say itself."""

from __future__ import annotations

import re

from tests.golden.rewriting import Rule, exchanges

SOURCE = (
    "https://github.com/kubernetes/apiserver pkg/endpoints/handlers/update.go"
    " (EnsureObjectNamespaceMatchesRequestNamespace, 1.22)"
)
PATH = re.compile(r"/(?:apis/(?P<group>[^/]+)|api)/[^/]+/namespaces/[^/]+/(?P<plural>\w+)/(?P<name>[^/]+)/scale")


def _placed(request: dict, response: dict) -> dict:
    """No namespace is no mistake any more: an old version is what remains to be said, or the other mistakes."""
    found, body = PATH.fullmatch(request.get("path", "")), response.get("body") or {}
    if request.get("method") != "PUT" or not found or response.get("code") != 422:
        return response
    wrong = {cause["field"] for cause in body["details"].get("causes") or ()}
    if wrong != {"metadata.namespace"} or not request["body"]["metadata"].get("resourceVersion"):
        return response
    name, plural, group = found["name"], found["plural"], found["group"]
    resource = f"{plural}.{group}" if group else plural
    message = (
        f'Operation cannot be fulfilled on {resource} "{name}": the object has been modified;'
        " please apply your changes to the latest version and try again"
    )
    details = {"name": name, "kind": plural, **({"group": group} if group else {})}
    told = {"code": 409, "reason": "Conflict", "message": message, "details": details}
    return {**response, "code": 409, "body": {**body, **told}}


RULES = [Rule("a scale without a namespace is in the request's", SOURCE, exchanges(_placed), ("api",))]
