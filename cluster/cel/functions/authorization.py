"""The variable `authorizer`: whether somebody may do something.

Source: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cluster.cel.errors import EvaluationError
from cluster.cel.functions.declaring import Cost, declare
from cluster.cel.types import Struct, Type
from cluster.cel.values import Opaque

_ROOM = "kubernetes.authorization."
_A, _P, _G, _R, _D = (
    f"{_ROOM}{name}" for name in ("Authorizer", "PathCheck", "GroupCheck", "ResourceCheck", "Decision")
)
_CHECK = Cost(lambda *_: 350_000)


class Wanted(NamedTuple):
    """What is to be done; without a `resource` to a `path`."""

    path: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    verb: str = ""


# (service account as (namespace, name), or None for who asks; what is wanted) → (allowed, why)
Ask = Callable[[tuple[str, str] | None, Wanted], tuple[bool, str]]


class Authorizer(Opaque):
    kind = _A

    def __init__(self, ask: Ask, request: Wanted, account: tuple[str, str] | None = None):
        super().__init__((account, request))
        self.ask, self.account = ask, account
        self.fields = {"requestResource": ResourceCheck(ask, account, request)}


class _Check(Opaque):
    def __init__(self, ask: Ask, account: tuple[str, str] | None, wanted: Wanted):
        super().__init__((account, wanted))
        self.ask, self.account, self.wanted = ask, account, wanted

    def narrowed(self, **fields: str) -> _Check:
        return type(self)(self.ask, self.account, self.wanted._replace(**fields))


class PathCheck(_Check):
    kind = _P


class GroupCheck(_Check):
    kind = _G


class ResourceCheck(_Check):
    kind = _R


class Decision(Opaque):
    kind = _D


TYPE = Struct(_A, (), {"requestResource": Type(_R)})


def _path(authorizer: Authorizer, path: str) -> PathCheck:
    if not path:
        raise EvaluationError("path must not be empty")
    return PathCheck(authorizer.ask, authorizer.account, Wanted(path=path))


def _check(check: _Check, verb: str) -> Decision:
    return Decision(check.ask(check.account, check.wanted._replace(verb=verb)))


declare("path", f"{_A}.(string) -> {_P}", _path)
declare("group", f"{_A}.(string) -> {_G}", lambda a, group: GroupCheck(a.ask, a.account, Wanted(group=group)))
declare(
    "serviceAccount",
    f"{_A}.(string, string) -> {_A}",
    lambda a, namespace, name: Authorizer(a.ask, a.key[1], (namespace, name)),
)
declare(
    "resource",
    f"{_G}.(string) -> {_R}",
    lambda group, plural: ResourceCheck(group.ask, group.account, group.wanted._replace(resource=plural)),
)
for _field in ("subresource", "namespace", "name"):
    declare(_field, f"{_R}.(string) -> {_R}", lambda check, text, field=_field: check.narrowed(**{field: text}))
for _selector in ("fieldSelector", "labelSelector"):  # RBAC does not look at them
    declare(_selector, f"{_R}.(string) -> {_R}", lambda check, text: check)
declare("check", f"{_P}.(string) -> {_D}", _check, _CHECK)
declare("check", f"{_R}.(string) -> {_D}", _check, _CHECK)
declare("allowed", f"{_D}.() -> bool", lambda decision: decision.key[0])
declare("reason", f"{_D}.() -> string", lambda decision: decision.key[1])
declare("errored", f"{_D}.() -> bool", lambda decision: False)
declare("error", f"{_D}.() -> string", lambda decision: "")
