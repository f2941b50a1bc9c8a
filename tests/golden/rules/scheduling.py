"""What kube-scheduler of 1.35 says otherwise than that of 1.20."""

from __future__ import annotations

import re

from cluster.objects.quantities import units
from cluster.scheduler.plugins.node import untolerated
from tests.golden.cases import Case
from tests.golden.rewriting import Rule, each_object, in_text

SUITES = ("scheduling",)
FAILED = re.compile(r"0/(\d+) nodes are available: (.*)\.", re.DOTALL)
REASON = re.compile(r"(\d+) ((?:(?!, \d+ ).)+)(?:, |$)", re.DOTALL)
# Reasons that the eviction of other pods may mend; all others are final for their node.
MENDABLE = ("Too many pods", "node(s) didn't have free ports for the requested pod ports",
            "node(s) didn't match pod topology spread constraints", "node(s) didn't match pod anti-affinity rules",
            "node(s) didn't satisfy existing pods anti-affinity rules")  # fmt: skip
INSUFFICIENT = "Insufficient "
HOSTNAME = "kubernetes.io/hostname"


def _one_affinity_reason(expect: dict, case: Case) -> dict:
    """The general reason beside the specific one is gone."""
    return in_text(r"(, )?\d+ node\(s\) didn't match pod affinity/anti-affinity(?=[,.])(?:, (?=\d))?", _separator)(
        expect, case
    )


def _separator(match: re.Match) -> str:
    return ", " if match[0].startswith(", ") and match[0].endswith(", ") else ""


def _with_preemption(expect: dict, case: Case) -> dict:
    """What preemption could have done is said as well, unless it did it."""
    given = {key: value for part in case.given for key, value in part.items()}

    def change(value: dict) -> dict:
        if "events" not in value or "condition" not in value or value.get("nominatedNodeName"):
            return value
        pod = next(pod for pod in given["pods"] if pod["metadata"]["name"] == value["pod"])
        told = [{**item, "message": _completed(item["message"], pod, given)} for item in value["events"]]
        stated = [{**item, "message": _completed(item["message"], pod, given)} for item in value["condition"]]
        return {**value, "events": told, "condition": stated}

    return each_object(change)(expect, case)


def _completed(message: str | None, pod: dict, given: dict) -> str | None:
    found = FAILED.fullmatch(message or "")
    if not found:
        return message
    tail = _preemption(int(found[1]), found[2], pod, given)
    return f"0/{found[1]} nodes are available: {_sorted(found[2])}. no new claims to deallocate, preemption: {tail}."


def _sorted(reasons: str) -> str:
    """Reasons are sorted as text, count first: rules that change a count or a reason may change the order."""
    found = REASON.findall(reasons)
    return ", ".join(sorted(f"{count} {text}" for count, text in found)) if re.match(r"\d", reasons) else reasons


def _preemption(nodes: int, reasons: str, pod: dict, given: dict) -> str:
    if _never(pod, given):
        return "not eligible due to preemptionPolicy=Never"
    mendable = nodes - _hopeless(nodes, reasons, pod, given)
    counts = {"No preemption victims found for incoming pod": mendable,
              "Preemption is not helpful for scheduling": nodes - mendable}  # fmt: skip
    told = ", ".join(sorted(f"{count} {text}" for text, count in counts.items() if count))
    return f"0/{nodes} nodes are available: {told}"


def _hopeless(nodes: int, reasons: str, pod: dict, given: dict) -> int:
    if not re.match(r"\d", reasons):
        return nodes  # the pod itself was rejected
    final = sum(
        int(count)
        for count, text in REASON.findall(reasons)
        if not text.startswith(INSUFFICIENT) and text not in MENDABLE
    )
    if INSUFFICIENT in reasons:
        final += min(sum(_too_small(node, pod) for node in given["nodes"] if _is_open(node, pod)), nodes - final)
    return final


def _is_open(node: dict, pod: dict) -> bool:
    """Whether nothing that the scheduler looks at before sizes keeps the pod away from the node."""
    labels = {HOSTNAME: node["name"], **node["labels"]}
    chosen = all(labels.get(key) == value for key, value in (pod["spec"].get("nodeSelector") or {}).items())
    barred = untolerated(pod["spec"].get("tolerations"), node["taints"], ("NoSchedule", "NoExecute"))
    return chosen and node["ready"] and not barred and not node["unschedulable"]


def _too_small(node: dict, pod: dict) -> bool:
    """Whether the pod asks for more of something than even the empty node has: its containers together, or one of the
    init containers alone."""
    there = {"cpu": node["cpu"], "memory": node["memory"], **node["extra"]}
    together: dict[str, float] = {}
    for container in pod["spec"]["containers"]:
        for name, amount in _wanted(container).items():
            together[name] = together.get(name, 0) + amount
    alone = [_wanted(container) for container in pod["spec"].get("initContainers") or ()]
    return any(
        amount > _amount(there.get(name, "0")) for wanted in (together, *alone) for name, amount in wanted.items()
    )


def _wanted(container: dict) -> dict[str, float]:
    """Requests; where only a limit is stated, it is requested too."""
    resources = container.get("resources") or {}
    return {
        name: _amount(amount)
        for name, amount in {**resources.get("limits", {}), **resources.get("requests", {})}.items()
    }


def _amount(text: str) -> float:
    return int(text[:-1]) / 1000 if text.endswith("m") else units(text)


def _never(pod: dict, given: dict) -> bool:
    wanted = pod["spec"].get("priorityClassName")
    classes = {obj["metadata"]["name"]: obj for obj in given["objects"] if obj["kind"] == "PriorityClass"}
    return (pod["spec"].get("preemptionPolicy") or classes.get(wanted, {}).get("preemptionPolicy")) == "Never"


RULES = [
    Rule(
        "taints-are-not-told",
        "https://github.com/kubernetes/kubernetes/pull/134740 (pod statuses no longer include taint keys or values)",
        in_text(
            r"(?:\d+ node\(s\) had taint \{[^}]*\}, that the pod didn't tolerate(?:, )?)+", lambda m: _summed(m[0])
        ),
        SUITES,
    ),
    Rule(
        "node-affinity-names-the-selector",
        "https://github.com/kubernetes/kubernetes/pull/97521 (node(s) didn't match Pod's node affinity/selector)",
        in_text(r"didn't match Pod's node affinity(?!/)", "didn't match Pod's node affinity/selector"),
        SUITES,
    ),
    Rule(
        "one-reason-for-pod-affinity",
        "FORMAT.md, Where v1.20 differs from v1.35: pod affinity message (the specific reason only)",
        _one_affinity_reason,
        SUITES,
    ),
    Rule(
        "reasons-of-the-whole-pod-are-not-counted",
        "kube-scheduler's FitError (pkg/scheduler/framework/types.go): told without a count",
        in_text(
            r"nodes are available: \d+ ((?:persistentvolumeclaim|pod has unbound) [^,]*)\.", r"nodes are available: \1."
        ),
        SUITES,
    ),
    Rule(
        "volumes-name-their-node-affinity",
        "https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/scheduler/framework/plugins/volumebinding/binder.go",
        in_text(
            r"node\(s\) had volume node affinity conflict", "node(s) didn't match PersistentVolume's node affinity"
        ),
        SUITES,
    ),
    Rule(
        "preemption-is-told",
        "https://github.com/kubernetes/kubernetes/pull/107775 (details about preemption), pull/129823 (no new claims to"
        " deallocate: still told of every pod since dynamic resource allocation is on by default, 1.34)",
        _with_preemption,
        SUITES,
    ),
    Rule(
        "preemptor-is-told-by-uid",
        "https://github.com/kubernetes/kubernetes/pull/119971 (preemptor pod UID in the preemption event)",
        in_text(r"Preempted by NS/\S+ on node", "Preempted by pod <uid> on node"),
        SUITES,
    ),
    Rule(
        "a-nomination-ends-with-the-binding",
        "https://github.com/kubernetes/kubernetes/pull/135103 (ClearingNominatedNodeNameAfterBinding by default, 1.35)",
        each_object(lambda pod: {**pod, "nominatedNodeName": None} if pod.get("node") else pod),
        SUITES,
    ),
]


def _summed(text: str) -> str:
    """All taints of a message are one reason now; a separator behind stays."""
    count = sum(int(number) for number in re.findall(r"(\d+) node\(s\) had taint", text))
    return f"{count} node(s) had untolerated taint(s)" + (", " if text.endswith(", ") else "")
