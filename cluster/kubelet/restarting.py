"""Whether a container that ended runs again: by its own rules, its own policy, or the pod's.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restart-rules (on since 1.35) and
https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
"""

from __future__ import annotations

INIT, APP, EPHEMERAL = "initContainers", "containers", "ephemeralContainers"
FIELDS = (INIT, APP, EPHEMERAL)


def field_of(pod: dict, spec: dict) -> str:
    """The list of the pod's spec in which a container stands."""
    return next(field for field in FIELDS for each in pod["spec"].get(field) or () if each["name"] == spec["name"])


def is_sidecar(pod: dict, spec: dict) -> bool:
    return spec.get("restartPolicy") == "Always" and field_of(pod, spec) == INIT


def again(pod: dict, spec: dict, code: int) -> bool:
    """Whether the container, ended with `code`, is to run again."""
    field = field_of(pod, spec)
    if field == EPHEMERAL:
        return False
    for rule in spec.get("restartPolicyRules") or ():
        if _fits(rule.get("exitCodes") or {}, code):
            return rule.get("action") == "Restart"
    policy = spec.get("restartPolicy") or _of_the_pod(pod, field)
    return policy == "Always" or (policy == "OnFailure" and code != 0)


def _of_the_pod(pod: dict, field: str) -> str:
    policy = pod["spec"].get("restartPolicy", "Always")
    return "OnFailure" if field == INIT and policy == "Always" else policy


def _fits(wanted: dict, code: int) -> bool:
    inside = code in (wanted.get("values") or ())
    return inside if wanted.get("operator") == "In" else wanted.get("operator") == "NotIn" and not inside
