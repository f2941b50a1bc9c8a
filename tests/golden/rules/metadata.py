"""What 1.35 writes into every object's metadata, and into its pods', and 1.20 did not."""

from __future__ import annotations

from typing import Any

from tests.golden.cases import Case
from tests.golden.rewriting import Rule, each_object, of_kind

OMITTED = "https://github.com/kubernetes/kubernetes/pull/130989 (1.34: zero creationTimestamp is omitted)"
SECCOMP = "https://kubernetes.io/docs/reference/labels-annotations-taints/#seccomp-security-alpha-kubernetes-io-pod"
SECCOMP_NOTE = "seccomp.security.alpha.kubernetes.io/"
NAME_LABEL = "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name (1.21)"


def _without_null_time(value: dict) -> dict:
    if value.get("creationTimestamp", "") is not None:
        return value
    return {key: item for key, item in value.items() if key != "creationTimestamp"}


def _name_label(namespace: dict) -> dict:
    metadata: dict[str, Any] = namespace["metadata"]
    labels = {**(metadata.get("labels") or {}), "kubernetes.io/metadata.name": metadata["name"]}
    return {**namespace, "metadata": {**metadata, "labels": labels}}


def _surge(daemon_set: dict) -> dict:
    strategy = (daemon_set.get("spec") or {}).get("updateStrategy") or {}
    if strategy.get("type") != "RollingUpdate":
        return daemon_set
    rolling = {"maxSurge": 0, **(strategy.get("rollingUpdate") or {})}
    return {**daemon_set, "spec": {**daemon_set["spec"], "updateStrategy": {**strategy, "rollingUpdate": rolling}}}


def _without_seccomp(expect: Any, case: Case) -> Any:
    """1.20 wrote a pod's seccomp profile into annotations too; those that were sent stay."""
    sent = str(case.given)

    def change(pod: dict) -> dict:
        notes = pod["metadata"].get("annotations") or {}
        kept = {key: value for key, value in notes.items() if SECCOMP_NOTE not in key or key in sent}
        if len(kept) == len(notes):
            return pod
        rest = {key: value for key, value in pod["metadata"].items() if key != "annotations"}
        return {**pod, "metadata": {**rest, "annotations": kept} if kept else rest}

    return of_kind("Pod", change)(expect, case)


def _job(job: dict) -> dict:
    """Labels with a prefix stand beside the old ones, and the selector is one of them; new fields are defaulted."""
    metadata, spec = job["metadata"], job["spec"]
    spec = {"completionMode": "NonIndexed", "suspend": False, "manualSelector": False, **spec}
    spec.setdefault("podReplacementPolicy", "TerminatingOrFailed")
    template, uid = spec["template"], spec["selector"]["matchLabels"].get("controller-uid")
    if uid is None:
        return job
    labels = template["metadata"]["labels"]
    labels = {**labels, **{f"batch.kubernetes.io/{key}": labels[key] for key in ("controller-uid", "job-name")}}
    spec["template"] = {**template, "metadata": {**template["metadata"], "labels": labels}}
    spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    return {**job, "metadata": {**metadata, "labels": labels, "generation": 1}, "spec": spec}


RULES = [
    Rule(
        "Jobs have prefixed labels, a mode, and can be suspended",
        "https://kubernetes.io/docs/reference/labels-annotations-taints/#batchkubernetesio-job-name (1.27); "
        "https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode, #suspending-a-job, "
        "#pod-replacement-policy",
        of_kind("Job", _job),
        ("defaults",),
    ),
    Rule("profiles are no annotations", SECCOMP, _without_seccomp, ("defaults", "validation", "api")),
    Rule(
        "DaemonSets may surge",
        "https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/1591-daemonset-surge (default 0)",
        of_kind("DaemonSet", _surge),
        ("defaults",),
    ),
    Rule("no creationTimestamp: null", OMITTED, each_object(_without_null_time)),
    Rule("namespaces are labelled with their name", NAME_LABEL, of_kind("Namespace", _name_label), ("defaults", "api")),
]
