"""DaemonSet: one pod of a template on every node that fits.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/; golden suites defaults,
validation and api (table of daemonsets). maxSurge is defaulted since 1.22 (KEP 1591).
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers, label_text, selector_text
from cluster.kinds.pod.template import default_template, validate_replicated_template
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, invalid, required, unsupported
from cluster.kinds.rules.reading import optional, struct, text
from cluster.kinds.rules.replicas import amount, immutable_selector, not_negative, share
from cluster.kinds.rules.selecting import is_empty, shown_selector, validate_label_selector
from cluster.kinds.standard import Standard
from cluster.objects.paths import without
from cluster.objects.selectors import from_label_selector

TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_STRATEGIES = ("RollingUpdate", "OnDelete")
_ALWAYS_TOLD = ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")
_COUNTS = (
    *_ALWAYS_TOLD, "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
    "collisionCount",
)  # fmt: skip


class DaemonSet(Standard):
    group, kind, plural, short_names, categories = "apps", "DaemonSet", "daemonsets", ("ds",), ("all",)
    subresources = ("status",)
    columns = (
        NAME,
        Column("Desired", "integer"),
        Column("Current", "integer"),
        Column("Ready", "integer"),
        Column("Up-to-date", "integer"),
        Column("Available", "integer"),
        Column("Node Selector"),
        AGE,
        *CONTAINERS,
        Column("Selector", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        if spec.get("revisionHistoryLimit") is None:
            spec["revisionHistoryLimit"] = 10
        spec["updateStrategy"] = _default_strategy(struct(spec, "updateStrategy"))
        spec["template"] = default_template(struct(spec, "template"))
        return {**obj, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**_numbered(obj, 1), "status": dict.fromkeys(_ALWAYS_TOLD, 0)}

    def prepare_update(self, obj: dict, old: dict) -> dict:
        """The generation of the template is the server's: the number of templates that there have been."""
        obj, number = super().prepare_update(obj, old), template_generation(old)
        changed = struct(obj, "spec").get("template") != struct(old, "spec").get("template")
        return _numbered(obj, number + 1 if changed else number)

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = _selector_and_template(spec)
        errors += not_negative(spec, "spec", "minReadySeconds")
        errors += _strategy(struct(spec, "updateStrategy"), "spec.updateStrategy")
        return errors + not_negative(spec, "spec", "revisionHistoryLimit")

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        return immutable_selector(obj, old)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        return not_negative(struct(obj, "status"), "status", *_COUNTS)

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return workload_warnings(obj, old)

    def bare_metadata(self, obj: dict) -> dict:
        """The server notes the template's generation only as it writes the whole object (golden api, table of ...)."""
        annotations = without(obj["metadata"].get("annotations") or {}, TEMPLATE_GENERATION)
        rest = without(obj["metadata"], "annotations")
        return {**rest, "annotations": annotations} if annotations else rest

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status", {})
        template = spec.get("template") or {}
        return [
            metadata["name"],
            status.get("desiredNumberScheduled", 0),
            status.get("currentNumberScheduled", 0),
            status.get("numberReady", 0),
            status.get("updatedNumberScheduled", 0),
            status.get("numberAvailable", 0),
            label_text(struct(template, "spec").get("nodeSelector")),
            age(metadata.get("creationTimestamp"), now),
            *containers(template),
            selector_text(spec.get("selector")),
        ]


def template_generation(obj: dict) -> int:
    """How many templates the DaemonSet has had; 0 where nothing sensible is noted."""
    noted = struct(struct(obj, "metadata"), "annotations").get(TEMPLATE_GENERATION)
    return int(noted) if isinstance(noted, str) and noted.isascii() and noted.isdecimal() else 0


def _numbered(obj: dict, number: int) -> dict:
    metadata = struct(obj, "metadata")
    annotations = {**struct(metadata, "annotations"), TEMPLATE_GENERATION: str(number)}
    return {**obj, "metadata": {**metadata, "annotations": annotations}}


def _default_strategy(strategy: dict) -> dict:
    strategy = {**strategy, "type": text(strategy, "type") or "RollingUpdate"}
    if strategy["type"] != "RollingUpdate":
        return strategy
    rolling = dict(struct(strategy, "rollingUpdate"))
    for field, value in (("maxUnavailable", 1), ("maxSurge", 0)):
        if rolling.get(field) is None:
            rolling[field] = value
    return {**strategy, "rollingUpdate": rolling}


def _selector_and_template(spec: dict) -> list[FieldError]:
    selector, template = optional(spec, "selector"), struct(spec, "template")
    if selector is None:
        return validate_replicated_template(template, None, "DaemonSet", "spec.template")
    errors = validate_label_selector(selector, "spec.selector")
    if errors:
        return errors + validate_replicated_template(template, from_label_selector({}), "DaemonSet", "spec.template")
    empty = []
    if is_empty(selector):
        empty = [invalid("spec.selector", shown_selector(selector), "empty selector is invalid for daemonset")]
    chosen = from_label_selector(shown_selector(selector))
    return empty + validate_replicated_template(template, chosen, "DaemonSet", "spec.template")


def _strategy(strategy: dict, path: str) -> list[FieldError]:
    kind, rolling = text(strategy, "type"), optional(strategy, "rollingUpdate")
    if kind == "OnDelete":
        return []
    if kind == "RollingUpdate":
        return [required(f"{path}.rollingUpdate")] if rolling is None else _rolling(rolling, f"{path}.rollingUpdate")
    shown = None
    if rolling is not None:
        shown = Struct(MaxUnavailable=rolling.get("maxUnavailable", 0), MaxSurge=rolling.get("maxSurge", 0))
    return [unsupported(path, Struct(Type=kind, RollingUpdate=shown), _STRATEGIES)]


def _rolling(rolling: dict, path: str) -> list[FieldError]:
    fields = ("maxUnavailable", "maxSurge")
    errors = [error for field in fields for error in share(rolling.get(field), f"{path}.{field}")]
    for field in fields:
        value = rolling.get(field)
        if isinstance(value, str) and not names.percent(value) and amount(value) > 100:
            errors.append(invalid(f"{path}.{field}", value, "must not be greater than 100%"))
    unavailable, surge = (amount(rolling.get(field)) for field in fields)
    if unavailable and surge:
        detail = "may not be set when maxUnavailable is non-zero"
        errors.append(invalid(f"{path}.maxSurge", rolling.get("maxSurge"), detail))
    elif not unavailable and not surge:
        errors.append(required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0"))
    return errors


KIND = DaemonSet()
