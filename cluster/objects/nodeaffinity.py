"""Which nodes a pod may stand on by its nodeSelector and required affinity: for the scheduler and for DaemonSets.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from cluster.objects.selectors import Requirement

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_EXPRESSIONS, _FIELDS = "matchExpressions", "matchFields"


def required_matches(spec: dict, name: str, labels: dict) -> bool:
    """Whether a node of this name and these labels satisfies nodeSelector and the required node affinity."""
    selector = spec.get("nodeSelector") or {}
    if any(labels.get(key) != value for key, value in selector.items()):
        return False
    required = node_affinity(spec).get(REQUIRED)
    if required is None:
        return True
    return any(term_matches(term, name, labels) for term in required.get("nodeSelectorTerms") or ())


def term_matches(term: dict, name: str, labels: dict) -> bool:
    """All conditions of a term must hold; a term without conditions matches nothing."""
    expressions, fields = term.get(_EXPRESSIONS) or (), term.get(_FIELDS) or ()
    if not expressions and not fields:
        return False
    return _all_hold(expressions, labels) and _all_hold(fields, {"metadata.name": name})


def node_affinity(spec: dict) -> dict:
    return (spec.get("affinity") or {}).get("nodeAffinity") or {}


def pinned(spec: dict, name: str) -> dict:
    """The pod spec with the node `name` as the only one that its required node affinity allows; preferences stay."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]}
    affinity = {**node_affinity(spec), REQUIRED: {"nodeSelectorTerms": [term]}}
    return {**spec, "affinity": {**(spec.get("affinity") or {}), "nodeAffinity": affinity}}


def pinned_to(spec: dict) -> str:
    """The node that `pinned` wrote into a pod spec; "" for none."""
    for term in (node_affinity(spec).get(REQUIRED) or {}).get("nodeSelectorTerms") or ():
        for field in term.get(_FIELDS) or ():
            if field["key"] == "metadata.name" and field["operator"] == "In" and len(field.get("values") or ()) == 1:
                return field["values"][0]
    return ""


def _all_hold(expressions, values: dict) -> bool:
    return all(Requirement(e["key"], e["operator"], tuple(e.get("values") or ())).matches(values) for e in expressions)
