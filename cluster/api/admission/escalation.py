"""Nobody grants what they do not hold: roles and bindings may only be written by who has those permissions already, or
may `escalate` or `bind`. (In the real server this stands in the storage of RBAC's kinds, at the same moment.)

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.access import rbac
from cluster.api.access.attributes import Attributes
from cluster.api.access.covering import described, missing
from cluster.api.admission.base import Plugin
from cluster.api.errors import StatusError, forbidden
from cluster.kinds.rules.errors import quoted

if TYPE_CHECKING:
    from cluster.api.access.users import User
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

_EVERYTHING = [
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
]
_BINDINGS = ("rolebindings", "clusterrolebindings")


class Escalation(Plugin):
    name = "RBACEscalation"

    def concerns(self, kind: Kind) -> bool:
        return kind.group == rbac.GROUP

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        user = server.asking
        if user is None or user.is_master:
            return
        namespace, name = obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
        if kind.plural in _BINDINGS:
            self._check_binding(server, kind, obj, user, namespace)
        elif not _may(server, user, "escalate", kind.plural, namespace, name):
            wanted = obj.get("rules") or []
            _confirm(server, kind, name, user, namespace, _EVERYTHING if obj.get("aggregationRule") else wanted)

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        granting = ("rules", "aggregationRule", "roleRef", "subjects")
        if any(new.get(field) != old.get(field) for field in granting):
            self.validate(server, kind, new, dry_run)

    @staticmethod
    def _check_binding(server: ApiServer, kind: Kind, obj: dict, user: User, namespace: str) -> None:
        reference = obj["roleRef"]
        plural = f"{reference['kind'].lower()}s"
        if _may(server, user, "bind", plural, namespace, reference["name"]):
            return
        try:
            rules = rbac.role_rules(server.store, reference, namespace)
        except rbac.MissingRole as error:
            details = {"name": reference["name"], "group": rbac.GROUP, "kind": reference["kind"].lower()}
            raise StatusError(404, "NotFound", str(error), details) from None
        _confirm(server, kind, obj["metadata"]["name"], user, namespace, rules)


def _may(server: ApiServer, user: User, verb: str, resource: str, namespace: str, name: str) -> bool:
    wanted = Attributes(verb, rbac.GROUP, resource, namespace=namespace, name=name)
    return rbac.decide(server.store, user, wanted)[0]


def _confirm(server: ApiServer, kind: Kind, name: str, user: User, namespace: str, wanted: list[dict]) -> None:
    """Raises StatusError 403 when the user lacks some of it."""
    held, errors = rbac.rules_of(server.store, user, namespace)
    lacking = missing(wanted, held)
    if not lacking:
        return
    groups = " ".join(quoted(group) for group in user.groups)
    why = f"user {quoted(user.name)} (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n"
    told = f"; resolution errors: [{' '.join(errors)}]" if errors else ""
    raise forbidden(kind, name, why + described(lacking) + told)
