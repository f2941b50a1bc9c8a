"""Answers to reviews: who somebody is, and what they may do.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access,
https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cluster.api.access import rbac, tokens
from cluster.api.access.attributes import Attributes
from cluster.api.access.users import User
from cluster.api.decoding.bodies import object_of
from cluster.api.errors import bad_request, invalid
from cluster.api.options import write_options
from cluster.api.writes.writing import placed
from cluster.objects.times import rfc3339

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer

Answer = Callable[["ApiServer", User, dict], dict]


def answer(server: ApiServer, route: Route, request: Request, response: Response, user: User) -> dict:
    """The review with its status. Raises StatusError."""
    kind = route.kind
    options = write_options(request.query, "CreateOptions")
    obj = placed(kind, object_of(server.kinds, kind, request, options.validation, response), route.namespace or "")
    if errors := kind.validate(obj):
        raise invalid(kind, "", errors)
    response.code = 201
    spec = obj.get("spec") or {}
    shown = {name: value for name, value in obj.items() if name not in ("spec", "status")}
    if kind.plural == "selfsubjectreviews":
        shown["metadata"] = {**obj["metadata"], "creationTimestamp": rfc3339(server.now)}
        return {**shown, "status": {"userInfo": user.info()}}
    return {**shown, "spec": spec, "status": _ANSWERS[kind.plural](server, user, spec)}


def _own_access(server: ApiServer, user: User, spec: dict) -> dict:
    return _decision(server, user, spec)


def _access(server: ApiServer, user: User, spec: dict) -> dict:
    groups, extra = tuple(spec.get("groups") or ()), spec.get("extra") or {}
    return _decision(server, User(spec.get("user", ""), spec.get("uid", ""), groups, extra), spec)


def _decision(server: ApiServer, user: User, spec: dict) -> dict:
    allowed, reason = rbac.decide(server.store, user, _wanted(spec))
    return {"allowed": allowed, **({"reason": reason} if reason else {})}


def _wanted(spec: dict) -> Attributes:
    other = spec.get("nonResourceAttributes")
    if other is not None:
        return Attributes(other.get("verb", ""), path=other.get("path", ""))
    asked = spec.get("resourceAttributes") or {}
    fields = ("verb", "group", "resource", "subresource", "namespace", "name", "version")
    return Attributes(**{field: asked.get(field, "") for field in fields})


def _rules(server: ApiServer, user: User, spec: dict) -> dict:
    namespace = spec.get("namespace", "")
    if not namespace:
        raise bad_request("no namespace on request")
    rules, errors = rbac.rules_of(server.store, user, namespace)
    resources, urls = [], []
    for rule in rules:
        if rule.get("nonResourceURLs"):
            urls.append({name: rule[name] for name in ("verbs", "nonResourceURLs")})
        else:
            shown = ("verbs", "apiGroups", "resources", "resourceNames")
            resources.append({name: rule[name] for name in shown if rule.get(name)})
    found = {"resourceRules": resources, "nonResourceRules": urls, "incomplete": bool(errors)}
    return {**found, "evaluationError": ", ".join(errors)} if errors else found


def _token(server: ApiServer, user: User, spec: dict) -> dict:
    if not spec.get("token"):
        raise bad_request("token is required for TokenReview in authentication")
    try:
        found, audiences = tokens.verified(server, spec["token"], spec.get("audiences"))
    except tokens.InvalidToken as error:
        return {"error": str(error), "user": {}}
    return {"authenticated": True, "user": found.info(), "audiences": audiences}


_ANSWERS: dict[str, Answer] = {
    "selfsubjectaccessreviews": _own_access,
    "subjectaccessreviews": _access,
    "localsubjectaccessreviews": _access,
    "selfsubjectrulesreviews": _rules,
    "tokenreviews": _token,
}
