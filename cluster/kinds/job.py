"""Job: pods that run until enough of them have succeeded.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/,
https://kubernetes.io/docs/concepts/workloads/controllers/job/; golden suites defaults and validation.
"""

from __future__ import annotations

from collections.abc import Callable

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers, duration, selector_text
from cluster.kinds.pod.template import labels_not_selected
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import invalid, required
from cluster.kinds.rules.job_policies import shown_success_policy
from cluster.kinds.rules.job_spec import default_job_spec, validate_job_spec
from cluster.kinds.rules.job_status import validate_job_status
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import flag, labels, number, optional, struct, structs, text
from cluster.kinds.rules.selecting import shown_selector, validate_label_selector
from cluster.kinds.standard import Standard
from cluster.objects.selectors import from_label_selector
from cluster.objects.times import parse

_PREFIX = "batch.kubernetes.io/"
UID_LABEL, NAME_LABEL = f"{_PREFIX}controller-uid", f"{_PREFIX}job-name"
_LEGACY_UID, _LEGACY_NAME = "controller-uid", "job-name"
_ENDS, _STAGES = ("Complete", "Failed"), ("Suspended", "FailureTarget", "SuccessCriteriaMet")
_IMMUTABLE = (
    "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy",
)  # fmt: skip
# What may change in the template of a Job that is suspended and has never started.
# Source: .../controllers/job/#mutable-scheduling-directives
_PLACING = ("nodeSelector", "tolerations", "schedulingGates")


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
        spec = default_job_spec(struct(obj, "spec"))
        metadata, given = struct(obj, "metadata"), struct(struct(spec["template"], "metadata"), "labels")
        if given and not metadata.get("labels"):
            metadata = {**metadata, "labels": given}
        return {**obj, "metadata": metadata, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def allocate(self, obj: dict, old: dict | None, store, draw: Callable[..., int]) -> tuple[dict, list[FieldError]]:
        return (_identified(obj) if old is None else obj), []

    def validate(self, obj: dict) -> list[FieldError]:
        """The object comes with its uid, and is checked with the selector and the labels that are made of it."""
        return self._valid(_identified(obj))

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = self._valid(obj) + validate_metadata_update(obj, old)
        spec, before = struct(obj, "spec"), struct(old, "spec")
        return [*errors, *_spec_rules(spec), *_completions_change(spec, before), *_immutable(obj, old)]

    def _valid(self, obj: dict) -> list[FieldError]:
        spec, name = struct(obj, "spec"), text(struct(obj, "metadata"), "name")
        errors = validate_metadata(obj, self.namespaced, self.name_check)
        errors += _generated_selector(obj) + _spec_rules(spec)
        count = number(spec, "completions") or 0
        if text(spec, "completionMode") == "Indexed" and count > 0:
            host = f"{name}-{count - 1}"
            if names.dns_label(host):
                detail = f"will not able to create pod with invalid DNS label: {host}"
                errors.append(invalid("metadata.name", name, detail))
        return errors

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + validate_job_status(obj, old)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return job_warnings(struct(obj, "spec")) + workload_warnings(obj, old)

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


def job_warnings(spec: dict) -> list[str]:
    if text(spec, "completionMode") != "Indexed":
        return []
    if (number(spec, "completions") or 0) <= 100_000 or (number(spec, "parallelism") or 0) <= 10_000:
        return []
    return [
        "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes "
        "might not be able to track completedIndexes when a big number of indexes fail"
    ]


def lasted(obj: dict, now: int) -> str:
    """How long the Job ran, or has been running; "" before it starts."""
    start, end = struct(obj, "status").get("startTime"), struct(obj, "status").get("completionTime")
    return duration((parse(end) if end else now) - parse(start)) if start else ""


def _generated(metadata: dict) -> dict[str, str]:
    uid, name = text(metadata, "uid"), text(metadata, "name")
    return {_LEGACY_UID: uid, _LEGACY_NAME: name, UID_LABEL: uid, NAME_LABEL: name}


def _identified(obj: dict) -> dict:
    """Selector and labels that no other Job has: made of its uid, unless it brings its own (manualSelector)."""
    metadata, spec = obj["metadata"], obj["spec"]
    if flag(spec, "manualSelector"):
        return obj
    template, selector = spec["template"], struct(spec, "selector")
    given = {**_generated(metadata), **struct(struct(template, "metadata"), "labels")}
    matched = {UID_LABEL: text(metadata, "uid"), **struct(selector, "matchLabels")}
    template = {**template, "metadata": {**struct(template, "metadata"), "labels": given}}
    brought = struct(struct(template, "metadata"), "labels")
    if not metadata.get("labels") or metadata["labels"] == brought:  # by the defaults: in Go they are one map
        metadata = {**metadata, "labels": given}
    return {
        **obj,
        "metadata": metadata,
        "spec": {**spec, "selector": {**selector, "matchLabels": matched}, "template": template},
    }


def _generated_selector(obj: dict) -> list[FieldError]:
    spec, generated = struct(obj, "spec"), _generated(struct(obj, "metadata"))
    selector = optional(spec, "selector")
    if flag(spec, "manualSelector") or selector is None:
        return []
    given = labels(struct(struct(spec, "template"), "metadata"), "labels")
    errors = []
    for key, value in generated.items():
        at, detail = f"spec.template.metadata.labels[{key}]", f"must be '{value}'"
        if key not in given:
            errors.append(required(at, detail))
        elif given[key] != value:
            errors.append(invalid(at, given, detail))
    if not validate_label_selector(selector, "") and not from_label_selector(selector).matches(generated):
        errors.append(invalid("spec.selector", shown_selector(selector), "`selector` not auto-generated"))
    return errors


def _spec_rules(spec: dict) -> list[FieldError]:
    errors = validate_job_spec(spec, "spec")
    selector, given = optional(spec, "selector"), labels(struct(struct(spec, "template"), "metadata"), "labels")
    if selector is None:
        errors.append(required("spec.selector"))
    else:
        errors += validate_label_selector(selector, "spec.selector")
    readable = selector is not None and not validate_label_selector(selector, "")
    if selector is None or (readable and not from_label_selector(shown_selector(selector)).matches(given)):
        errors.append(labels_not_selected(struct(spec, "template"), "spec.template.metadata.labels"))
    return errors


def _completions_change(spec: dict, before: dict) -> list[FieldError]:
    """Indexed Jobs are elastic: as long as completions and parallelism are the same."""
    count = number(spec, "completions")
    if count == number(before, "completions"):
        return []
    if text(spec, "completionMode") != "Indexed":
        return [invalid("spec.completions", count, "field is immutable")]
    if count is None or count == number(spec, "parallelism"):
        return []
    return [invalid("spec.completions", count, "can only be modified in tandem with spec.parallelism")]


def _immutable(obj: dict, old: dict) -> list[FieldError]:
    spec, before = struct(obj, "spec"), struct(old, "spec")
    if flag(before, "suspend") and not struct(old, "status").get("startTime"):
        before = {**before, "template": _placed_as(struct(before, "template"), struct(spec, "template"))}
    changed = [field for field in _IMMUTABLE if spec.get(field) != before.get(field)]
    return [invalid(f"spec.{field}", _shown(spec, field), "field is immutable") for field in changed]


def _shown(spec: dict, field: str) -> object:
    value = spec.get(field)
    if value is None or field not in ("selector", "successPolicy"):
        return value
    return (shown_selector if field == "selector" else shown_success_policy)(value)


def _placed_as(template: dict, other: dict) -> dict:
    """The template with what places the pods, and the labels and annotations, taken from `other`."""
    spec, wanted = dict(struct(template, "spec")), struct(other, "spec")
    for field in _PLACING:
        spec.pop(field, None)
        if field in wanted:
            spec[field] = wanted[field]
    affinity, asked = dict(struct(spec, "affinity")), optional(wanted, "affinity")
    affinity.pop("nodeAffinity", None)
    if asked is not None and "nodeAffinity" in asked:
        affinity["nodeAffinity"] = asked["nodeAffinity"]
    spec.pop("affinity", None)
    if affinity or asked is not None:
        spec["affinity"] = affinity
    metadata = {key: value for key, value in struct(template, "metadata").items() if key not in _DESCRIBING}
    metadata.update((key, value) for key, value in struct(other, "metadata").items() if key in _DESCRIBING)
    return {**template, "metadata": metadata, "spec": spec}


_DESCRIBING = ("labels", "annotations")


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
