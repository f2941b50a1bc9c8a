"""ResourceQuota: nothing is created beyond a namespace's quotas, and what is created is counted at once.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/, golden suites api and replicasets, cases
"resource quota" and "quota-stops-creation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.admission.quota_usage import Usage, in_scope, missing_requests, usage
from cluster.api.errors import forbidden
from cluster.objects.quantities import Quantity, parse
from cluster.store import Origin

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

RESOURCE = "resourcequotas"
_GROWING = ("persistentvolumeclaims",)


class ResourceQuota(Plugin):
    name = "ResourceQuota"

    def concerns(self, kind: Kind) -> bool:
        return kind.namespaced and kind.stored.resource != "events"

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        quotas = server.store.list(RESOURCE, obj["metadata"]["namespace"])
        if not quotas:
            return
        self._take(server, kind, obj, quotas, usage(kind, obj), dry_run)

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        """A claim that grows uses more; nothing else that is counted changes its size."""
        quotas = server.store.list(RESOURCE, new["metadata"]["namespace"]) if kind.resource in _GROWING else ()
        if not quotas:
            return
        before = usage(kind, old)
        wanted = {
            resource: amount.minus(before[resource]) if resource in before else amount
            for resource, amount in usage(kind, new).items()
        }
        grown = {resource: amount for resource, amount in wanted.items() if amount.nano > 0}
        self._take(server, kind, new, quotas, grown, dry_run)

    def _take(self, server: ApiServer, kind: Kind, obj: dict, quotas: list[dict], wanted: Usage, dry_run: bool) -> None:
        charged = [(quota, delta) for quota in quotas if (delta := self._check(kind, obj, quota, wanted))]
        if dry_run:
            return
        for quota, delta in charged:
            _charge(server, quota, delta)

    def _check(self, kind: Kind, obj: dict, quota: dict, wanted: Usage) -> Usage:
        """What the object adds to this quota. Raises StatusError 403."""
        status = quota.get("status") or {}
        hard = status.get("hard") or {}
        limited = quota.get("spec", {}).get("hard") or {}
        if not in_scope(quota, kind, obj):
            return {}
        quota_name, name = quota["metadata"]["name"], obj["metadata"]["name"]
        if kind.resource == "pods":
            missing = missing_requests(obj, list(limited))
            if missing:
                listed = "; ".join(f"{resource} for: {','.join(names)}" for resource, names in missing.items())
                raise forbidden(kind, name, f"failed quota: {quota_name}: must specify {listed}")
        delta = {resource: amount for resource, amount in wanted.items() if resource in limited}
        if not delta:
            return {}
        used = status.get("used") or {}
        unknown = sorted(resource for resource in delta if resource not in hard or resource not in used)
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


def _charge(server: ApiServer, quota: dict, delta: Usage) -> None:
    used = quota["status"]["used"]
    raised = {**used, **{resource: str(_total(used, delta, resource)) for resource in delta}}
    changed = {**quota, "status": {**quota["status"], "used": raised}}
    server.store.put(RESOURCE, changed, server.clock.now, Origin("kube-apiserver"))
