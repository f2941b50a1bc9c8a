"""Deployment: rolls out new versions of a template through ReplicaSets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, CONTAINERS, NAME, age, containers, selector_text
from cluster.kinds.pod.template import default_template
from cluster.kinds.pod.warnings import workload_warnings
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import Struct, forbidden, invalid, required, unsupported
from cluster.kinds.rules.reading import number, optional, struct, text
from cluster.kinds.rules.replicas import (
    amount,
    immutable_selector,
    not_negative,
    share,
    validate_counts,
    validate_selector_and_template,
)
from cluster.kinds.standard import Standard

_STRATEGIES = ("Recreate", "RollingUpdate")
_QUARTER = "25%"
_COUNTS = ("updatedReplicas", "readyReplicas", "availableReplicas")


class Deployment(Standard):
    group, kind, plural, short_names, categories = "apps", "Deployment", "deployments", ("deploy",), ("all",)
    subresources = ("status", "scale")
    columns = (
        NAME,
        Column("Ready", description="Number of the pod with ready state"),
        Column("Up-to-date"),
        Column("Available"),
        AGE,
        *CONTAINERS,
        Column("Selector", priority=1),
    )

    def defaults(self, obj: dict) -> dict:
        spec = dict(struct(obj, "spec"))
        for field, value in (("replicas", 1), ("revisionHistoryLimit", 10), ("progressDeadlineSeconds", 600)):
            if spec.get(field) is None:
                spec[field] = value
        spec["strategy"] = _default_strategy(struct(spec, "strategy"))
        spec["template"] = default_template(struct(spec, "template"))
        return {**obj, "spec": spec}

    def prepare_create(self, obj: dict) -> dict:
        return {**obj, "status": {}}

    def rules(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = not_negative(spec, "spec", "replicas") + validate_selector_and_template(spec)
        errors += _strategy(struct(spec, "strategy"), "spec.strategy")
        errors += not_negative(spec, "spec", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
        deadline, ready = number(spec, "progressDeadlineSeconds"), number(spec, "minReadySeconds") or 0
        if deadline is not None and deadline <= ready:
            errors.append(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"))
        return errors

    def changes(self, obj: dict, old: dict) -> list[FieldError]:
        return immutable_selector(obj, old)

    def status_rules(self, obj: dict, old: dict) -> list[FieldError]:
        status = struct(obj, "status")
        errors = validate_counts(status, _COUNTS)
        return errors + not_negative(status, "status", "unavailableReplicas", "terminatingReplicas", "collisionCount")

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        return workload_warnings(obj, old)

    def scale_selector(self, obj: dict) -> str:
        return selector_text(obj["spec"].get("selector"))

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        """Its labels stay, annotations may come along."""
        labels = {"labels": old["metadata"]["labels"]} if "labels" in old["metadata"] else {}
        metadata = {**{key: value for key, value in obj["metadata"].items() if key != "labels"}, **labels}
        return super().prepare_status_update({**obj, "metadata": metadata}, old)

    def row(self, obj: dict, now: int) -> list:
        metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status", {})
        return [
            metadata["name"],
            f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
            status.get("updatedReplicas", 0),
            status.get("availableReplicas", 0),
            age(metadata.get("creationTimestamp"), now),
            *containers(spec.get("template") or {}),
            selector_text(spec.get("selector")),
        ]


def _default_strategy(strategy: dict) -> dict:
    strategy = {**strategy, "type": text(strategy, "type") or "RollingUpdate"}
    if strategy["type"] != "RollingUpdate":
        return strategy
    rolling = dict(struct(strategy, "rollingUpdate"))
    for field in ("maxSurge", "maxUnavailable"):
        if rolling.get(field) is None:
            rolling[field] = _QUARTER
    return {**strategy, "rollingUpdate": rolling}


def _strategy(strategy: dict, path: str) -> list[FieldError]:
    kind, rolling = text(strategy, "type"), optional(strategy, "rollingUpdate")
    if kind == "RollingUpdate":
        if rolling is None:
            return [required(f"{path}.rollingUpdate", "this should be defaulted and never be nil")]
        return _rolling(rolling, f"{path}.rollingUpdate")
    if kind == "Recreate":
        detail = "may not be specified when strategy `type` is 'Recreate'"
        return [] if rolling is None else [forbidden(f"{path}.rollingUpdate", detail)]
    shown = None
    if rolling is not None:
        shown = Struct(MaxUnavailable=rolling.get("maxUnavailable", 0), MaxSurge=rolling.get("maxSurge", 0))
    return [unsupported(path, Struct(Type=kind, RollingUpdate=shown), _STRATEGIES)]


def _rolling(rolling: dict, path: str) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    errors = share(unavailable, f"{path}.maxUnavailable") + share(surge, f"{path}.maxSurge")
    if amount(unavailable) == 0 and amount(surge) == 0:
        errors.append(invalid(f"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0"))
    if isinstance(unavailable, str) and not names.percent(unavailable) and amount(unavailable) > 100:
        errors.append(invalid(f"{path}.maxUnavailable", unavailable, "must not be greater than 100%"))
    return errors


KIND = Deployment()
