"""Job: pods that run until enough of them have succeeded.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/,
https://kubernetes.io/docs/concepts/workloads/controllers/job/; golden suites defaults and validation.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers, duration, selector_text
from cluster.kinds.pod.template import default_template, validate_template
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules.errors import forbidden, invalid, required, unsupported
from cluster.kinds.rules.jobs import default_failure_policy, validate_failure_policy
from cluster.kinds.rules.reading import flag, number, optional, struct, structs, text
from cluster.kinds.rules.replicas import not_negative
from cluster.kinds.rules.selecting import shown_selector, validate_label_selector
from cluster.kinds.standard import Standard
from cluster.objects.selectors import from_label_selector
from cluster.objects.times import parse

_PREFIX = "batch.kubernetes.io/"
UID_LABEL, NAME_LABEL = f"{_PREFIX}controller-uid", f"{_PREFIX}job-name"
_LEGACY_UID, _LEGACY_NAME = "controller-uid", "job-name"
MODES, REPLACEMENTS, RESTARTS = ("NonIndexed", "Indexed"), ("TerminatingOrFailed", "Failed"), ("OnFailure", "Never")
_NUMBERS = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
)  # fmt: skip
_NOT_SIMULATED = ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy")
_MOST_INDEXED = 100_000
_ENDS, _STAGES = ("Complete", "Failed"), ("Suspended", "FailureTarget", "SuccessCriteriaMet")


class Job(Standard):
    group, kind, plural, categories = "batch", "Job", "jobs", ("all",)
    subresources = ("status",)
    columns = (
        NAME,
        Column("Status", description="Status of the job."),
        Column("Completions"),
        Column("Duration", description="Time required to complete the job."),
        AGE,
        *CONTAINERS,
        Column("Selector", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        spec = default_spec(struct(obj, "spec"))
        metadata, labels = struct(obj, "metadata"), struct(struct(spec["template"], "metadata"), "labels")
        if labels and not metadata.get("labels"):
            metadata = {**metadata, "labels": labels}
        return {**obj, "metadata": metadata, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def allocate(self, obj: dict, old: dict | None, store, draw: Callable[..., int]) -> tuple[dict, list[FieldError]]:
        """Selector and labels that no other Job has: made of its uid, unless it brings its own (manualSelector)."""
        if old is None and not flag(obj["spec"], "manualSelector"):
            obj = _identified(obj)
        return obj, _selector(obj["spec"], obj["metadata"]) if old is None else []

    def rules(self, obj: dict) -> list[FieldError]:
        return validate_spec(struct(obj, "spec"), "spec")

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = []
        suspended = flag(before, "suspend") and not struct(old, "status").get("startTime")
        elastic = text(spec, "completionMode") == "Indexed" and spec.get("completions") == spec.get("parallelism")
        for field in ("completions", "selector", "template", "completionMode", "podFailurePolicy"):
            if spec.get(field) == before.get(field) or (field == "completions" and elastic):
                continue
            if field == "template" and suspended and _only_placing(spec, before):
                continue
            errors.append(invalid(f"spec.{field}", spec.get(field), "field is immutable"))
        return errors

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        status = struct(obj, "status")
        return not_negative(status, "status", "active", "succeeded", "failed", "ready", "terminating")

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return workload_warnings(obj, old)

    def field_labels(self, obj: dict) -> dict[str, str]:
        succeeded = struct(obj, "status").get("succeeded", 0)
        return {**super().field_labels(obj), "status.successful": str(succeeded)}

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], obj["spec"]
        return [
            metadata["name"],
            _state(obj),
            _completions(obj),
            lasted(obj, now),
            age(metadata.get("creationTimestamp"), now),
            *containers(spec.get("template") or {}),
            selector_text(spec.get("selector")),
        ]


def default_spec(spec: dict) -> dict:
    spec = dict(spec)
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    policy = optional(spec, "podFailurePolicy")
    values = (
        ("parallelism", 1),
        ("backoffLimit", 6),
        ("completionMode", "NonIndexed"),
        ("suspend", False),
        ("manualSelector", False),
        ("podReplacementPolicy", "TerminatingOrFailed" if policy is None else "Failed"),
    )
    spec.update((field, value) for field, value in values if spec.get(field) is None)
    if policy is not None:
        spec["podFailurePolicy"] = default_failure_policy(policy)
    return {**spec, "template": default_template(struct(spec, "template"))}


def validate_spec(spec: dict, path: str) -> list[FieldError]:
    """All but the selector, which only a Job itself has (a CronJob's template has none)."""
    errors = not_negative(spec, path, *_NUMBERS)
    given = [field for field in _NOT_SIMULATED if spec.get(field) is not None]
    errors += [forbidden(f"{path}.{field}", "is not simulated") for field in given]
    mode, replacement = text(spec, "completionMode"), text(spec, "podReplacementPolicy")
    if mode not in MODES:
        errors.append(unsupported(f"{path}.completionMode", mode, MODES))
    elif mode == "Indexed":
        errors += _indexed(spec, path)
    template, policy = struct(spec, "template"), optional(spec, "podFailurePolicy")
    if replacement not in (REPLACEMENTS if policy is None else ("Failed",)):
        allowed = REPLACEMENTS if policy is None else ("Failed",)
        errors.append(unsupported(f"{path}.podReplacementPolicy", replacement, sorted(allowed)))
    if policy is not None:
        errors += validate_failure_policy(policy, struct(template, "spec"), f"{path}.podFailurePolicy")
    errors += validate_template(template, f"{path}.template")
    restart = text(struct(template, "spec"), "restartPolicy")
    at = f"{path}.template.spec.restartPolicy"
    if restart not in RESTARTS:
        errors.append(required(at, f'valid values: "{RESTARTS[0]}", "{RESTARTS[1]}"'))
    if policy is not None and restart != "Never":
        errors.append(invalid(at, restart, 'only "Never" is supported when podFailurePolicy is specified'))
    return errors


def lasted(obj: dict, now: int) -> str:
    """How long the Job ran, or has been running; "" before it starts."""
    start, end = struct(obj, "status").get("startTime"), struct(obj, "status").get("completionTime")
    return duration((parse(end) if end else now) - parse(start)) if start else ""


def _indexed(spec: dict, path: str) -> list[FieldError]:
    detail = "must be less than or equal to 100000 when completion mode is Indexed"
    errors = []
    if number(spec, "completions") is None:
        errors.append(required(f"{path}.completions", "when completion mode is Indexed"))
    for field in ("parallelism", "completions"):
        value = number(spec, field) or 0
        if value > _MOST_INDEXED:
            errors.append(invalid(f"{path}.{field}", value, detail))
    return errors


def _identified(obj: dict) -> dict:
    metadata, spec = obj["metadata"], obj["spec"]
    template, selector = spec["template"], struct(spec, "selector")
    labels = dict(struct(struct(template, "metadata"), "labels"))
    for key, value in (
        (_LEGACY_NAME, metadata["name"]), (NAME_LABEL, metadata["name"]),
        (_LEGACY_UID, metadata["uid"]), (UID_LABEL, metadata["uid"]),
    ):  # fmt: skip
        labels.setdefault(key, value)
    matched = {**struct(selector, "matchLabels")}
    matched.setdefault(UID_LABEL, metadata["uid"])
    template = {**template, "metadata": {**struct(template, "metadata"), "labels": labels}}
    if not metadata.get("labels"):
        metadata = {**metadata, "labels": labels}
    return {
        **obj,
        "metadata": metadata,
        "spec": {**spec, "selector": {**selector, "matchLabels": matched}, "template": template},
    }


def _selector(spec: dict, metadata: dict) -> list[FieldError]:
    selector = optional(spec, "selector")
    if selector is None:
        return [required("spec.selector")]
    errors = validate_label_selector(selector, "spec.selector")
    if errors:
        return errors
    chosen = from_label_selector(shown_selector(selector))
    generated = {UID_LABEL: metadata["uid"], _LEGACY_UID: metadata["uid"],
                 NAME_LABEL: metadata["name"], _LEGACY_NAME: metadata["name"]}  # fmt: skip
    if not flag(spec, "manualSelector"):
        if not chosen.matches(generated):
            errors.append(invalid("spec.selector", shown_selector(selector), "`selector` not auto-generated"))
        labels = struct(struct(spec["template"], "metadata"), "labels")
        for key, value in generated.items():
            if labels.get(key) != value:
                errors.append(invalid("spec.template.metadata.labels", labels or None, f"must be '{value}'"))
    labels = struct(struct(spec["template"], "metadata"), "labels")
    if not chosen.matches(labels):
        detail = "`selector` does not match template `labels`"
        errors.append(invalid("spec.template.metadata.labels", labels or None, detail))
    return errors


def _only_placing(spec: dict, before: dict) -> bool:
    """Whether two templates differ only in what places the pods: free while the Job has never started."""
    free = ("nodeSelector", "affinity", "tolerations", "schedulingGates")
    one, other = ({**struct(s, "template")} for s in (spec, before))
    for template in (one, other):
        template["spec"] = {key: value for key, value in struct(template, "spec").items() if key not in free}
        template["metadata"] = {}
    return one == other


def _state(obj: dict) -> str:
    found = {c.get("type") for c in structs(struct(obj, "status"), "conditions") if c.get("status") == "True"}
    ended = next((kind for kind in _ENDS if kind in found), "")
    if not ended and obj["metadata"].get("deletionTimestamp"):
        return "Terminating"
    return ended or next((kind for kind in _STAGES if kind in found), "Running")


def _completions(obj: dict) -> str:
    spec, succeeded = obj["spec"], struct(obj, "status").get("succeeded", 0)
    if spec.get("completions") is not None:
        return f"{succeeded}/{spec['completions']}"
    parallelism = spec.get("parallelism") or 0
    return f"{succeeded}/1 of {parallelism}" if parallelism > 1 else f"{succeeded}/1"


KIND = Job()
