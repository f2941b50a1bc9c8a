"""ResourceQuota: nothing is created beyond a namespace's quotas, and what is created is counted at once.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/, golden suites api and replicasets, cases
"resource quota" and "quota-stops-creation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster import reasons
from cluster.api.admission.base import Plugin
from cluster.api.admission.quota_scopes import in_scope
from cluster.api.admission.quota_usage import Usage, missing_requests, usage
from cluster.api.errors import forbidden
from cluster.objects.quantities import Quantity, parse
from cluster.reasons import Reason, reason
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

reasons.register({"quota.charge": ("kind", "name")})

RESOURCE = "resourcequotas"
_GROWING = ("persistentvolumeclaims", "pods", "services")


class ResourceQuota(Plugin):
    name = "ResourceQuota"

    def concerns(self, kind: Kind) -> bool:
        return kind.namespaced and kind.stored.resource != "events"

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        quotas = server.store.list(RESOURCE, obj["metadata"]["namespace"])
        if not quotas:
            return
        wanted = usage(kind, obj, server.now)
        self._take(server, kind, obj, [(quota, wanted) for quota in quotas], dry_run)

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        """A claim or a pod that grows uses more, and so does a Service that gets node ports; nothing else does."""
        quotas = server.store.list(RESOURCE, new["metadata"]["namespace"]) if kind.resource in _GROWING else ()
        if not quotas:
            return
        now, before = usage(kind, new, server.now), usage(kind, old, server.now)
        grown = {name: amount.minus(before[name]) if name in before else amount for name, amount in now.items()}
        grown = {name: amount for name, amount in grown.items() if amount.nano > 0}
        wanted = [(quota, grown if in_scope(quota, kind, old) else now) for quota in quotas]
        self._take(server, kind, new, [(quota, usage_) for quota, usage_ in wanted if usage_], dry_run)

    def _take(self, server: ApiServer, kind: Kind, obj: dict, wanted: list[tuple[dict, Usage]], dry_run: bool) -> None:
        """`wanted`: (a quota, what the object uses more than before)."""
        charged = [(quota, delta) for quota, usage_ in wanted if (delta := self._check(kind, obj, quota, usage_))]
        if dry_run:
            return
        for quota, delta in charged:
            _charge(server, quota, delta, reason("quota.charge", kind=kind.kind, name=obj["metadata"]["name"]))

    def _check(self, kind: Kind, obj: dict, quota: dict, wanted: Usage) -> Usage:
        """What the object adds to this quota. Raises StatusError 403."""
        status = quota.get("status") or {}
        hard = status.get("hard") or {}  # a quota that nobody has counted yet limits nothing
        if not in_scope(quota, kind, obj):
            return {}
        quota_name, name = quota["metadata"]["name"], obj["metadata"]["name"]
        if kind.resource == "pods":
            missing = missing_requests(obj, list(hard))
            if missing:
                listed = "; ".join(f"{resource} for: {','.join(names)}" for resource, names in missing.items())
                raise forbidden(kind, name, f"failed quota: {quota_name}: must specify {listed}")
        delta = {resource: amount for resource, amount in wanted.items() if resource in hard and amount.nano}
        if not delta:
            return {}
        used = status.get("used") or {}
        unknown = sorted(resource for resource in delta if resource not in used)
        if unknown:
            raise forbidden(kind, name, f"status unknown for quota: {quota_name}, resources: {','.join(unknown)}")
        over = [resource for resource in delta if _total(used, delta, resource).nano > parse(hard[resource]).nano]
        if over:
            raise forbidden(kind, name, _exceeded(quota_name, sorted(over), delta, used, hard))
        return delta


def _exceeded(quota: str, over: list[str], delta: Usage, used: dict, hard: dict) -> str:
    def told(amounts: dict) -> str:
        return ",".join(f"{resource}={amounts[resource]}" for resource in over)

    return f"exceeded quota: {quota}, requested: {told(delta)}, used: {told(used)}, limited: {told(hard)}"


def _total(used: dict, delta: Usage, resource: str) -> Quantity:
    return parse(used[resource]).plus(delta[resource])


def _charge(server: ApiServer, quota: dict, delta: Usage, why: Reason) -> None:
    used = quota["status"]["used"]
    raised = {**used, **{resource: str(_total(used, delta, resource)) for resource in delta}}
    changed = {**quota, "status": {**quota["status"], "used": raised}}
    server.store.put(RESOURCE, changed, server.clock.now, Origin("kube-apiserver", (), why))
