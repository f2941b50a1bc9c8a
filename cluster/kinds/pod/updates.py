"""What may change of a pod that exists: little more than its images.

Source: https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement, golden validation.
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod import changes
from cluster.kinds.pod.containers import validate_image_spaces
from cluster.kinds.pod.scheduling import validate_tolerations
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import forbidden, invalid, required
from cluster.kinds.rules.reading import number, struct, structs, text
from cluster.objects.paths import without

_MAY_CHANGE = ",".join(
    (
        "`spec.containers[*].image`",
        "`spec.initContainers[*].image`",
        "`spec.activeDeadlineSeconds`",
        "`spec.tolerations` (only additions to existing tolerations)",
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    )
)


def validate_spec_update(pod: dict, old: dict) -> list[FieldError]:
    spec, before = struct(pod, "spec"), struct(old, "spec")
    errors: list[FieldError] = []
    for field in ("containers", "initContainers"):
        if len(structs(spec, field)) != len(structs(before, field)):
            return [*errors, forbidden(f"spec.{field}", "pod updates may not add or remove containers")]
        errors += _images(spec, field)
    found, stop = _deadline(spec, before)
    errors += found
    if stop:
        return errors
    errors += _tolerations(structs(spec, "tolerations"), structs(before, "tolerations"))
    errors += _gates(structs(spec, "schedulingGates"), structs(before, "schedulingGates"))
    if spec == before:
        return errors
    compared, found = _with_what_may_change(spec, before)
    errors += found
    if compared != before:
        diff = changes.report(before, compared)
        errors.append(forbidden("spec", f"pod updates may not change fields other than {_MAY_CHANGE}\n{diff}"))
    return errors


def validate_status_change(pod: dict, old: dict) -> list[FieldError]:
    """A container that is done stays done, unless its restart policy has it start again."""
    errors = []
    if text(struct(pod, "spec"), "nodeName") != text(struct(old, "spec"), "nodeName"):
        errors.append(forbidden("status.nodeName", "may not be changed directly"))
    status, before = struct(pod, "status"), struct(old, "status")
    if before.get("qosClass") and status.get("qosClass") != before["qosClass"]:
        errors.append(invalid("status.qosClass", text(status, "qosClass"), "field is immutable"))
    policy = text(struct(old, "spec"), "restartPolicy")
    for field in ("containerStatuses", "initContainerStatuses"):
        errors += _transitions(status, before, field, policy, struct(old, "spec"))
    return errors


def _images(spec: dict, field: str) -> list[FieldError]:
    errors = []
    for index, container in enumerate(structs(spec, field)):
        if not text(container, "image"):
            errors.append(required(f"spec.{field}[{index}].image"))
        errors += validate_image_spaces(container, f"spec.{field}[{index}]")
    return errors


def _deadline(spec: dict, before: dict) -> tuple[list[FieldError], bool]:
    """Errors, and whether nothing further is looked at."""
    new, old, path = (
        number(spec, "activeDeadlineSeconds"),
        number(before, "activeDeadlineSeconds"),
        "spec.activeDeadlineSeconds",
    )
    if new is None:
        return (
            ([], False)
            if old is None
            else ([invalid(path, None, "must not update from a positive integer to nil value")], False)
        )
    if not 0 <= new <= 2**31 - 1:
        return [invalid(path, new, names.between(0, 2**31 - 1))], True
    if old is not None and old < new:
        return [invalid(path, new, "must be less than or equal to previous value")], True
    return [], False


def _tolerations(new: list[dict], old: list[dict]) -> list[FieldError]:
    bare = [without(toleration, "tolerationSeconds") for toleration in new]
    if any(without(toleration, "tolerationSeconds") not in bare for toleration in old):
        detail = "existing toleration can not be modified except its tolerationSeconds"
        return [forbidden("spec.tolerations", detail)]
    return validate_tolerations(new, "spec.tolerations")


def _gates(new: list[dict], old: list[dict]) -> list[FieldError]:
    known = {text(gate, "name") for gate in old}
    return [
        forbidden(
            f"spec.schedulingGates[{index}].name", f"only deletion is allowed, but found new scheduling gate '{name}'"
        )
        for index, name in enumerate(text(gate, "name") for gate in new)
        if name not in known
    ]


def _with_what_may_change(spec: dict, before: dict) -> tuple[dict, list[FieldError]]:
    """The new spec with everything taken from the old one that may differ; what is left must be equal."""
    compared = _take(spec, before, "activeDeadlineSeconds", "schedulingGates", "tolerations")
    for field in ("containers", "initContainers"):
        if structs(spec, field):
            pairs = zip(structs(spec, field), structs(before, field), strict=True)
            compared[field] = [_take(container, old, "image") for container, old in pairs]
    grace = number(before, "terminationGracePeriodSeconds")
    if grace is not None and grace < 0 and spec.get("terminationGracePeriodSeconds") == 1:
        compared = _take(compared, before, "terminationGracePeriodSeconds")
    if not structs(before, "schedulingGates"):
        return compared, []
    errors = []
    selector, was = struct(spec, "nodeSelector"), struct(before, "nodeSelector")
    if any(selector.get(key) != value for key, value in was.items()):
        errors.append(
            invalid(
                "spec.nodeSelector",
                selector,
                "only additions to spec.nodeSelector are allowed (no mutations or deletions)",
            )
        )
    return _take(compared, before, "nodeSelector"), errors


def _take(new: dict, old: dict, *fields: str) -> dict:
    return {**without(new, *fields), **{field: old[field] for field in fields if field in old}}


def _transitions(status: dict, before: dict, field: str, policy: str, spec: dict) -> list[FieldError]:
    if policy == "Always":
        return []
    restarting = {
        text(c, "name")
        for part in ("containers", "initContainers")
        for c in structs(spec, part)
        if c.get("restartPolicy")
    }
    states = {text(container, "name"): struct(container, "state") for container in structs(status, field)}
    errors = []
    for index, container in enumerate(structs(before, field)):
        done, name = struct(struct(container, "state"), "terminated"), text(container, "name")
        if not done or name in restarting or (done.get("exitCode") and policy == "OnFailure"):
            continue
        if name in states and "terminated" not in states[name]:
            path = f"status.{field}[{index}].state"
            errors.append(forbidden(path, "may not be transitioned to non-terminated state"))
    return errors
