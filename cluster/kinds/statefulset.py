"""StatefulSet: pods with a name, a place in an order and storage of their own.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/; golden suites defaults,
validation. maxUnavailable is defaulted since 1.35 (KEP 961), persistentVolumeClaimRetentionPolicy since 1.27.
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers, selector_text
from cluster.kinds.pod.container_warnings import fractions
from cluster.kinds.pod.template import default_template, labels_not_selected, validate_template
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import (
    Struct,
    each_invalid,
    forbidden,
    invalid,
    required,
    unsupported,
)
from cluster.kinds.rules.metadata import validate_annotations, validate_labels, validate_metadata_update
from cluster.kinds.rules.reading import labels, number, optional, struct, structs, text
from cluster.kinds.rules.replicas import amount, not_negative, share
from cluster.kinds.rules.selecting import is_empty, shown_selector, validate_label_selector
from cluster.kinds.rules.storage import default_claim_spec, validate_claim_spec
from cluster.kinds.standard import Standard
from cluster.objects.selectors import from_label_selector

ORDERED, PARALLEL = "OrderedReady", "Parallel"
ROLLING, ON_DELETE = "RollingUpdate", "OnDelete"
RETENTION = "persistentVolumeClaimRetentionPolicy"
_KEPT = ("Retain", "Delete")
_MAY_CHANGE = (
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", RETENTION, "minReadySeconds",
)  # fmt: skip
_FORBIDDEN = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    f"'revisionHistoryLimit', '{RETENTION}' and 'minReadySeconds' are forbidden"
)
_NO_LIMIT = "a negative value retains all historical revisions; a value >= 0 is recommended"
_COUNTS = ("replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas")


class StatefulSet(Standard):
    group, kind, plural, short_names, categories = "apps", "StatefulSet", "statefulsets", ("sts",), ("all",)
    subresources = ("status", "scale")
    name_check = staticmethod(names.dns_label)
    columns = (NAME, Column("Ready", description="Number of the pod with ready state"), AGE, *CONTAINERS)

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        for field, value in (("replicas", 1), ("revisionHistoryLimit", 10), ("podManagementPolicy", ORDERED)):
            if spec.get(field) is None or spec[field] == "":
                spec[field] = value
        spec["updateStrategy"] = _default_strategy(struct(spec, "updateStrategy"))
        retention = struct(spec, RETENTION)
        kept = {field: text(retention, field) or "Retain" for field in ("whenDeleted", "whenScaled")}
        spec[RETENTION] = {**retention, **kept}
        spec["template"] = default_template(struct(spec, "template"))
        if isinstance(spec.get("volumeClaimTemplates"), list):
            spec["volumeClaimTemplates"] = [_default_claim(one) for one in structs(spec, "volumeClaimTemplates")]
        return {**obj, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {"replicas": 0, "availableReplicas": 0}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = _checks(spec)
        claims = structs(spec, "volumeClaimTemplates")
        for index, claim in enumerate(claims):
            errors += validate_claim_spec(struct(claim, "spec"), f"spec.volumeClaimTemplates[{index}].spec")
        service = text(spec, "serviceName")
        named = each_invalid("spec.serviceName", service, names.dns_label(service)) if service else []
        return errors + _numbers(spec) + named + _pods(spec)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        """What may not change anyway is not checked again."""
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = validate_metadata_update(obj, old) + _checks(spec) + _numbers(spec) + _pods(spec)
        if any(spec.get(field) != before.get(field) for field in sorted({*spec, *before} - {*_MAY_CHANGE})):
            errors.append(forbidden("spec", _FORBIDDEN))
        return errors

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        status = struct(obj, "status")
        errors = not_negative(status, "status", *_COUNTS, "observedGeneration", "collisionCount")
        replicas, ready = number(status, "replicas") or 0, number(status, "readyReplicas") or 0
        for field in _COUNTS[1:]:
            value = number(status, field) or 0
            if value > replicas:
                errors.append(invalid(f"status.{field}", value, "cannot be greater than status.replicas"))
        available = number(status, "availableReplicas") or 0
        if available > ready:
            detail = "cannot be greater than status.readyReplicas"
            errors.append(invalid("status.availableReplicas", available, detail))
        return errors

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        spec = struct(obj, "spec")
        found = workload_warnings(obj, old)
        for index, claim in enumerate(structs(spec, "volumeClaimTemplates")):
            requests = struct(struct(struct(claim, "spec"), "resources"), "requests")
            found += fractions(requests, f"spec.volumeClaimTemplates[{index}].resources.requests", ("storage",))
        limit = number(spec, "revisionHistoryLimit")
        return [*found, f"spec.revisionHistoryLimit: {_NO_LIMIT}"] if limit is not None and limit < 0 else found

    def scale_selector(self, obj: dict) -> str:
        return selector_text(obj["spec"].get("selector"))

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
        return [
            metadata["name"],
            f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
            age(metadata.get("creationTimestamp"), now),
            *containers(spec.get("template") or {}),
        ]


def _default_strategy(strategy: dict) -> dict:
    kind = text(strategy, "type")
    if not kind:
        strategy = {**strategy, "type": ROLLING, "rollingUpdate": struct(strategy, "rollingUpdate")}
    rolling = optional(strategy, "rollingUpdate")
    if strategy["type"] != ROLLING or rolling is None:
        return strategy
    missing = {field: value for field, value in (("partition", 0), ("maxUnavailable", 1)) if rolling.get(field) is None}
    return {**strategy, "rollingUpdate": {**rolling, **missing}}


def _default_claim(claim: dict) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        **claim,
        "spec": default_claim_spec(struct(claim, "spec")),
        "status": {**struct(claim, "status"), "phase": text(struct(claim, "status"), "phase") or "Pending"},
    }


def _checks(spec: dict) -> list[FieldError]:
    """Of policies and strategies, in the server's order."""
    policy, errors = text(spec, "podManagementPolicy"), []
    if not policy:
        errors.append(required("spec.podManagementPolicy"))
    elif policy not in (ORDERED, PARALLEL):
        errors.append(invalid("spec.podManagementPolicy", policy, f"must be '{ORDERED}' or '{PARALLEL}'"))
    errors += _strategy(struct(spec, "updateStrategy"), "spec.updateStrategy")
    retention = optional(spec, RETENTION)
    for field in ("whenDeleted", "whenScaled") if retention is not None else ():
        if text(retention or {}, field) not in _KEPT:
            errors.append(unsupported(f"spec.{RETENTION}.{field}", text(retention or {}, field), _KEPT))
    return errors


def _numbers(spec: dict) -> list[FieldError]:
    errors = not_negative(spec, "spec", "replicas", "minReadySeconds")
    return errors + not_negative(struct(spec, "ordinals"), "spec.ordinals", "start")


def _strategy(strategy: dict, path: str) -> list[FieldError]:
    kind, rolling = text(strategy, "type"), optional(strategy, "rollingUpdate")
    shown = None
    if rolling is not None:
        shown = Struct(Partition=number(rolling, "partition") or 0, MaxUnavailable=rolling.get("maxUnavailable"))
    if not kind:
        return [required(path)]
    if kind == ON_DELETE:
        detail = f"only allowed for updateStrategy '{ROLLING}'"
        return [] if rolling is None else [invalid(f"{path}.rollingUpdate", shown, detail)]
    if kind != ROLLING:
        detail = f"must be '{ROLLING}' or '{ON_DELETE}'"
        return [invalid(path, Struct(Type=kind, RollingUpdate=shown), detail)]
    return [] if rolling is None else _rolling(rolling, f"{path}.rollingUpdate")


def _rolling(rolling: dict, path: str) -> list[FieldError]:
    errors, most = not_negative(rolling, path, "partition"), rolling.get("maxUnavailable")
    if most is None:
        return errors
    at = f"{path}.maxUnavailable"
    errors += share(most, at)
    if amount(most) == 0:
        errors.append(invalid(at, most, "cannot be 0"))
    if isinstance(most, str) and not names.percent(most) and amount(most) > 100:
        errors.append(invalid(at, most, "must not be greater than 100%"))
    return errors


def _pods(spec: dict) -> list[FieldError]:
    """The selector, and the template as the pods will have it: with the volumes of their claims."""
    selector, template, at = optional(spec, "selector"), struct(spec, "template"), "spec.template"
    errors, pod = [], struct(template, "spec")
    if selector is None:
        errors.append(required("spec.selector"))
    else:
        wrong = validate_label_selector(selector, "spec.selector")
        errors += wrong
        if is_empty(selector):
            detail = "empty selector is invalid for statefulset"
            errors.append(invalid("spec.selector", shown_selector(selector), detail))
        if wrong:
            errors.append(invalid("spec.selector", shown_selector(selector), ""))
            return errors + _restarting(pod, f"{at}.spec")
    given = labels(struct(template, "metadata"), "labels")
    if selector is None or not from_label_selector(shown_selector(selector)).matches(given):
        errors.append(labels_not_selected(template, f"{at}.metadata.labels"))
    errors += validate_template({**template, "spec": _with_claims(pod, structs(spec, "volumeClaimTemplates"))}, at)
    metadata = struct(template, "metadata")
    errors += validate_labels(labels(metadata, "labels"), f"{at}.labels")
    errors += validate_annotations(labels(metadata, "annotations"), f"{at}.annotations")
    return errors + _restarting(pod, f"{at}.spec")


def _with_claims(pod: dict, claims: list[dict]) -> dict:
    """Hostname and subdomain are the controller's; the volumes of the claims stand before the pod's own."""
    kept = {name: value for name, value in pod.items() if name not in ("hostname", "subdomain")}
    made = {text(struct(claim, "metadata"), "name"): claim for claim in claims}
    volumes = [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in made]
    own = [volume for volume in structs(pod, "volumes") if text(volume, "name") not in made]
    return {**kept, "volumes": [*volumes, *own]} if made else kept


def _restarting(pod: dict, path: str) -> list[FieldError]:
    errors = []
    if text(pod, "restartPolicy") != "Always":
        errors.append(unsupported(f"{path}.restartPolicy", text(pod, "restartPolicy"), ("Always",)))
    if pod.get("activeDeadlineSeconds") is not None:
        detail = "activeDeadlineSeconds in StatefulSet is not Supported"
        errors.append(forbidden(f"{path}.activeDeadlineSeconds", detail))
    return errors


KIND = StatefulSet()
