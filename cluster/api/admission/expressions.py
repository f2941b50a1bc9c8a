"""What the expressions of policies and webhooks see of a request.

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cluster.api.access import rbac
from cluster.api.access.attributes import Attributes
from cluster.api.access.users import AUTHENTICATED, User, account_groups, account_name
from cluster.api.admission.matching import Asked
from cluster.cel import CompileError, EvaluationError, Expression
from cluster.cel.functions.authorization import Authorizer, Wanted
from cluster.kinds.validatingadmissionpolicy import compiled

if TYPE_CHECKING:
    from cluster.api.server import ApiServer


def scope_of(server: ApiServer, asked: Asked, param: dict | None) -> dict[str, Any]:
    """The variables of an expression."""
    kind = asked.kind
    namespace = server.store.get("namespaces", "", asked.namespace) if kind.namespaced else None
    return {
        "object": asked.obj and (asked.obj if asked.form else kind.from_stored(asked.obj)),
        "oldObject": asked.old and (asked.old if asked.form else kind.from_stored(asked.old)),
        "params": param,
        "namespaceObject": namespace,
        "authorizer": _authorizer(server, asked),
        "variables": {},
        "request": _request(server, asked),
    }


def _authorizer(server: ApiServer, asked: Asked) -> Authorizer:
    """What an expression asks RBAC, on behalf of who sent the request. Components may do what they do."""
    requester = server.asking

    def ask(account: tuple[str, str] | None, wanted: Wanted) -> tuple[bool, str]:
        user = (
            requester
            if account is None
            else User(account_name(*account), "", (*account_groups(account[0]), AUTHENTICATED))
        )
        if user is None or user.is_master:
            return True, ""
        attributes = Attributes(
            wanted.verb, wanted.group, wanted.resource, wanted.subresource, wanted.namespace, wanted.name, wanted.path
        )
        return rbac.decide(server.store, user, attributes)

    kind = asked.kind
    own = Wanted("", kind.group, kind.plural, asked.subresource, asked.namespace, asked.name)
    return Authorizer(ask, own)


def _request(server: ApiServer, asked: Asked) -> dict:
    """An AdmissionRequest, as far as expressions read it."""
    kind, user = asked.kind, server.asking
    group, version, name = asked.form or (kind.group, kind.version, kind.kind)
    of = {"group": group, "version": version, "kind": name}
    resource = {"group": kind.group, "version": kind.version, "resource": kind.plural}
    return {
        "kind": of,
        "requestKind": of,
        "resource": resource,
        "requestResource": resource,
        "subResource": asked.subresource,
        "requestSubResource": asked.subresource,
        "name": asked.name,
        "namespace": asked.namespace,
        "operation": asked.operation,
        "userInfo": user.info() if user else {"username": "system:kube-controller-manager", "groups": []},
        "dryRun": asked.dry_run,
        "options": {},
    }


class Variables(dict):
    """`variables.NAME`: evaluated when first asked for, and once."""

    def __init__(self, declared: Any, scope: dict[str, Any]):
        super().__init__()
        self._sources = {each["name"]: each["expression"] for each in declared}
        self._scope = {**scope, "variables": self}

    def __contains__(self, name: object) -> bool:
        return name in self._sources

    def __missing__(self, name: str) -> Any:
        try:
            value = expression(self._sources[name].strip()).evaluate(self._scope)[0]
        except EvaluationError as error:
            raise EvaluationError(f'composited variable "{name}" fails to evaluate: {error}') from None
        self[name] = value
        return value


@lru_cache(maxsize=512)
def expression(source: str) -> Expression:
    """Validated when it was stored; one that cannot be compiled any more is an error of evaluation."""
    try:
        return compiled(source.strip())
    except CompileError as error:
        raise EvaluationError(f"compilation error: {error}") from None
