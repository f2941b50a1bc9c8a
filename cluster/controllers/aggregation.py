"""ClusterRoles with an aggregationRule: their rules are those of all ClusterRoles that its selectors choose.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
"""

from __future__ import annotations

from collections.abc import Iterable

from cluster import reasons
from cluster.component import Component, World, split_key
from cluster.objects.selectors import from_label_selector
from cluster.reasons import Reason, reason
from cluster.store import Change, Store

reasons.register({"clusterrole.aggregate": ("rules",), "clusterrole.aggregated": ("rules",)})

RESOURCE = "clusterroles.rbac.authorization.k8s.io"


def aggregating(change: Change, store: Store) -> Iterable[str]:
    """The role itself where it gathers, and those that gather it, or did before."""
    states = [change.object] if change.previous is None else [change.object, change.previous]
    for role in store.list(RESOURCE):
        if not role.get("aggregationRule"):
            continue
        name = role["metadata"]["name"]
        if name == change.name or any(_chooses(role, state["metadata"].get("labels")) for state in states):
            yield f"/{name}"


class ClusterRoleAggregation(Component):
    name = "clusterrole-aggregation-controller"
    watches = {RESOURCE: aggregating}

    def reconcile(self, key: str, world: World) -> Reason | None:
        role = world.store.get(RESOURCE, *split_key(key))
        if role is None or not role.get("aggregationRule"):
            return None
        rules = gathered(role, world.store)
        if rules == (role.get("rules") or []):
            return reason("clusterrole.aggregated", rules=len(rules))
        why = reason("clusterrole.aggregate", rules=len(rules))
        world.client.update(RESOURCE, {**role, "rules": rules or None}, why)
        return why


def _chooses(role: dict, labels: dict | None) -> bool:
    selectors = role["aggregationRule"].get("clusterRoleSelectors") or ()
    return any(from_label_selector(selector).matches(labels) for selector in selectors)


def gathered(role: dict, store: Store) -> list[dict]:
    """The rules of the chosen roles, by the selectors' order and the roles' names, each once."""
    found: list[dict] = []
    for selector in role["aggregationRule"].get("clusterRoleSelectors") or ():
        for other in store.select(RESOURCE, "", from_label_selector(selector)):
            if other["metadata"]["name"] != role["metadata"]["name"]:
                found += [rule for rule in other.get("rules") or () if rule not in found]
    return found
