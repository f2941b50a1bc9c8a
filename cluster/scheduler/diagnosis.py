"""Why a pod cannot be scheduled, in kube-scheduler's words.

Sources: golden suite scheduling; for the part about claims and preemption https://github.com/kubernetes/kubernetes/pull/107775
(details about preemption) and pull/129823 (no new claims to deallocate, as clusters from 1.34 on print it).
"""

from __future__ import annotations

from collections import Counter

from cluster.scheduler.cycle import Outcome
from cluster.scheduler.pods import PodInfo

NO_NODES = "no nodes available to schedule pods"
_CLAIMS = "no new claims to deallocate"  # said of every pod since dynamic resource allocation is on (1.34)
_HOPELESS = "Preemption is not helpful for scheduling"
_NO_VICTIMS = "No preemption victims found for incoming pod"


def message(pod: PodInfo, outcome: Outcome, preempted: bool, waiting: bool) -> str:
    """`0/3 nodes are available: 3 Insufficient cpu. ...`; `preempted`: victims were found, so room will be made;
    `waiting`: earlier victims are still on their way out."""
    if not outcome.nodes:
        return NO_NODES
    text = _available(outcome.nodes) + " " + _why(outcome) + "."
    return text if preempted else f"{text} {_CLAIMS}, preemption: {_preemption(pod, outcome, waiting)}."


def _why(outcome: Outcome) -> str:
    if outcome.rejected is not None:
        return ", ".join(outcome.rejected.reasons)
    counts = Counter(reason for refusal in outcome.refusals.values() for reason in refusal.reasons)
    return _histogram(counts)


def _preemption(pod: PodInfo, outcome: Outcome, waiting: bool) -> str:
    if pod.spec.get("preemptionPolicy") == "Never":
        return "not eligible due to preemptionPolicy=Never"
    if waiting:
        return "not eligible due to a terminating pod on the nominated node"
    hopeless = outcome.nodes if outcome.rejected else sum(refusal.hopeless for refusal in outcome.refusals.values())
    counts = Counter({_HOPELESS: hopeless, _NO_VICTIMS: outcome.nodes - hopeless})
    return f"{_available(outcome.nodes)} {_histogram(+counts)}"


def _available(nodes: int) -> str:
    return f"0/{nodes} nodes are available:"


def _histogram(counts: Counter) -> str:
    """Sorted as text, so `10 ...` comes before `2 ...`."""
    return ", ".join(sorted(f"{count} {reason}" for reason, count in counts.items()))
