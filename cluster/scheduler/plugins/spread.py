"""Pod topology spread: hard constraints refuse nodes, soft ones (and the built-in defaults) prefer emptier domains.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ (internal default
constraints:
hostname with maxSkew 3 and zone with maxSkew 5), golden suite scheduling.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

from cluster.objects.selectors import Requirement, Selector, from_label_selector, from_labels
from cluster.scheduler.plugins.base import MOST, Filter, Refusal, Score
from cluster.scheduler.plugins.node import untolerated
from cluster.scheduler.plugins.node_affinity import required_matches

HOSTNAME, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
_MESSAGE = "node(s) didn't match pod topology spread constraints"


class Constraint(NamedTuple):
    key: str
    max_skew: int
    selector: Selector
    min_domains: int
    honour_affinity: bool
    honour_taints: bool


def constraints_of(pod, when: str) -> list[Constraint]:
    """The pod's constraints of one kind: DoNotSchedule or ScheduleAnyway."""
    return [
        _constraint(pod, c) for c in pod.spec.get("topologySpreadConstraints") or () if c["whenUnsatisfiable"] == when
    ]


def _constraint(pod, given: dict) -> Constraint:
    return Constraint(
        given["topologyKey"],
        given["maxSkew"],
        with_label_values(from_label_selector(given.get("labelSelector")), given.get("matchLabelKeys"), pod.labels),
        given.get("minDomains") or 1,
        (given.get("nodeAffinityPolicy") or "Honor") == "Honor",
        given.get("nodeTaintsPolicy") == "Honor",
    )


def with_label_values(selector: Selector, keys: list[str] | None, labels: dict) -> Selector:
    """`matchLabelKeys`: the pod's own values of these labels are asked for as well."""
    more = tuple(Requirement(key, "In", (labels[key],)) for key in keys or () if key in labels)
    return Selector(selector.requirements + more)


def _counts(node, constraint: Constraint, pod) -> bool:
    """Whether the node takes part in the constraint's domains."""
    if constraint.honour_affinity and not required_matches(pod.spec, node.name, node.labels):
        return False
    return not (
        constraint.honour_taints and untolerated(pod.spec.get("tolerations"), node.taints, ("NoSchedule", "NoExecute"))
    )


class PodTopologySpread(Filter):
    name = "PodTopologySpread"
    local = False

    def concerns(self, pod, cluster):
        return any(c["whenUnsatisfiable"] == "DoNotSchedule" for c in pod.spec.get("topologySpreadConstraints") or ())

    def prepare(self, pod, cluster):
        """(constraint, domain → matching pods, least of them) each."""
        constraints = constraints_of(pod, "DoNotSchedule")
        nodes = [node for node in cluster.table.nodes.values() if node.obj is not None]
        nodes = [node for node in nodes if all(c.key in node.labels for c in constraints)]
        prepared = []
        for constraint in constraints:
            domains: dict[str, int] = {}
            for node in nodes:
                if _counts(node, constraint, pod):
                    domain = node.labels[constraint.key]
                    domains[domain] = domains.get(domain, 0) + node.matching(pod.namespace, constraint.selector)
            least = min(domains.values(), default=0) if len(domains) >= constraint.min_domains else 0
            prepared.append((constraint, domains, least))
        return prepared

    def refuse(self, pod, node, prepared):
        for constraint, domains, least in prepared:
            domain = node.labels.get(constraint.key)
            if domain is None:
                return Refusal(self.name, (f"{_MESSAGE} (missing required label)",), hopeless=True)
            itself = constraint.selector.matches(pod.labels)
            if domains.get(domain, 0) + itself - least > constraint.max_skew:
                return Refusal(self.name, (_MESSAGE,))
        return None


class PreferSpread(Score):
    name = "PodTopologySpread"
    weight = 2
    local = False

    def prepare(self, pod, nodes, cluster):
        """(constraints, ignored node names, [(domain → matching pods or None for hostname, weight)]) or None."""
        constraints = constraints_of(pod, "ScheduleAnyway")
        by_default = not constraints and not pod.spec.get("topologySpreadConstraints")
        if by_default:
            constraints = _defaults(pod, cluster)
        if not constraints:
            return None
        ignored = set() if by_default else {n.name for n in nodes if any(c.key not in n.labels for c in constraints)}
        counted = [self._domains(c, nodes, ignored, pod, cluster) for c in constraints]
        return constraints, ignored, counted

    def _domains(self, constraint, nodes, ignored, pod, cluster):
        if constraint.key == HOSTNAME:
            return None, log(len(nodes) - len(ignored) + 2)
        domains = {n.labels[constraint.key]: 0 for n in nodes if n.name not in ignored and constraint.key in n.labels}
        if domains:
            for node in cluster.table.nodes.values():
                domain = node.labels.get(constraint.key)
                if domain in domains and _counts(node, constraint, pod):
                    domains[domain] += node.matching(pod.namespace, constraint.selector)
        return domains, log(len(domains) + 2)

    def column(self, pod, nodes, prepared):
        if prepared is None:
            return [0] * len(nodes)
        constraints, ignored, counted = prepared
        scores = [0.0] * len(nodes)
        for constraint, (domains, weight) in zip(constraints, counted, strict=True):
            if domains is not None and not domains:
                continue
            base = constraint.max_skew - 1
            for index, node in enumerate(nodes):
                domain = node.labels.get(constraint.key)
                if domain is None or node.name in ignored:
                    continue
                there = node.matching(pod.namespace, constraint.selector) if domains is None else domains[domain]
                scores[index] += there * weight + base
        return [round(score) for score in scores]

    def normalise(self, scores, nodes, prepared):
        if prepared is None:
            return [0] * len(scores)
        ignored = prepared[1]
        counted = [score for score, node in zip(scores, nodes, strict=True) if node.name not in ignored]
        least, most = min(counted, default=0), max(counted, default=0)
        return [
            0 if node.name in ignored else MOST if most == 0 else int(MOST * (most + least - score) // most)
            for score, node in zip(scores, nodes, strict=True)
        ]


_SELECTED_BY = ("replicationcontrollers", "replicasets.apps", "statefulsets.apps")
_OWNERS = {"ReplicationController": _SELECTED_BY[0], "ReplicaSet": _SELECTED_BY[1], "StatefulSet": _SELECTED_BY[2]}


def _defaults(pod, cluster) -> list[Constraint]:
    """The built-in constraints, over the pods that the pod's Services and its owner select."""
    selector = _together_with(pod, cluster)
    if not selector.requirements:
        return []
    return [Constraint(HOSTNAME, 3, selector, 1, True, False), Constraint(ZONE, 5, selector, 1, True, False)]


def _together_with(pod, cluster) -> Selector:
    requirements: tuple[Requirement, ...] = ()
    for service in cluster.store.list("services", pod.namespace):
        selector = from_labels((service.get("spec") or {}).get("selector"))
        if selector.requirements and selector.matches(pod.labels):
            requirements += selector.requirements
    for owner in pod.obj["metadata"].get("ownerReferences") or ():
        resource = _OWNERS.get(owner["kind"]) if owner.get("controller") else None
        found = cluster.store.get(resource, pod.namespace, owner["name"]) if resource else None
        if found is not None:
            given = (found.get("spec") or {}).get("selector")
            plain = resource == "replicationcontrollers"
            requirements += (from_labels(given) if plain else from_label_selector(given)).requirements
    return Selector(requirements)
