"""PodSecurity: what pods of a namespace may ask of their node, as the namespace's labels say.

Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.admission.podsecurity.standards import BASELINE, RESTRICTED, Violation, violations
from cluster.api.errors import forbidden, invalid
from cluster.kinds.rules import errors as field_errors
from cluster.kinds.rules.errors import quoted

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

PREFIX = "pod-security.kubernetes.io/"
LEVELS = ("privileged", BASELINE, RESTRICTED)
_MODES = ("enforce", "audit", "warn")
# kind → where its pods' template stands
_TEMPLATES = {
    "replicationcontrollers": ("spec", "template"),
    "podtemplates": ("template",),
    "replicasets.apps": ("spec", "template"),
    "deployments.apps": ("spec", "template"),
    "statefulsets.apps": ("spec", "template"),
    "daemonsets.apps": ("spec", "template"),
    "jobs.batch": ("spec", "template"),
    "cronjobs.batch": ("spec", "jobTemplate", "spec", "template"),
}


class PodSecurity(Plugin):
    name = "PodSecurity"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource in ("pods", "namespaces", *_TEMPLATES)

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        if kind.resource == "namespaces":
            _check_labels(kind, obj)
            return
        labels = _labels(server, obj["metadata"].get("namespace", ""))
        if not labels:
            return
        if kind.resource == "pods":
            self._enforce(kind, obj, labels)
            pod = obj
        else:
            pod = _template(obj, _TEMPLATES[kind.resource])
        self._warn(server, pod, labels)

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        if kind.resource == "namespaces":
            _check_labels(kind, new)
            _existing(server, new, old)
        elif kind.resource in _TEMPLATES:
            path = _TEMPLATES[kind.resource]
            labels = _labels(server, new["metadata"].get("namespace", ""))
            if labels and _template(new, path) != _template(old, path):
                self._warn(server, _template(new, path), labels)

    @staticmethod
    def _enforce(kind: Kind, pod: dict, labels: dict) -> None:
        level, version = _policy(labels, "enforce")
        if found := violations(pod, level):
            why = f"violates PodSecurity {level_text(level, version)}: {told(found)}"
            raise forbidden(kind, pod["metadata"]["name"], why)

    @staticmethod
    def _warn(server: ApiServer, pod: dict, labels: dict) -> None:
        level, version = _policy(labels, "warn")
        if found := violations(pod, level):
            server.warn(f"would violate PodSecurity {level_text(level, version)}: {told(found)}")


def told(found: list[Violation]) -> str:
    return ", ".join(f"{each.reason} ({each.detail})" if each.detail else each.reason for each in found)


def level_text(level: str, version: str) -> str:
    return quoted(f"{level}:{version}")


def _policy(labels: dict, mode: str) -> tuple[str, str]:
    """(level, version) of a mode: privileged unless said otherwise."""
    return labels.get(PREFIX + mode, LEVELS[0]), labels.get(f"{PREFIX}{mode}-version", "latest")


def _labels(server: ApiServer, namespace: str) -> dict:
    """The namespace's labels, {} where none speaks of pod security."""
    found = server.store.get("namespaces", "", namespace)
    labels = (found or {}).get("metadata", {}).get("labels") or {}
    return labels if any(name.startswith(PREFIX) for name in labels) else {}


def _template(obj: dict, path: tuple[str, ...]) -> dict:
    for step in path:
        obj = obj.get(step) or {}
    return obj


def _check_labels(kind: Kind, namespace: dict) -> None:
    """Raises StatusError 422 for a level or version that there is none of."""
    labels, wrong = namespace["metadata"].get("labels") or {}, []
    for mode in _MODES:
        level, version = labels.get(PREFIX + mode), labels.get(f"{PREFIX}{mode}-version")
        if level is not None and level not in LEVELS:
            path, detail = f"metadata.labels[{PREFIX}{mode}]", f"must be one of {', '.join(LEVELS)}"
            wrong.append(field_errors.invalid(path, level, detail))
        if version is not None and version != "latest" and not _is_version(version):
            detail = 'must be "latest" or "v1.x"'
            wrong.append(field_errors.invalid(f"metadata.labels[{PREFIX}{mode}-version]", version, detail))
    if wrong:
        raise invalid(kind, namespace["metadata"]["name"], wrong)


def _is_version(text: str) -> bool:
    return text.startswith("v1.") and text[3:].isdecimal() and (text[3:] == "0" or not text[3:].startswith("0"))


def _existing(server: ApiServer, new: dict, old: dict) -> None:
    """Tell which pods would not have been let in, when a namespace becomes stricter."""
    policies = [_policy(each["metadata"].get("labels") or {}, "enforce") for each in (new, old)]
    (level, version), before = policies
    if policies[0] == before or level == LEVELS[0]:
        return
    name = new["metadata"]["name"]
    groups: dict[str, list[str]] = {}
    for pod in server.store.list("pods", name):
        if found := violations(pod, level):
            groups.setdefault(", ".join(each.reason for each in found), []).append(pod["metadata"]["name"])
    if not groups:
        return
    policy = level_text(level, version)
    server.warn(f"existing pods in namespace {quoted(name)} violate the new PodSecurity enforce level {policy}")
    for reasons, pods in sorted(groups.items(), key=lambda item: item[1][0]):
        others = len(pods) - 1
        more = f" (and {others} other pod{'s' if others > 1 else ''})" if others else ""
        server.warn(f"{pods[0]}{more}: {reasons}")
