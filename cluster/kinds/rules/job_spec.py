"""The spec of a Job, which is also that of a CronJob's template: its defaults and its validation.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/#JobSpec and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/apis/batch/validation/validation.go (texts and their order)
"""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.pod.template import default_template, validate_template
from cluster.kinds.rules.errors import invalid, required, unsupported
from cluster.kinds.rules.job_policies import (
    default_failure_policy,
    shown_success_policy,
    validate_failure_policy,
    validate_success_policy,
)
from cluster.kinds.rules.prefixed import domain_prefixed_path
from cluster.kinds.rules.reading import number, optional, struct, text
from cluster.kinds.rules.replicas import not_negative

MODES, REPLACEMENTS, RESTARTS = ("NonIndexed", "Indexed"), ("Failed", "TerminatingOrFailed"), ("OnFailure", "Never")
_NUMBERS = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
    "backoffLimitPerIndex", "maxFailedIndexes",
)  # fmt: skip
_MOST_INDEXED, _MANY, _MOST_WITH_MANY = 100_000, 100_000, 10_000


def default_job_spec(spec: dict) -> dict:
    """Of a Job itself."""
    spec = dict(spec)
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    values = (
        ("parallelism", 1),
        # With a limit for each index there is none for all of them, unless it is written.
        ("backoffLimit", 6 if spec.get("backoffLimitPerIndex") is None else 2**31 - 1),
        ("completionMode", "NonIndexed"),
        ("suspend", False),
        ("manualSelector", False),
        ("podReplacementPolicy", "TerminatingOrFailed" if optional(spec, "podFailurePolicy") is None else "Failed"),
    )
    spec.update((field, value) for field, value in values if spec.get(field) is None)
    return default_inner_spec(spec)


def default_inner_spec(spec: dict) -> dict:
    """What is completed in a CronJob's template too: the parts that have defaults of their own."""
    policy = optional(spec, "podFailurePolicy")
    if policy is not None:
        spec = {**spec, "podFailurePolicy": default_failure_policy(policy)}
    return {**spec, "template": default_template(struct(spec, "template"))}


def validate_job_spec(spec: dict, path: str) -> list[FieldError]:
    """All but the selector, which only a Job itself has."""
    errors = not_negative(spec, path, *_NUMBERS)
    if number(spec, "maxFailedIndexes") is not None and number(spec, "backoffLimitPerIndex") is None:
        errors.append(required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified"))
    if spec.get("managedBy") is not None:
        errors += domain_prefixed_path(text(spec, "managedBy"), f"{path}.managedBy", 63)
    mode = text(spec, "completionMode")
    if mode and mode not in MODES:
        errors.append(unsupported(f"{path}.completionMode", mode, MODES))
    if mode == "Indexed":
        errors += _indexed(spec, path)
    elif mode in ("", "NonIndexed"):
        for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if number(spec, field) is not None:
                errors.append(invalid(f"{path}.{field}", spec[field], "requires indexed completion mode"))
    errors += _policies(spec, path)
    errors += validate_template(struct(spec, "template"), f"{path}.template")
    return errors + _restarts(spec, path)


def _indexed(spec: dict, path: str) -> list[FieldError]:
    completions, parallelism = number(spec, "completions"), number(spec, "parallelism") or 0
    most_failed = number(spec, "maxFailedIndexes")
    errors = []
    if completions is None:
        errors.append(required(f"{path}.completions", "when completion mode is Indexed"))
    if parallelism > _MOST_INDEXED:
        detail = f"must be less than or equal to {_MOST_INDEXED} when completion mode is Indexed"
        errors.append(invalid(f"{path}.parallelism", parallelism, detail))
    at = f"{path}.maxFailedIndexes"
    if completions is not None and most_failed is not None and most_failed > completions:
        errors.append(invalid(at, most_failed, "must be less than or equal to completions"))
    if most_failed is not None and most_failed > _MOST_INDEXED:
        errors.append(invalid(at, most_failed, f"must be less than or equal to {_MOST_INDEXED}"))
    if completions is None or completions <= _MANY or number(spec, "backoffLimitPerIndex") is None:
        return errors
    detail = (
        f"must be less than or equal to {_MOST_WITH_MANY} when completions are above {_MANY} and used with backoff "
        "limit per index"
    )
    if most_failed is None:
        errors.append(required(at, f"must be specified when completions is above {_MANY}"))
    if parallelism > _MOST_WITH_MANY:
        errors.append(invalid(f"{path}.parallelism", parallelism, detail))
    if most_failed is not None and most_failed > _MOST_WITH_MANY:
        errors.append(invalid(at, most_failed, detail))
    return errors


def _policies(spec: dict, path: str) -> list[FieldError]:
    failure, success = optional(spec, "podFailurePolicy"), optional(spec, "successPolicy")
    replacement, at = text(spec, "podReplacementPolicy"), f"{path}.podReplacementPolicy"
    errors = []
    if failure is not None:
        errors += validate_failure_policy(failure, spec, f"{path}.podFailurePolicy")
    if success is not None:
        if text(spec, "completionMode") == "Indexed":
            errors += validate_success_policy(success, spec, f"{path}.successPolicy")
        else:
            shown = shown_success_policy(success)
            errors.append(invalid(f"{path}.successPolicy", shown, "requires indexed completion mode"))
    allowed = REPLACEMENTS if failure is None else ("Failed",)
    if spec.get("podReplacementPolicy") is not None and replacement not in allowed:
        errors.append(unsupported(at, replacement, allowed))
    return errors


def _restarts(spec: dict, path: str) -> list[FieldError]:
    restart, at = text(struct(struct(spec, "template"), "spec"), "restartPolicy"), f"{path}.template.spec.restartPolicy"
    if restart in ("", "Always"):
        return [required(at, f'valid values: "{RESTARTS[0]}", "{RESTARTS[1]}"')]
    if restart not in RESTARTS:
        return [unsupported(at, restart, RESTARTS)]
    if optional(spec, "podFailurePolicy") is not None and restart != "Never":
        return [invalid(at, restart, 'only "Never" is supported when podFailurePolicy is specified')]
    return []
